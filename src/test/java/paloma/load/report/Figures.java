package paloma.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paloma.process.PalomaProcess;

/** Figures in the table that a load run prints. */
public final class Figures {
    private Figures() {}

    /** Asserts the integer in the row of each label. */
    public static void assertFigures(PalomaProcess load, Object... labelsAndNumbers) {
        for (int i = 0; i < labelsAndNumbers.length; i += 2) {
            String label = (String) labelsAndNumbers[i];
            assertEquals(((Integer) labelsAndNumbers[i + 1]).longValue(), figure(load, label), label);
        }
    }

    /** Returns the integer in the row of {@code label}. */
    public static long figure(PalomaProcess load, String label) {
        Matcher row = Pattern.compile("(?m)^" + label + " +(\\d+)\\s*$").matcher(load.stdout());
        assertTrue(row.find(), () -> label + " in " + load.stdout() + load.stderr());
        return Long.parseLong(row.group(1));
    }
}
