package paloma.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** <em>Main thread.</em> The library's log, which the commands replace by lines of their own in the person's language. */
final class LibraryLog {
    /** Loggers are held weakly by the runtime: without this reference the level would be forgotten. */
    private static Logger logger;

    private LibraryLog() {}

    static void silence() {
        try {
            logger = Logger.getLogger("paloma");
            logger.setLevel(Level.OFF);
        } catch (NoClassDefFoundError e) {
            // A runtime image without java.logging.
        }
    }
}
