package paloma.session;

/**
 * <em>Reactor-owned.</em> Sessions in the order of their last activity: a timing wheel (Varghese and Lauck, 1987), whose slots
 * are chains through the sessions themselves, each of what was active within one tick. A session need not move when it hears
 * something. Where it stands, it was active at that time or later; when it comes to the front, and was active since, it is
 * moved on. So a busy session costs a step for as long as it may be idle, and not one for each datagram. One that is silent
 * costs a step for each turn of the wheel, which is 2,048 ticks.
 */
final class IdleWheel {
    /** {@link #oldestActiveAt} of an empty wheel. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int SLOT_BITS = 11;
    static final int SLOTS = 1 << SLOT_BITS;

    /** Within a slot a session is put behind this many later ones at most: in a crowd the order is right to the tick only. */
    private static final int MAX_INSERT_STEPS = 16;

    private final long tickNanos;
    private final PeerSession[] first = new PeerSession[SLOTS];
    private final PeerSession[] last = new PeerSession[SLOTS];
    private int size;
    // In ticks. The earliest is the first slot that holds a session, or one before it. No session stands behind the
    // latest, which is less than a turn later.
    private long earliestTick;
    private long latestTick;

    /** @param tick in the unit of the sessions' times */
    IdleWheel(long tick) {
        this.tickNanos = tick;
    }

    /** Adds {@code session} by its last activity. */
    void add(PeerSession session) {
        add(session, session.activeAt);
    }

    /** Adds {@code session} where one stands that was active at {@code from}, which must not be later than it was. */
    void add(PeerSession session, long from) {
        long active = Math.floorDiv(from, tickNanos);
        if (size++ == 0) {
            earliestTick = active;
            latestTick = active;
        }
        earliestTick = Math.max(Math.min(earliestTick, active), latestTick - SLOTS + 1);
        // Too early is not wrong: it will be looked at, and moved on.
        long time = Math.max(earliestTick, Math.min(active, earliestTick + SLOTS - 1));
        latestTick = Math.max(latestTick, time);
        session.wheelSlot = wheelSlot(session, time);
        PeerSession before = last[slotOf(session)];
        for (int i = 0; i < MAX_INSERT_STEPS && before != null && before.activeAt > session.activeAt; i++) {
            before = before.previousInWheel;
        }
        link(before, session, before == null ? first[slotOf(session)] : before.nextInWheel);
    }

    /** The slot of a time in ticks, and as much as there is room for of when the session was active. */
    private static int wheelSlot(PeerSession session, long time) {
        return (int) session.activeAt << SLOT_BITS | (int) time & SLOTS - 1;
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

    /** Sessions. */
    int size() {
        return size;
    }

    /** Who stands at the front; null when nobody is there. */
    PeerSession oldest() {
        if (size == 0) {
            return null;
        }
        for (int i = 0; i < SLOTS; i++, earliestTick++) {
            PeerSession front = first[(int) earliestTick & SLOTS - 1];
            if (front != null) {
                return front;
            }
        }
        throw new IllegalStateException(size + " sessions are in no slot");
    }

    /** When whoever stands at the front was active, or if that was since it came there, a time before; or {@link #NEVER}. */
    long oldestActiveAt() {
        PeerSession front = oldest();
        return front == null ? NEVER : isCurrent(front) ? front.activeAt : earliestTick * tickNanos;
    }

    /** Whether the one at the front was not active since it came there. */
    private boolean isCurrent(PeerSession front) {
        return front.activeAt < (earliestTick + 1) * tickNanos && front.wheelSlot == wheelSlot(front, earliestTick);
    }

    /**
     * Who was active longest ago of all, if that is the one at the front; null when that one was active since it came there, and
     * has been moved on. The wheel must not be empty.
     */
    PeerSession advance() {
        PeerSession front = oldest();
        if (isCurrent(front)) {
            return front;
        }
        remove(front);
        add(front);
        return null;
    }
}
