package paloma.session;

/**
 * <em>Reactor-owned.</em> Chooses the session that a full table evicts for a new one.
 *
 * <p>A session is <em>established</em> when its peer is validated and one of the places for such peers was free; else
 * it is <em>provisional</em>. A tenth of the places, at least one, is never used for established sessions (unless the
 * table has one place). So a table that is full, with forged sources too, always has a provisional session. A new
 * session evicts the one that was idle longest.
 *
 * <p>Both kinds are in wheels by their last activity. A provisional session moves at every datagram, because its
 * eviction may be due at any moment. An established session does not: it is safe until it is idle.
 */
final class EvictionPolicy {
    /** An established session that was active within this time is not evicted. */
    static final long EVICTABLE_IDLE_NANOS = 30_000_000_000L;

    /**
     * How long a new session is preferred to provisional sessions with newer datagrams, as long as fewer new sessions
     * follow it than there are provisional ones. A quarter of the idle timeout when that is shorter than 4 s.
     */
    private static final long NEW_SESSION_NANOS = 1_000_000_000L;

    private static final int NEW_SESSION_TICKS = 256;

    /** Established sessions inspected per datagram in the search for an idle one. */
    private static final int MAX_SEARCHED = 16;

    private final IdleWheel provisional;
    private final IdleWheel established;
    private final int maxEstablished;
    private final long headStartNanos;

    /**
     * @param maxSessions the limit of live sessions
     * @param tickNanos tick of the wheels, in nanoseconds
     */
    EvictionPolicy(int maxSessions, long tickNanos) {
        this.provisional = new IdleWheel(tickNanos);
        this.established = new IdleWheel(tickNanos);
        this.maxEstablished = maxSessions == 1 ? 1 : maxSessions - Math.max(1, maxSessions / 10);
        // One tick more, because the order within a tick is not exact.
        this.headStartNanos = Math.min(NEW_SESSION_NANOS, NEW_SESSION_TICKS * tickNanos) + tickNanos;
    }

    /** Adds a new session. */
    void add(PeerSession session) {
        addToWheel(session);
    }

    void remove(PeerSession session) {
        wheelOf(session).remove(session);
    }

    /** A datagram of {@code bytes} was received from the session's peer. */
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

    /** Whether a session may become established; an idle established session becomes provisional for it. */
    private boolean reserveEstablished(long now) {
        if (established.size() < maxEstablished) {
            return true;
        }
        PeerSession idle = searchIdle(now, MAX_SEARCHED);
        if (idle == null) {
            return false;
        }
        established.remove(idle);
        idle.established = false;
        addToWheel(idle);
        return true;
    }

    /** Marks {@code session} as active at {@code now} without a datagram. */
    void markActive(PeerSession session, long now) {
        remove(session);
        session.activeAt = now;
        addToWheel(session);
    }

    /**
     * Adds the session to its wheel by its last activity. A provisional session with a datagram after its first counts
     * as active earlier by the head start of new sessions: a peer cannot get new sessions evicted by sending.
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
     * The session to evict for a new session: the provisional session idle longest; without one, an idle established
     * session, if {@link #searchIdle} finds it in one call; else null.
     */
    PeerSession evictionCandidate(long now) {
        PeerSession session = provisional.oldest();
        return session == null ? searchIdle(now, MAX_SEARCHED) : session;
    }

    /**
     * Searches for an established session to evict. When all places of established sessions are taken, inspects up to
     * {@code max} of them for the one idle longest, if it is idle for {@link #EVICTABLE_IDLE_NANOS}. Null when there is
     * none, or the search has not found it yet.
     */
    PeerSession searchIdle(long now, int max) {
        PeerSession found = null;
        if (established.size() >= maxEstablished) {
            for (int i = 0;
                    i < max && found == null && established.oldestActiveAt() < now - EVICTABLE_IDLE_NANOS;
                    i++) {
                found = established.advance();
            }
        }
        return found;
    }

    /** The wheel of the provisional sessions. */
    IdleWheel provisional() {
        return provisional;
    }

    /** The wheel of the established sessions. */
    IdleWheel established() {
        return established;
    }

    /** The places of established sessions. */
    int maxEstablished() {
        return maxEstablished;
    }

    /** The wheel with the session idle longest, as far as known. */
    IdleWheel mostIdleWheel() {
        return provisional.oldestActiveAt() <= established.oldestActiveAt() ? provisional : established;
    }
}
