package paloma.session;

/**
 * <em>Reactor-owned.</em> Sessions in the order of their last activity: a timing wheel (Varghese and Lauck, 1987), whose slots
 * are chains through the sessions themselves, each of what was active within one tick. A session that hears something does
 * not move. Where it stands, it was active at that time or later; when it comes to the front, and was active since, it is
 * moved on. So a busy session costs a step for as long as it may be idle, and not one for each datagram.
 */
final class IdleWheel {
    /** {@link #idleFrom} of an empty wheel. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int SLOT_BITS = 11;
    private static final int SLOTS = 1 << SLOT_BITS;

    /** Within a slot a session is put behind this many later ones at most: in a crowd the order is right to the tick only. */
    private static final int MOST_PASSED = 16;

    private final long tick;
    private final PeerSession[] first = new PeerSession[SLOTS];
    private final PeerSession[] last = new PeerSession[SLOTS];
    private int size;
    // In ticks: the time of the earliest slot that holds a session, or of an earlier one. Nobody stands a whole turn of
    // the
    // wheel or more behind it.
    private long earliest;

    /** @param tick in the unit of the sessions' times */
    IdleWheel(long tick) {
        this.tick = tick;
    }

    /** Adds {@code session} by its last activity. */
    void add(PeerSession session) {
        long active = Math.floorDiv(session.activeAt, tick);
        if (size++ == 0) {
            earliest = active;
        }
        // Too early is not wrong: it will be looked at, and moved on.
        long time = Math.max(earliest, Math.min(active, earliest + SLOTS - 1));
        session.placed = placed(session, time);
        PeerSession before = last[slotOf(session)];
        for (int i = 0; i < MOST_PASSED && before != null && before.activeAt > session.activeAt; i++) {
            before = before.moreIdle;
        }
        link(before, session, before == null ? first[slotOf(session)] : before.lessIdle);
    }

    /** The slot of a time in ticks, and as much as there is room for of when the session was active. */
    private static int placed(PeerSession session, long time) {
        return (int) session.activeAt << SLOT_BITS | (int) time & SLOTS - 1;
    }

    private static int slotOf(PeerSession session) {
        return session.placed & SLOTS - 1;
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

    /** Who stands at the front; null when nobody is there. */
    PeerSession front() {
        if (size == 0) {
            return null;
        }
        while (first[(int) earliest & SLOTS - 1] == null) {
            earliest++;
        }
        return first[(int) earliest & SLOTS - 1];
    }

    /** When whoever stands at the front was active, or if that was since it came there, a time before; or {@link #NEVER}. */
    long idleFrom() {
        PeerSession front = front();
        return front == null ? NEVER : stays(front) ? front.activeAt : earliest * tick;
    }

    /** Whether the one at the front was not active since it came there. */
    private boolean stays(PeerSession front) {
        return front.activeAt < (earliest + 1) * tick && front.placed == placed(front, earliest);
    }

    /** Who was active longest ago; null when it is not among the first {@code most}. Those before it are moved on. */
    PeerSession mostIdle(int most) {
        for (int i = 0; i < most && size > 0; i++) {
            PeerSession front = front();
            if (stays(front)) {
                return front;
            }
            remove(front);
            add(front);
        }
        return null;
    }
}
