/**
 * The command {@code paloma server}: options, console commands, event lines, report file, and HTTP.
 *
 * <p>Thread: {@code main} opens and closes the server; a daemon thread reads the console commands; the handler is called
 * by the server's workers.
 *
 * <p>Imports: {@code paloma}, {@code paloma.net}, {@code paloma.server}, {@code paloma.report}, {@code paloma.http}, and the
 * shared packages of the command line. Not the other commands.
 *
 * <p>Start with {@link paloma.cli.server.ServerCommand}.
 */
package paloma.cli.server;
