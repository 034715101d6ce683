package paloma.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.Map;

/** Counts for tests, written by name. */
public final class NamedCounts {
    private NamedCounts() {}

    /**
     * Returns counts such as {@code sent 200, answered 199, lost 1}; a count that is not named is 0.
     *
     * @throws AssertionError if a name is unknown or given twice
     */
    public static Counts counts(String text) {
        Map<String, Long> named = parse(text);
        Counts counts = new Counts(
                take("sent", named),
                take("unsent", named),
                take("skipped", named),
                take("behind", named),
                take("queued", named),
                take("answered", named),
                take("late", named),
                take("lost", named),
                take("readLate", named),
                take("duplicated", named),
                take("reordered", named),
                take("corrupted", named),
                take("foreign", named));
        assertEquals(Map.of(), named, text);
        return counts;
    }

    private static Map<String, Long> parse(String text) {
        Map<String, Long> named = new HashMap<>();
        for (String field : text.split(", ")) {
            String[] nameAndNumber = field.split(" ");
            assertNull(named.put(nameAndNumber[0], Long.parseLong(nameAndNumber[1])), text);
        }
        return named;
    }

    private static long take(String name, Map<String, Long> named) {
        Long number = named.remove(name);
        return number == null ? 0 : number;
    }

    /** Returns the counts without {@code readLate}, which depends on the load of this machine. */
    public static Counts withoutReadLate(Counts counts) {
        return new Counts(
                counts.sent(),
                counts.unsent(),
                counts.skipped(),
                counts.behind(),
                counts.queued(),
                counts.answered(),
                counts.late(),
                counts.lost(),
                0,
                counts.duplicated(),
                counts.reordered(),
                counts.corrupted(),
                counts.foreign());
    }
}
