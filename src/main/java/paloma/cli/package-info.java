/**
 * Entry point of the command line: parses the subcommand and runs it.
 *
 * <p>Thread: {@code main}. An uncaught exception on any thread is printed here.
 *
 * <p>Imports: all packages of the command line, {@code paloma}, {@code paloma.load.plan} and {@code paloma.load.report}. No
 * package imports this one.
 *
 * <p>Start with {@link paloma.cli.Main}.
 */
package paloma.cli;
