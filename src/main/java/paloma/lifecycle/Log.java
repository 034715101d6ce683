package paloma.lifecycle;

import java.lang.System.Logger.Level;

/**
 * <em>Any thread.</em> The library's records, to {@link System.Logger} {@code paloma}. A record that cannot be made or
 * written, without memory or by a fault of the logger, is lost, and its thread goes on.
 */
public final class Log {
    private Log() {}

    /** Logs a warning; {@code format} is one of {@link java.text.MessageFormat}. */
    public static void warn(String format, Object... values) {
        try {
            // Looked up on use: on a long class path the first lookup takes longer than the rest of a start.
            System.getLogger("paloma").log(Level.WARNING, format, values);
        } catch (Throwable lost) {
            // The record is lost: nowhere to report it.
        }
    }

    /** Logs a failure after which its thread goes on. */
    public static void warn(String text, Throwable cause) {
        log(Level.WARNING, text, cause);
    }

    /** Logs a failure that ends a server or a reactor. */
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
