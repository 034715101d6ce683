package paloma.cli.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> A number of bytes and its text: {@code 4096}, {@code 64k}, {@code 16m}, {@code 1g}. The letters
 * multiply by 1,024, its square and its cube.
 */
public record SizeValue(String text, long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,13})([kmg]?)");

    /** @throws IllegalArgumentException when {@code text} does not have this form or exceeds a long */
    public static SizeValue parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        int shift = 10 * "kmg".indexOf(form.group(2)) + (form.group(2).isEmpty() ? 0 : 10);
        long number = Long.parseLong(form.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        return new SizeValue(text, number << shift);
    }

    /** Returns {@code bytes} in the largest unit that divides it: {@code 64m}. */
    public static SizeValue of(long bytes) {
        for (int shift = 30; shift > 0 && bytes > 0; shift -= 10) {
            if (bytes % (1L << shift) == 0) {
                return new SizeValue((bytes >> shift) + "kmg".substring(shift / 10 - 1, shift / 10), bytes);
            }
        }
        return new SizeValue(Long.toString(bytes), bytes);
    }

    /** Returns the text as it was parsed. */
    @Override
    public String toString() {
        return text;
    }
}
