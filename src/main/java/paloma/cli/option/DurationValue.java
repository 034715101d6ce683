package paloma.cli.option;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> A duration and its text: {@code 200ms}, {@code 30s}, {@code 5m}, {@code 1h}. The text {@code off}
 * is the duration zero.
 */
public record DurationValue(String text, Duration duration) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** @throws IllegalArgumentException when {@code text} does not have this form */
    public static DurationValue parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.equals("off")) {
            return new DurationValue(plain, Duration.ZERO);
        }
        Matcher form = FORM.matcher(plain);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        long amount = Long.parseLong(form.group(1));
        Duration duration = switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        return new DurationValue(plain, duration);
    }

    /**
     * Returns {@code duration} in the largest unit that divides it: {@code 4s}.
     *
     * @throws IllegalArgumentException when it is not a whole number of milliseconds
     */
    public static DurationValue of(Duration duration) {
        long millis = duration.toMillis();
        if (!duration.equals(Duration.ofMillis(millis))) {
            throw new IllegalArgumentException(duration + " is not a whole number of milliseconds");
        }
        if (millis == 0) {
            return new DurationValue("0ms", duration);
        }
        if (millis % 1_000 != 0) {
            return new DurationValue(millis + "ms", duration);
        }
        long seconds = millis / 1_000;
        if (seconds % 60 != 0) {
            return new DurationValue(seconds + "s", duration);
        }
        return new DurationValue(seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m", duration);
    }

    /** Returns whether this is from {@code min} to {@code max}, inclusive. */
    public boolean isWithin(Duration min, Duration max) {
        return duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
    }

    /** Returns whether the text is {@code off}. */
    public boolean isOff() {
        return text.equals("off");
    }

    /** Returns the text as it was parsed. */
    @Override
    public String toString() {
        return text;
    }
}
