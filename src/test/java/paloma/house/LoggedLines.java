package paloma.house;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** <em>Any thread.</em> What the library logs as {@code paloma}, instead of on standard error, until this is closed. */
public final class LoggedLines extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("paloma");
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** Records from now on. */
    public LoggedLines() {
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** Level and text of each record so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getLevel() + " " + formatter.formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
