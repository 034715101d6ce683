package paloma.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paloma.process.PalomaProcess;

/** Figures in the table that a load run prints. */
public final class Figures {
    private static final Pattern STOOD_STILL =
            Pattern.compile("Warning: the generator stood still for |Aviso: el generador estuvo parado ");

    private Figures() {}

    /** Asserts the integer in the row of each label. */
    public static void assertFigures(PalomaProcess load, Object... labelsAndNumbers) {
        for (int i = 0; i < labelsAndNumbers.length; i += 2) {
            String label = (String) labelsAndNumbers[i];
            assertEquals(((Integer) labelsAndNumbers[i + 1]).longValue(), figure(load, label), label);
        }
    }

    /** The lines on standard error, without the warning that a busy machine or a test stopped the generator for a second. */
    public static List<String> errors(PalomaProcess load) {
        return load.stderrLines().stream()
                .filter(line -> !STOOD_STILL.matcher(line).lookingAt())
                .toList();
    }

    /** Returns the integer in the row of {@code label}. */
    public static long figure(PalomaProcess load, String label) {
        Matcher row = Pattern.compile("(?m)^" + label + " +(\\d+)\\s*$").matcher(load.stdout());
        assertTrue(row.find(), () -> label + " in " + load.stdout() + load.stderr());
        return Long.parseLong(row.group(1));
    }
}
