package paloma.cli.process;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * <em>Main thread.</em> Disables the library's log; the commands print localized lines instead. Logged errors are still
 * passed to {@link OutOfMemory}.
 */
public final class LibraryLog {
    /** Strong reference: the runtime holds loggers weakly, and a collected logger loses its settings. */
    private static Logger logger;

    private LibraryLog() {}

    public static void silence() {
        silence(error -> {});
    }

    /** @param onEnd called on any thread with the error that ended a part of the library */
    public static void silence(Consumer<Throwable> onEnd) {
        try {
            logger = Logger.getLogger("paloma");
            logger.setUseParentHandlers(false);
            logger.addHandler(new Handler() {
                @Override
                public void publish(LogRecord logged) {
                    Throwable error = logged.getThrown();
                    OutOfMemory.onError(error);
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
