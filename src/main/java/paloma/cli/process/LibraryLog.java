package paloma.cli.process;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * <em>Main thread.</em> The library's log, which the commands replace by lines of their own in the person's language. An
 * error that it tells of has a meaning for the process all the same.
 */
public final class LibraryLog {
    /** Loggers are held weakly by the runtime: without this reference the level would be forgotten. */
    private static Logger logger;

    private LibraryLog() {}

    public static void silence() {
        silence(error -> {});
    }

    /** @param onEnd is given, on any thread, the error by which something of the library has ended */
    public static void silence(Consumer<Throwable> onEnd) {
        try {
            logger = Logger.getLogger("paloma");
            logger.setUseParentHandlers(false);
            logger.addHandler(new Handler() {
                @Override
                public void publish(LogRecord logged) {
                    Throwable error = logged.getThrown();
                    OutOfMemory.struckBy(error);
                    if (error != null && logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
                        onEnd.accept(error);
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            });
        } catch (NoClassDefFoundError e) {
            // A runtime image without java.logging.
        }
    }
}
