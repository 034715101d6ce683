/**
 * Where lines and files are written: standard streams that may stall, and files that are replaced as a whole.
 * Start with {@link paloma.cli.output.AsyncPrinter}.
 */
package paloma.cli.output;
