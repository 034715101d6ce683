package paloma.cli.server;

import java.util.Optional;
import paloma.cli.text.Messages;

/**
 * <em>Any thread.</em> Used by one thread. Reports stuck workers: a line when their number grows, and one when it is 0
 * again.
 */
final class StuckLines {
    private final Messages texts;
    private final int workers;
    private int reported;

    StuckLines(Messages texts, int workers) {
        this.texts = texts;
        this.workers = workers;
    }

    /** Returns the line to print for the current number of stuck workers, if any. */
    Optional<String> update(int stuck) {
        int before = reported;
        reported = stuck;
        if (stuck > before) {
            return Optional.of(texts.format("server.stuck", stuck, workers));
        }
        return stuck == 0 && before > 0 ? Optional.of(texts.format("server.unstuck")) : Optional.empty();
    }
}
