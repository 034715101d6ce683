package paloma.worker;

import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import paloma.lifecycle.Deadline;
import paloma.session.PeerSession;

/** Who runs the handlers of ready sessions. */
public interface HandlerExecutor {
    /** Reactor-owned, in each turn: takes over all of {@code ready}, which is empty then. */
    void handOver(Queue<PeerSession> ready, long now);

    /** Reactor-owned: when {@link #handOver} is due at the latest, on the scale of its {@code now}. */
    default long deadline() {
        return Deadline.NEVER;
    }

    /**
     * Reactor-owned: no message that waits in a session is handled any more. Passes every session that was handed over and
     * is not given back, for the caller to abandon what waits there.
     */
    void abandonQueues(Consumer<PeerSession> visitor);

    /** Any thread: runs what was handed over, and takes no more. */
    void close();

    /** Any thread: the threads that run handlers and nothing else. */
    List<Thread> threads();
}
