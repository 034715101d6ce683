package paloma.cli.server;

import java.util.Optional;
import paloma.cli.text.Messages;

/** <em>Owned by one thread.</em> What to say of workers that do not come back: a line when they get more, and when all are back. */
final class StuckLines {
    private final Messages words;
    private final int workers;
    private int told;

    StuckLines(Messages words, int workers) {
        this.words = words;
        this.workers = workers;
    }

    /** The line to print, now that {@code stuck} workers are. */
    Optional<String> look(int stuck) {
        int before = told;
        told = stuck;
        if (stuck > before) {
            return Optional.of(words.say("server.stuck", stuck, workers));
        }
        return stuck == 0 && before > 0 ? Optional.of(words.say("server.unstuck")) : Optional.empty();
    }
}
