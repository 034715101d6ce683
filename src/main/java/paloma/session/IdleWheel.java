package paloma.session;

/**
 * <em>Reactor-owned.</em> Sessions in the order of their last activity: a timing wheel (Varghese and Lauck, 1987). A
 * slot is a chain of the sessions that were active within one tick, linked through the sessions.
 *
 * <p>A session's slot is a lower bound of its last activity. When the slot comes up, a session that was active since is
 * moved to its new slot (lazy update). So a busy session costs one step per idle timeout, not one per datagram. An idle
 * session costs one step per turn of the wheel, which is 2,048 ticks.
 */
final class IdleWheel {
    /** {@link #oldestActiveAt} of an empty wheel. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int SLOT_BITS = 11;
    static final int SLOTS = 1 << SLOT_BITS;

    /** Sessions of a slot that an insertion passes at most; within a crowded slot the order is not exact. */
    private static final int MAX_INSERT_STEPS = 16;

    private final long tickNanos;
    private final PeerSession[] first = new PeerSession[SLOTS];
    private final PeerSession[] last = new PeerSession[SLOTS];
    private int size;
    // In ticks. No session is in a slot before earliestTick, or in one after latestTick, which is less than a turn
    // later.
    private long earliestTick;
    private long latestTick;

    /** @param tickNanos the duration of a slot, in nanoseconds */
    IdleWheel(long tickNanos) {
        this.tickNanos = tickNanos;
    }

    /** Adds {@code session} by its last activity. */
    void add(PeerSession session) {
        add(session, session.activeAt);
    }

    /** Adds {@code session} to the slot of {@code from}, which must not be after its last activity. */
    void add(PeerSession session, long from) {
        long active = Math.floorDiv(from, tickNanos);
        if (size++ == 0) {
            earliestTick = active;
            latestTick = active;
        }
        earliestTick = Math.max(Math.min(earliestTick, active), latestTick - SLOTS + 1);
        // A slot that is too early is harmless: the session is moved when it comes up.
        long slotTick = Math.max(earliestTick, Math.min(active, earliestTick + SLOTS - 1));
        latestTick = Math.max(latestTick, slotTick);
        session.wheelSlot = wheelSlot(session, slotTick);
        PeerSession before = last[slotOf(session)];
        for (int i = 0; i < MAX_INSERT_STEPS && before != null && before.activeAt > session.activeAt; i++) {
            before = before.previousInWheel;
        }
        link(before, session, before == null ? first[slotOf(session)] : before.nextInWheel);
    }

    /** The slot in the low bits, and above it the low bits of the session's last activity. */
    private static int wheelSlot(PeerSession session, long slotTick) {
        return (int) session.activeAt << SLOT_BITS | (int) slotTick & SLOTS - 1;
    }

    static int slotOf(PeerSession session) {
        return session.wheelSlot & SLOTS - 1;
    }

    private void link(PeerSession before, PeerSession session, PeerSession behind) {
        session.previousInWheel = before;
        session.nextInWheel = behind;
        if (before == null) {
            first[slotOf(session)] = session;
        } else {
            before.nextInWheel = session;
        }
        if (behind == null) {
            last[slotOf(session)] = session;
        } else {
            behind.previousInWheel = session;
        }
    }

    void remove(PeerSession session) {
        size--;
        if (session.previousInWheel == null) {
            first[slotOf(session)] = session.nextInWheel;
        } else {
            session.previousInWheel.nextInWheel = session.nextInWheel;
        }
        if (session.nextInWheel == null) {
            last[slotOf(session)] = session.previousInWheel;
        } else {
            session.nextInWheel.previousInWheel = session.previousInWheel;
        }
        session.previousInWheel = null;
        session.nextInWheel = null;
    }

    /** Sessions in the wheel. */
    int size() {
        return size;
    }

    /** The first session of a slot, or null; the others follow it. */
    PeerSession first(int slot) {
        return first[slot];
    }

    /** The last session of a slot, or null. */
    PeerSession last(int slot) {
        return last[slot];
    }

    /** The tick of a slot: that of the earliest activity in it. */
    long tickOfSlot(int slot) {
        return earliestTick + Math.floorMod(slot - earliestTick, (long) SLOTS);
    }

    /** The tick of the session's last activity. */
    long tickOf(PeerSession session) {
        return Math.floorDiv(session.activeAt, tickNanos);
    }

    /** The first session of the earliest slot in use; null when the wheel is empty. */
    PeerSession oldest() {
        if (size == 0) {
            return null;
        }
        for (int i = 0; i < SLOTS; i++, earliestTick++) {
            PeerSession oldest = first[(int) earliestTick & SLOTS - 1];
            if (oldest != null) {
                return oldest;
            }
        }
        throw new IllegalStateException(size + " sessions are in no slot");
    }

    /**
     * A lower bound of the last activity of all sessions, exact when the oldest session is current; or {@link #NEVER}.
     */
    long oldestActiveAt() {
        PeerSession oldest = oldest();
        return oldest == null ? NEVER : isCurrent(oldest) ? oldest.activeAt : earliestTick * tickNanos;
    }

    /** Whether the session was not active since it was added to its slot. */
    private boolean isCurrent(PeerSession oldest) {
        return oldest.activeAt < (earliestTick + 1) * tickNanos && oldest.wheelSlot == wheelSlot(oldest, earliestTick);
    }

    /**
     * The session idle longest, when the oldest one was not active since it was added; else moves that one to its new
     * slot and returns null. The wheel must not be empty.
     */
    PeerSession advance() {
        PeerSession oldest = oldest();
        if (isCurrent(oldest)) {
            return oldest;
        }
        remove(oldest);
        add(oldest);
        return null;
    }
}
