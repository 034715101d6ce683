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
    static final long EVICTABLE_IDLE_NANOS = 30_000_000_000L;

    /**
     * How long a newcomer keeps its place whatever others receive, as long as fewer newcomers follow it than there are
     * provisional sessions. Less with an idle timeout of less than 4 s: a quarter of that.
     */
    private static final long NEW_SESSION_NANOS = 1_000_000_000L;

    private static final int NEW_SESSION_TICKS = 256;

    /** Established sessions that are looked at for one that wants a place, in search of one that is quiet. */
    private static final int MAX_SEARCHED = 16;

    private final IdleWheel provisional;
    private final IdleWheel established;
    private final int maxEstablished;
    private final long headStartNanos;

    /**
     * @param sessions live sessions at most
     * @param tick of the wheels, in nanoseconds
     */
    EvictionPolicy(int sessions, long tick) {
        this.provisional = new IdleWheel(tick);
        this.established = new IdleWheel(tick);
        this.maxEstablished = sessions == 1 ? 1 : sessions - Math.max(1, sessions / 10);
        // And a tick, because within one the wheel has its own order.
        this.headStartNanos = Math.min(NEW_SESSION_NANOS, NEW_SESSION_TICKS * tick) + tick;
    }

    /** A session is new. */
    void add(PeerSession session) {
        addToWheel(session);
    }

    void remove(PeerSession session) {
        wheelOf(session).remove(session);
    }

    /** A datagram of {@code bytes} came from the session's peer. */
    void onReceived(PeerSession session, int bytes, int amplification, long now) {
        boolean moves = !session.established;
        if (moves) {
            provisional.remove(session);
        }
        session.onReceived(bytes, amplification, now);
        session.activeAt = now;
        if (moves) {
            session.established = session.isValidated() && reserveEstablished(now);
            addToWheel(session);
        }
    }

    /** Whether one more may be established; the one that is quiet longest becomes provisional for it. */
    private boolean reserveEstablished(long now) {
        if (established.size() < maxEstablished) {
            return true;
        }
        PeerSession quiet = searchIdle(now, MAX_SEARCHED);
        if (quiet == null) {
            return false;
        }
        established.remove(quiet);
        quiet.established = false;
        addToWheel(quiet);
        return true;
    }

    /** Counts {@code session} as active at {@code now} although nothing came. */
    void markActive(PeerSession session, long now) {
        remove(session);
        session.activeAt = now;
        addToWheel(session);
    }

    /**
     * By its last activity; but a provisional session that has received something since its opening stands as much earlier as
     * a newcomer is ahead. So nobody who sends and sends can push newcomers to the front.
     */
    private void addToWheel(PeerSession session) {
        if (session.established) {
            established.add(session);
        } else {
            boolean isNew = session.activeAt == session.openedAtNanos();
            provisional.add(session, isNew ? session.activeAt : session.activeAt - headStartNanos);
        }
    }

    private IdleWheel wheelOf(PeerSession session) {
        return session.established ? established : provisional;
    }

    /**
     * Who gives way to a newcomer: the provisional session that was active longest ago; without one, an established session that
     * is quiet, if {@link #searchIdle} has it at hand; else null.
     */
    PeerSession evictionCandidate(long now) {
        PeerSession session = provisional.oldest();
        return session == null ? searchIdle(now, MAX_SEARCHED) : session;
    }

    /**
     * When all places of established sessions are taken, looks at up to {@code most} of these in search of the one that was active
     * longest ago, if that is quiet; null when there is none, or it is still to be found.
     */
    PeerSession searchIdle(long now, int most) {
        PeerSession found = null;
        if (established.size() >= maxEstablished) {
            for (int i = 0;
                    i < most && found == null && established.oldestActiveAt() < now - EVICTABLE_IDLE_NANOS;
                    i++) {
                found = established.advance();
            }
        }
        return found;
    }

    /** The wheel in which the session stands that was active longest ago, or may be. */
    IdleWheel mostIdleWheel() {
        return provisional.oldestActiveAt() <= established.oldestActiveAt() ? provisional : established;
    }
}
