/**
 * Process control: signals, exit statuses, the exit with an exhausted heap, and the library's log.
 *
 * <p>Thread: any. Signal handlers, the memory monitor and the exit guard run on threads of this package.
 *
 * <p>Imports: {@code paloma.cli.text}, {@code paloma.cli.output}.
 *
 * <p>Start with {@link paloma.cli.process.Signals}.
 */
package paloma.cli.process;
