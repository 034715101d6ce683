/**
 * The user's console: reads and prints lines, on a terminal or a pipe, and encodes them as messages.
 *
 * <p>Thread: one thread reads lines; any thread prints them.
 *
 * <p>Imports: {@code paloma.cli.text}, {@code paloma.cli.output}, {@code paloma.cli.process}.
 *
 * <p>Start with {@link paloma.cli.console.Console}.
 */
package paloma.cli.console;
