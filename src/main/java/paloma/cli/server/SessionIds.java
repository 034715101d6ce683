package paloma.cli.server;

import java.util.List;
import java.util.Locale;
import paloma.Session;

/** <em>Any thread.</em> Abbreviates session IDs to their first letters, and finds the sessions of an abbreviation. */
final class SessionIds {
    /** Shortest abbreviation in a command. Short words of a text, such as "de", are hexadecimal too. */
    static final int MIN_LETTERS = 4;

    /** Letters of a displayed ID, unless another session has the same ones. */
    static final int SHORT_LETTERS = 8;

    private static final int LATER_BITS = Long.SIZE - SHORT_LETTERS * 4;

    private SessionIds() {}

    /** Returns the sessions whose ID begins with {@code letters}, case-insensitive. */
    static List<Session> withPrefix(String letters, List<Session> sessions) {
        String prefix = letters.toLowerCase(Locale.ROOT);
        return sessions.stream()
                .filter(session -> session.id().toString().startsWith(prefix))
                .toList();
    }

    /** Returns how many letters distinguish each ID of {@code some} from every other ID of {@code all}. */
    static int distinctLetters(List<Session> some, List<Session> all) {
        long[] starts = some.stream().mapToLong(session -> firstBits(session)).toArray();
        int letters = SHORT_LETTERS;
        for (Session other : all) {
            long bits = firstBits(other);
            for (int i = 0; i < starts.length; i++) {
                if (bits == starts[i] && !other.id().equals(some.get(i).id())) {
                    letters = Math.max(letters, 1 + commonLetters(other, some.get(i)));
                }
            }
        }
        return letters;
    }

    /** The first {@link #SHORT_LETTERS} letters as a number. */
    private static long firstBits(Session session) {
        return session.id().getMostSignificantBits() >>> LATER_BITS;
    }

    private static int commonLetters(Session one, Session other) {
        return commonBeginning(one.id().toString(), other.id().toString()).length();
    }

    /** Returns the longest common beginning. */
    static String commonBeginning(String one, String other) {
        int end = Math.min(one.length(), other.length());
        int common = 0;
        while (common < end && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        return one.substring(0, common);
    }
}
