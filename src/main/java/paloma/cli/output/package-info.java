/**
 * Output: standard streams that may stall, line queues of bounded size, and files that are replaced atomically.
 *
 * <p>Thread: any. Each {@link paloma.cli.output.AsyncPrinter} has one thread.
 *
 * <p>Imports: {@code paloma.cli.text}.
 *
 * <p>Start with {@link paloma.cli.output.AsyncPrinter}.
 */
package paloma.cli.output;
