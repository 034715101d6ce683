/** The command {@code paloma client}. Start with {@link paloma.cli.client.ClientCommand}. */
package paloma.cli.client;
