package paloma.cli.option;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> A duration together with the way it was written: {@code 30s}, {@code 5m}, {@code 1h}, and for
 * impatient tests {@code 200ms}; {@code off} is no duration at all.
 */
public record DurationValue(String text, Duration duration) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** @throws IllegalArgumentException when {@code text} is not of that form */
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

    /** Whether this is from {@code least} to {@code most}. */
    public boolean isWithin(Duration least, Duration most) {
        return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
    }

    /** Whether this is no duration. */
    public boolean isOff() {
        return text.equals("off");
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
