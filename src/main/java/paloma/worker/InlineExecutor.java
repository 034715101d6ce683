package paloma.worker;

import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import paloma.session.PeerSession;

/** <em>Reactor-owned.</em> Runs handlers on the reactor thread: no hand-over; handlers must not block. */
public final class InlineExecutor implements HandlerExecutor {
    private final HandlerInvoker invoker;

    public InlineExecutor(HandlerInvoker invoker) {
        this.invoker = invoker;
    }

    @Override
    public void execute(Queue<PeerSession> ready) {
        for (PeerSession session = ready.poll(); session != null; session = ready.poll()) {
            if (invoker.run(session, true)) {
                ready.add(session);
            }
            Thread.interrupted();
        }
        invoker.flush();
    }

    @Override
    public void abandonQueues(Consumer<PeerSession> visitor) {
        // Nothing is pending: a hand-over runs every session before it returns.
    }

    @Override
    public void close() {}

    @Override
    public List<Thread> threads() {
        return List.of();
    }
}
