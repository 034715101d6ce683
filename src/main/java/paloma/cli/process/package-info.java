/**
 * The process: signals, exit statuses, the end without memory, and the library's log.
 * Start with {@link paloma.cli.process.Signals}.
 */
package paloma.cli.process;
