package paloma.session;

/** <em>Reactor-owned.</em> Sessions in the order of their last activity, chained through the sessions themselves. */
final class IdleList {
    private PeerSession mostIdle;
    private PeerSession leastIdle;

    /** The session that was active longest ago; null when there is none. */
    PeerSession mostIdle() {
        return mostIdle;
    }

    /** Adds {@code session} as the one that was active last. */
    void append(PeerSession session) {
        session.moreIdle = leastIdle;
        session.lessIdle = null;
        if (leastIdle == null) {
            mostIdle = session;
        } else {
            leastIdle.lessIdle = session;
        }
        leastIdle = session;
    }

    void unlink(PeerSession session) {
        if (session.moreIdle == null) {
            mostIdle = session.lessIdle;
        } else {
            session.moreIdle.lessIdle = session.lessIdle;
        }
        if (session.lessIdle == null) {
            leastIdle = session.moreIdle;
        } else {
            session.lessIdle.moreIdle = session.moreIdle;
        }
        session.moreIdle = null;
        session.lessIdle = null;
    }
}
