/** The user's console: lines in and out, on a terminal or a pipe. Start with {@link paloma.cli.console.Console}. */
package paloma.cli.console;
