package paloma.cli.text;

import java.time.Duration;
import java.util.Locale;

/** <em>Any thread.</em> Formats durations in at most six characters: {@code 7s}, {@code 4m05s}, {@code 2d03h}, {@code 120d}. */
public final class AgeText {
    private static final int DAYS_WITHOUT_HOURS = 100;

    private AgeText() {}

    /** Returns {@code duration} in its two largest units, rounded down. A negative duration is 0. */
    public static String of(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (days >= DAYS_WITHOUT_HOURS) {
            return days + "d";
        }
        if (days > 0) {
            return String.format(Locale.ROOT, "%dd%02dh", days, hours % 24);
        }
        if (hours > 0) {
            return String.format(Locale.ROOT, "%dh%02dm", hours, minutes % 60);
        }
        return minutes > 0 ? String.format(Locale.ROOT, "%dm%02ds", minutes, seconds % 60) : seconds + "s";
    }
}
