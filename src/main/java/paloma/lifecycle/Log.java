package paloma.lifecycle;

import java.lang.System.Logger.Level;

/**
 * <em>Any thread.</em> Writes the library's records to {@link System.Logger} {@code paloma}.
 * A record that cannot be created or written is lost without an exception.
 */
public final class Log {
    private Log() {}

    /** Logs a warning in the format of {@link java.text.MessageFormat}. */
    public static void warn(String format, Object... values) {
        try {
            System.getLogger("paloma").log(Level.WARNING, format, values);
        } catch (Throwable lost) {
            // The record is lost: nowhere to report it.
        }
    }

    /** Logs a failure after which the thread continues. */
    public static void warn(String text, Throwable cause) {
        log(Level.WARNING, text, cause);
    }

    /** Logs an error that ended a component. */
    public static void error(String text, Throwable cause) {
        log(Level.ERROR, text, cause);
    }

    private static void log(Level level, String text, Throwable cause) {
        try {
            System.getLogger("paloma").log(level, text, cause);
        } catch (Throwable lost) {
            // The record is lost: nowhere to report it.
        }
    }
}
