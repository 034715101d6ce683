package paloma.session;

import java.util.function.Consumer;

/**
 * Sessions in a row, linked through themselves: adding and taking allocate nothing, and a whole row is appended at
 * once. A session is in one chain at most, because only the one who scheduled it may add it. <em>Not safe for threads</em>;
 * its owner guards it.
 */
public final class ReadyChain {
    private PeerSession first;
    private PeerSession last;

    public void add(PeerSession session) {
        if (first == null) {
            first = session;
        } else {
            last.nextReady = session;
        }
        last = session;
    }

    /** Moves everything in {@code other} behind what is here. */
    public void addAll(ReadyChain other) {
        if (other.first == null) {
            return;
        }
        if (first == null) {
            first = other.first;
        } else {
            last.nextReady = other.first;
        }
        last = other.last;
        other.first = null;
        other.last = null;
    }

    /** The first session, which then is in no chain; null when there is none. */
    public PeerSession take() {
        PeerSession session = first;
        if (session != null) {
            first = session.nextReady;
            session.nextReady = null;
            if (first == null) {
                last = null;
            }
        }
        return session;
    }

    /** Passes every session, which stays. */
    public void forEach(Consumer<PeerSession> visitor) {
        for (PeerSession session = first; session != null; session = session.nextReady) {
            visitor.accept(session);
        }
    }

    public boolean isEmpty() {
        return first == null;
    }
}
