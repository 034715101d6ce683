package paloma.worker;

import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import paloma.session.PeerSession;

/** <em>Reactor-owned.</em> Runs handlers on the reactor thread itself: no hand-over, and no waiting allowed. */
public final class InlineExecutor implements HandlerExecutor {
    private final HandlerInvoker invoker;

    public InlineExecutor(HandlerInvoker delivery) {
        this.invoker = delivery;
    }

    @Override
    public void handOver(Queue<PeerSession> ready, long now) {
        for (PeerSession session = ready.poll(); session != null; session = ready.poll()) {
            if (invoker.run(session)) {
                ready.add(session);
            }
            Thread.interrupted();
        }
    }

    @Override
    public void abandonQueues(Consumer<PeerSession> visitor) {
        // Every hand-over has run to its end before it returned.
    }

    @Override
    public void close() {}

    @Override
    public List<Thread> threads() {
        return List.of();
    }
}
