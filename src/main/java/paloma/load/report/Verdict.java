package paloma.load.report;

import java.time.Duration;

/** <em>Immutable.</em> The judgement of a run. */
public enum Verdict {
    /** The run was completed and met all conditions. */
    GOOD,
    /** The loss was too high, an answer was wrong, a requirement was not met, or the run ended early. */
    BAD,
    /**
     * The generator limited the run, so that the figures do not describe the server.
     *
     * <p>More than the allowed percentage of messages were sent late, skipped, or queued, or of answers read late; or a
     * message was not sent; or the kernel dropped answers at the clients' sockets.
     */
    LIMITED;

    /** A message sent, or an answer read, later than this is late. */
    public static final Duration BEHIND = Duration.ofMillis(1);
}
