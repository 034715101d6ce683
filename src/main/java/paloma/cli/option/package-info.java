/** Values of options and the errors of a command line. Start with {@link paloma.cli.option.UsageErrors}. */
package paloma.cli.option;
