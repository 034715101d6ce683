/** The entry of the command line: {@link paloma.cli.Main}. */
package paloma.cli;
