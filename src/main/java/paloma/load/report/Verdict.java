package paloma.load.report;

import java.time.Duration;

/** <em>Immutable.</em> How good a run was. */
public enum Verdict {
    /** Nothing to complain of. */
    GOOD,
    /** More was lost than allowed, something was wrong, or the run did not get to its end. */
    BAD,
    /**
     * The generator did not do what it was asked to, so that the figures are its own and not the server's: more messages
     * left more than {@link #BEHIND} after they were due than allowed, or never; more answers than allowed waited longer
     * than that to be read; more messages than allowed had to wait for room in the kernel; some were refused before they
     * left; or the kernel dropped answers for want of room at the clients' sockets.
     */
    LIMITED;

    /** What leaves later than this after it was due, or is read later than this after it came, is behind. */
    public static final Duration BEHIND = Duration.ofMillis(1);
}
