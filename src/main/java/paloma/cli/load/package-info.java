/**
 * The command {@code paloma load}: options, progress, and reports (table, JSON, HTML, HdrHistogram log).
 *
 * <p>Thread: {@code main}; progress is printed by the threads of the load test.
 *
 * <p>Imports: {@code paloma}, {@code paloma.net}, the load generator ({@code paloma.load}), and the shared packages of the
 * command line. Not the other commands.
 *
 * <p>Start with {@link paloma.cli.load.LoadCommand}.
 */
package paloma.cli.load;
