package paloma.session;

/**
 * <em>Reactor-owned.</em> Which sessions keep their places in a table that is full, and which one gives way.
 *
 * <p>A session is <em>established</em> when its peer has returned and one of the places for such peers was free; else it is
 * <em>provisional</em>. A tenth of the places, at least one, is never for established sessions (a table of one place has none to
 * set apart). So whoever fills the others, with forged sources too, there is always a provisional session: a newcomer takes the
 * place of the one that was active longest ago.
 *
 * <p>Both kinds stand in wheels by their last activity. A provisional session moves whenever it receives something, because its
 * place may be needed at any moment. An established one does not: it keeps its place as long as it is not quiet.
 */
final class EvictionPolicy {
    /** An established session that was active within this time keeps its place, whoever wants it. */
    static final long QUIET_NANOS = 30_000_000_000L;

    /**
     * How long a newcomer keeps its place whatever others receive, as long as fewer newcomers follow it than there are
     * provisional sessions. Less with an idle timeout of less than 4 s: a quarter of that.
     */
    private static final long NEWCOMER_NANOS = 1_000_000_000L;

    private static final int TICKS_OF_A_NEWCOMER = 256;

    /** Established sessions that are looked at for one that wants a place, in search of one that is quiet. */
    private static final int MOST_SOUGHT = 16;

    private final IdleWheel provisional;
    private final IdleWheel established;
    private final int mostEstablished;
    private final long headStart;

    /**
     * @param sessions live sessions at most
     * @param tick of the wheels, in nanoseconds
     */
    EvictionPolicy(int sessions, long tick) {
        this.provisional = new IdleWheel(tick);
        this.established = new IdleWheel(tick);
        this.mostEstablished = sessions == 1 ? 1 : sessions - Math.max(1, sessions / 10);
        // And a tick, because within one the wheel has its own order.
        this.headStart = Math.min(NEWCOMER_NANOS, TICKS_OF_A_NEWCOMER * tick) + tick;
    }

    /** A session is new. */
    void add(PeerSession session) {
        place(session);
    }

    void remove(PeerSession session) {
        wheelOf(session).remove(session);
    }

    /** A datagram of {@code bytes} came from the session's peer. */
    void received(PeerSession session, int bytes, int amplification, long now) {
        boolean moves = !session.established;
        if (moves) {
            provisional.remove(session);
        }
        session.received(bytes, amplification, now);
        session.activeAt = now;
        if (moves) {
            session.established = session.hasReturned() && hasPlace(now);
            place(session);
        }
    }

    /** Whether one more may be established; the one that is quiet longest becomes provisional for it. */
    private boolean hasPlace(long now) {
        if (established.size() < mostEstablished) {
            return true;
        }
        PeerSession quiet = seekQuiet(now, MOST_SOUGHT);
        if (quiet == null) {
            return false;
        }
        established.remove(quiet);
        quiet.established = false;
        place(quiet);
        return true;
    }

    /** Counts {@code session} as active at {@code now} although nothing came. */
    void renew(PeerSession session, long now) {
        remove(session);
        session.activeAt = now;
        place(session);
    }

    /**
     * By its last activity; but a provisional session that has received something since its opening stands as much earlier as
     * a newcomer is ahead. So nobody who sends and sends can push newcomers to the front.
     */
    private void place(PeerSession session) {
        if (session.established) {
            established.add(session);
        } else {
            boolean isNew = session.activeAt == session.openedAtNanos();
            provisional.add(session, isNew ? session.activeAt : session.activeAt - headStart);
        }
    }

    private IdleWheel wheelOf(PeerSession session) {
        return session.established ? established : provisional;
    }

    /**
     * Who gives way to a newcomer: the provisional session that was active longest ago; without one, an established session that
     * is quiet, if {@link #seekQuiet} has it at hand; else null.
     */
    PeerSession evictable(long now) {
        PeerSession session = provisional.front();
        return session == null ? seekQuiet(now, MOST_SOUGHT) : session;
    }

    /**
     * When all places of established sessions are taken, looks at up to {@code most} of these in search of the one that was active
     * longest ago, if that is quiet; null when there is none, or it is still to be found.
     */
    PeerSession seekQuiet(long now, int most) {
        PeerSession found = null;
        if (established.size() >= mostEstablished) {
            for (int i = 0; i < most && found == null && established.idleFrom() < now - QUIET_NANOS; i++) {
                found = established.next();
            }
        }
        return found;
    }

    /** The wheel in which the session stands that was active longest ago, or may be. */
    IdleWheel mostIdle() {
        return provisional.idleFrom() <= established.idleFrom() ? provisional : established;
    }
}
