package paloma.session;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * <em>Any thread</em> adds, the reactor drains. The sessions whose close was decided outside the reactor, linked
 * through themselves; each joins at most once in its life, because only the decision that counted adds it. So the list
 * needs no bound, and no close is ever refused.
 */
public final class ClosingList {
    private final AtomicReference<PeerSession> last = new AtomicReference<>();

    public void add(PeerSession session) {
        PeerSession before;
        do {
            before = last.get();
            session.nextClosing = before;
        } while (!last.compareAndSet(before, session));
    }

    /** Takes everything out and passes it on, the oldest last. */
    public void drain(Consumer<PeerSession> remover) {
        PeerSession session = last.get() == null ? null : last.getAndSet(null);
        while (session != null) {
            PeerSession next = session.nextClosing;
            session.nextClosing = null;
            remover.accept(session);
            session = next;
        }
    }
}
