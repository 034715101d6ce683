package paloma.cli.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** <em>Immutable.</em> A message size in bytes, or a range of sizes: {@code 64}, {@code 64-1200}. */
public record SizeRange(int min, int max) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    /**
     * @throws IllegalArgumentException when {@code text} does not have this form, or the maximum is under the
     *     minimum
     */
    public static SizeRange parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        int min = Integer.parseInt(form.group(1));
        int max = form.group(2) == null ? min : Integer.parseInt(form.group(2));
        if (max < min) {
            throw new IllegalArgumentException("not a range: " + text);
        }
        return new SizeRange(min, max);
    }

    /** Returns the range in the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return min == max ? Integer.toString(min) : min + "-" + max;
    }
}
