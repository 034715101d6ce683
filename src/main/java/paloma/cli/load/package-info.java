/** The command {@code paloma load}. Start with {@link paloma.cli.load.LoadCommand}. */
package paloma.cli.load;
