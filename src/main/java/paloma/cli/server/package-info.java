/** The command {@code paloma server}. Start with {@link paloma.cli.server.ServerCommand}. */
package paloma.cli.server;
