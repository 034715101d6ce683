package paloma.session;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * <em>Any thread</em> adds, the reactor drains. The sessions whose close was decided outside the reactor, linked
 * through themselves; each joins at most once in its life, because only the decision that counted adds it. So the list
 * needs no bound, and no close is ever refused.
 */
public final class ClosingSessions {
    private final AtomicReference<PeerSession> head = new AtomicReference<>();
    // Reactor-owned: those that were taken from there together, and are not passed on yet.
    private PeerSession detached;

    public void add(PeerSession session) {
        PeerSession before;
        do {
            before = head.get();
            session.nextClosing = before;
        } while (!head.compareAndSet(before, session));
    }

    /** Takes up to {@code most} out and passes them on, of those that were added together the oldest last. */
    public void drain(int most, Consumer<PeerSession> remover) {
        if (detached == null && head.get() != null) {
            detached = head.getAndSet(null);
        }
        for (int left = most; left > 0 && detached != null; left--) {
            PeerSession session = detached;
            detached = session.nextClosing;
            session.nextClosing = null;
            remover.accept(session);
        }
    }

    /** Reactor-owned: whether nobody is in the list. */
    public boolean isEmpty() {
        return detached == null && head.get() == null;
    }
}
