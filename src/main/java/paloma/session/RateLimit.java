package paloma.session;

import java.util.Arrays;
import paloma.net.Source;

/**
 * <em>Reactor-owned.</em> Messages per second of one source, by the generic cell rate algorithm (ITU-T I.371). It needs
 * one instant per source: when the next message is due.
 *
 * <p>A session stores the instant of its source. After the session's end it stays in one of 16,384 slots, so that a
 * peer gains nothing by opening another session. Sources that share a slot are limited by the later instant.
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
     * @param perSecond messages per second, or 0 without a limit
     * @param burst messages that a source may send at once
     * @param table the sessions; its secret key chooses the slots
     */
    public RateLimit(int perSecond, int burst, SessionTable table) {
        this.table = table;
        intervalNanos = perSecond == 0 ? 0 : NANOS_PER_SECOND / perSecond;
        toleranceNanos = (burst - 1) * intervalNanos;
        dueAtBySlot = new long[perSecond == 0 ? 0 : SLOTS];
        Arrays.fill(dueAtBySlot, Long.MIN_VALUE);
    }

    /** Whether the session's message at {@code now} is within the limit; counts it then. */
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

    /**
     * Whether a message at {@code now} is within the limit when the next one is due at {@code dueAt}; counts nothing.
     */
    public boolean admits(long dueAt, long now) {
        return Math.max(dueAt, now) - now <= toleranceNanos;
    }

    /** When the next message of {@code source}, which has no session, is due. */
    public long dueAt(Source source) {
        return intervalNanos == 0 ? Long.MIN_VALUE : dueAtBySlot[slotOf(table.hashOf(source))];
    }

    /** The session was opened; its next message is due at {@code dueAt}, or now if that is past. */
    public void onOpened(PeerSession session, long dueAt) {
        session.messageDueAt = Math.max(session.messageDueAt, dueAt);
    }

    /** The session was removed from the table. */
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
