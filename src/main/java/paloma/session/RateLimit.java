package paloma.session;

import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * <em>Reactor-owned.</em> Messages per second of one source: the generic cell rate algorithm (ITU-T I.371), which needs one
 * instant per source, when the next message would be on time.
 *
 * <p>A session carries the instant of its source. The instant outlives the session in one of 16,384 slots, so that a peer
 * gains nothing when its session ends and it opens another. Sources that share a slot are limited by the later instant.
 */
public final class RateLimit {
    static final int SLOTS = 1 << 14;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final SessionTable table;
    private final long intervalNanos;
    private final long toleranceNanos;
    // Empty without a limit.
    private final long[] dueAtBySlot;

    /**
     * @param perSecond messages per second, or 0 for no limit
     * @param burst messages by which a source may run ahead
     * @param table the sessions; its secret key chooses the slots
     */
    public RateLimit(int perSecond, int burst, SessionTable table) {
        this.table = table;
        intervalNanos = perSecond == 0 ? 0 : NANOS_PER_SECOND / perSecond;
        toleranceNanos = (burst - 1) * intervalNanos;
        dueAtBySlot = new long[perSecond == 0 ? 0 : SLOTS];
        Arrays.fill(dueAtBySlot, Long.MIN_VALUE);
    }

    /** Whether a message of {@code session} may come at {@code now}; one that may counts. */
    public boolean admits(PeerSession session, long now) {
        if (intervalNanos == 0) {
            return true;
        }
        if (!admits(session.messageDueAt, now)) {
            return false;
        }
        session.messageDueAt = Math.max(session.messageDueAt, now) + intervalNanos;
        return true;
    }

    /** Whether a message may come at {@code now} when the next one would be on time at {@code dueAt}; counts nothing. */
    public boolean admits(long dueAt, long now) {
        return Math.max(dueAt, now) - now <= toleranceNanos;
    }

    /** When the next message of {@code source}, which has no session, would be on time. */
    public long dueAt(InetSocketAddress source) {
        return intervalNanos == 0 ? Long.MIN_VALUE : dueAtBySlot[slotOf(table.hashOf(source))];
    }

    /** The next message of {@code session}, which has just opened, would be on time at {@code dueAt}, or now if that is past. */
    public void onOpened(PeerSession session, long dueAt) {
        session.messageDueAt = Math.max(session.messageDueAt, dueAt);
    }

    /** {@code session} has left the table. */
    public void onRemoved(PeerSession session) {
        if (intervalNanos != 0) {
            int slot = slotOf(table.hashOf(session));
            dueAtBySlot[slot] = Math.max(dueAtBySlot[slot], session.messageDueAt);
        }
    }

    private static int slotOf(int hash) {
        return hash & SLOTS - 1;
    }
}
