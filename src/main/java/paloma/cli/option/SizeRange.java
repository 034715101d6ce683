package paloma.cli.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> A size of messages in bytes, or a range of them, as it is written: {@code 64}, {@code 64-1200}.
 */
public record SizeRange(int least, int most) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    /** @throws IllegalArgumentException when {@code text} is not of that form or ends before it begins */
    public static SizeRange parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        int least = Integer.parseInt(form.group(1));
        int most = form.group(2) == null ? least : Integer.parseInt(form.group(2));
        if (most < least) {
            throw new IllegalArgumentException("not a range: " + text);
        }
        return new SizeRange(least, most);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return least == most ? Integer.toString(least) : least + "-" + most;
    }
}
