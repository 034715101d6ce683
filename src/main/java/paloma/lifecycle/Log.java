package paloma.lifecycle;

import java.lang.System.Logger.Level;

/**
 * <em>Any thread.</em> The library's records, to {@link System.Logger} {@code paloma}. A record that cannot be made or
 * written, without memory or by a fault of the logger, is lost, and its thread goes on.
 */
public final class Log {
    private Log() {}

    /** A record without an exception, as {@link java.text.MessageFormat} makes it. */
    public static void warn(String format, Object... values) {
        try {
            // Looked for when there is something to write: on a long class path that takes longer than all else at a
            // start.
            System.getLogger("paloma").log(Level.WARNING, format, values);
        } catch (Throwable lost) {
            // There is nowhere to report it.
        }
    }

    /** Something failed, and its thread goes on. */
    public static void warn(String text, Throwable cause) {
        log(Level.WARNING, text, cause);
    }

    /** Something has ended by an error. */
    public static void error(String text, Throwable cause) {
        log(Level.ERROR, text, cause);
    }

    private static void log(Level level, String text, Throwable cause) {
        try {
            System.getLogger("paloma").log(level, text, cause);
        } catch (Throwable lost) {
            // There is nowhere to report it.
        }
    }
}
