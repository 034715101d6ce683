package paloma.session;

/**
 * <em>Immutable.</em> Messages per second of one session: the generic cell rate algorithm (ITU-T I.371), which needs one
 * instant per session, when the next message would be on time.
 */
public final class RateLimit {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long intervalNanos;
    private final long aheadNanos;

    /**
     * @param perSecond messages per second, or 0 for no limit
     * @param burst messages by which a session may run ahead
     */
    public RateLimit(int perSecond, int burst) {
        intervalNanos = perSecond == 0 ? 0 : SECOND_NANOS / perSecond;
        aheadNanos = (burst - 1) * intervalNanos;
    }

    /** Whether a message of {@code session} may come at {@code now}; one that may counts. */
    public boolean admits(PeerSession session, long now) {
        if (intervalNanos == 0) {
            return true;
        }
        long due = Math.max(session.rateAt, now);
        if (due - now > aheadNanos) {
            return false;
        }
        session.rateAt = due + intervalNanos;
        return true;
    }
}
