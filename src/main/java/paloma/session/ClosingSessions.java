package paloma.session;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * <em>Any thread</em> adds, the reactor drains. The sessions whose close was decided outside the reactor, linked
 * through themselves; each joins at most once in its life, because only the decision that counted adds it. So the list
 * needs no bound, and no close is ever refused.
 */
public final class ClosingSessions {
    private final AtomicReference<PeerSession> last = new AtomicReference<>();
    // Reactor-owned: those that were taken from there together, and are not passed on yet.
    private PeerSession taken;

    public void add(PeerSession session) {
        PeerSession before;
        do {
            before = last.get();
            session.nextClosing = before;
        } while (!last.compareAndSet(before, session));
    }

    /** Takes up to {@code most} out and passes them on, of those that were added together the oldest last. */
    public void drain(int most, Consumer<PeerSession> remover) {
        if (taken == null && last.get() != null) {
            taken = last.getAndSet(null);
        }
        for (int left = most; left > 0 && taken != null; left--) {
            PeerSession session = taken;
            taken = session.nextClosing;
            session.nextClosing = null;
            remover.accept(session);
        }
    }

    /** Reactor-owned: whether nobody is in the list. */
    public boolean isEmpty() {
        return taken == null && last.get() == null;
    }
}
