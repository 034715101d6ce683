package paloma.session;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * <em>Any thread.</em> Sessions whose close was decided outside the reactor. Any thread adds, the reactor drains. A
 * list linked through the sessions, without a bound: a session is added at most once, by the call that decided its
 * close, so no close is ever refused.
 */
public final class ClosingSessions {
    private final AtomicReference<PeerSession> head = new AtomicReference<>();
    // Reactor-owned: sessions detached from the list together, and not passed on yet.
    private PeerSession detached;

    public void add(PeerSession session) {
        PeerSession next;
        do {
            next = head.get();
            session.nextClosing = next;
        } while (!head.compareAndSet(next, session));
    }

    /**
     * Reactor-owned: removes up to {@code max} sessions and passes them to {@code remover}, the newest of a batch
     * first.
     */
    public void drain(int max, Consumer<PeerSession> remover) {
        if (detached == null && head.get() != null) {
            detached = head.getAndSet(null);
        }
        for (int left = max; left > 0 && detached != null; left--) {
            PeerSession session = detached;
            detached = session.nextClosing;
            session.nextClosing = null;
            remover.accept(session);
        }
    }

    /** Reactor-owned: whether no session is in the list. */
    public boolean isEmpty() {
        return detached == null && head.get() == null;
    }
}
