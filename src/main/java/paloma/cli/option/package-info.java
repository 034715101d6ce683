/**
 * Option types, options common to all commands, and usage errors.
 *
 * <p>Thread: {@code main} parses the options; the parsed values are immutable.
 *
 * <p>Imports: {@code paloma}, {@code paloma.net}, and the texts of {@code paloma.cli.text}.
 *
 * <p>Start with {@link paloma.cli.option.UsageErrors}.
 */
package paloma.cli.option;
