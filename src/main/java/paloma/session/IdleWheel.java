package paloma.session;

/**
 * <em>Reactor-owned.</em> Sessions in the order of their last activity: a timing wheel (Varghese and Lauck, 1987), whose slots
 * are chains through the sessions themselves, each of what was active within one tick. A session need not move when it hears
 * something. Where it stands, it was active at that time or later; when it comes to the front, and was active since, it is
 * moved on. So a busy session costs a step for as long as it may be idle, and not one for each datagram. One that is silent
 * costs a step for each turn of the wheel, which is 2,048 ticks.
 */
final class IdleWheel {
    /** {@link #idleFrom} of an empty wheel. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int SLOT_BITS = 11;
    static final int SLOTS = 1 << SLOT_BITS;

    /** Within a slot a session is put behind this many later ones at most: in a crowd the order is right to the tick only. */
    private static final int MOST_PASSED = 16;

    private final long tick;
    private final PeerSession[] first = new PeerSession[SLOTS];
    private final PeerSession[] last = new PeerSession[SLOTS];
    private int size;
    // In ticks. The earliest is the first slot that holds a session, or one before it. No session stands behind the
    // latest, which is less than a turn later.
    private long earliest;
    private long latest;

    /** @param tick in the unit of the sessions' times */
    IdleWheel(long tick) {
        this.tick = tick;
    }

    /** Adds {@code session} by its last activity. */
    void add(PeerSession session) {
        add(session, session.activeAt);
    }

    /** Adds {@code session} where one stands that was active at {@code from}, which must not be later than it was. */
    void add(PeerSession session, long from) {
        long active = Math.floorDiv(from, tick);
        if (size++ == 0) {
            earliest = active;
            latest = active;
        }
        earliest = Math.max(Math.min(earliest, active), latest - SLOTS + 1);
        // Too early is not wrong: it will be looked at, and moved on.
        long time = Math.max(earliest, Math.min(active, earliest + SLOTS - 1));
        latest = Math.max(latest, time);
        session.standing = standing(session, time);
        PeerSession before = last[slotOf(session)];
        for (int i = 0; i < MOST_PASSED && before != null && before.activeAt > session.activeAt; i++) {
            before = before.moreIdle;
        }
        link(before, session, before == null ? first[slotOf(session)] : before.lessIdle);
    }

    /** The slot of a time in ticks, and as much as there is room for of when the session was active. */
    private static int standing(PeerSession session, long time) {
        return (int) session.activeAt << SLOT_BITS | (int) time & SLOTS - 1;
    }

    static int slotOf(PeerSession session) {
        return session.standing & SLOTS - 1;
    }

    private void link(PeerSession before, PeerSession session, PeerSession behind) {
        session.moreIdle = before;
        session.lessIdle = behind;
        if (before == null) {
            first[slotOf(session)] = session;
        } else {
            before.lessIdle = session;
        }
        if (behind == null) {
            last[slotOf(session)] = session;
        } else {
            behind.moreIdle = session;
        }
    }

    void remove(PeerSession session) {
        size--;
        if (session.moreIdle == null) {
            first[slotOf(session)] = session.lessIdle;
        } else {
            session.moreIdle.lessIdle = session.lessIdle;
        }
        if (session.lessIdle == null) {
            last[slotOf(session)] = session.moreIdle;
        } else {
            session.lessIdle.moreIdle = session.moreIdle;
        }
        session.moreIdle = null;
        session.lessIdle = null;
    }

    /** Sessions. */
    int size() {
        return size;
    }

    /** Who stands at the front; null when nobody is there. */
    PeerSession front() {
        if (size == 0) {
            return null;
        }
        for (int i = 0; i < SLOTS; i++, earliest++) {
            PeerSession front = first[(int) earliest & SLOTS - 1];
            if (front != null) {
                return front;
            }
        }
        throw new IllegalStateException(size + " sessions are in no slot");
    }

    /** When whoever stands at the front was active, or if that was since it came there, a time before; or {@link #NEVER}. */
    long idleFrom() {
        PeerSession front = front();
        return front == null ? NEVER : stays(front) ? front.activeAt : earliest * tick;
    }

    /** Whether the one at the front was not active since it came there. */
    private boolean stays(PeerSession front) {
        return front.activeAt < (earliest + 1) * tick && front.standing == standing(front, earliest);
    }

    /**
     * Who was active longest ago of all, if that is the one at the front; null when that one was active since it came there, and
     * has been moved on. The wheel must not be empty.
     */
    PeerSession next() {
        PeerSession front = front();
        if (stays(front)) {
            return front;
        }
        remove(front);
        add(front);
        return null;
    }
}
