package paloma.cli.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/**
 * <em>Immutable.</em> A percentage of 0 to 100: {@code 0}, {@code 0.5%}, {@code 100%}.
 *
 * @param value in percent
 */
public record Percent(double value) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)%?");

    /** @throws IllegalArgumentException when {@code text} does not have this form or is over 100 */
    public static Percent parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches() || Double.parseDouble(form.group(1)) > 100) {
            throw new IllegalArgumentException("not a share: " + text);
        }
        return new Percent(Double.parseDouble(form.group(1)));
    }

    /** <em>Any thread.</em> Converts an option's value for picocli. */
    public static final class Converter implements ITypeConverter<Percent> {
        @Override
        public Percent convert(String text) {
            return parse(text);
        }
    }
}
