/**
 * The command {@code paloma client}: options, the conversation, and the matching of answers to requests.
 *
 * <p>Thread: {@code main} opens and closes the client; a daemon thread reads lines and waits for answers; the client's
 * reactor delivers other messages.
 *
 * <p>Imports: {@code paloma}, {@code paloma.net}, {@code paloma.client}, and the shared packages of the command line. Not the
 * other commands.
 *
 * <p>Start with {@link paloma.cli.client.ClientCommand}.
 */
package paloma.cli.client;
