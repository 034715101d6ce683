package paloma.worker;

import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import paloma.lifecycle.Deadline;
import paloma.session.PeerSession;

/**
 * <em>Reactor-owned.</em> Runs the handlers of ready sessions. Any thread may call {@code close} and {@code threads}.
 */
public interface HandlerExecutor {
    /** Takes all sessions of {@code ready}, which is empty afterwards. Called in each turn. */
    void handOver(Queue<PeerSession> ready, long now);

    /** When {@link #handOver} is due at the latest, on the time scale of its {@code now}. */
    default long deadline() {
        return Deadline.NEVER;
    }

    /**
     * Stops the handling of waiting messages. Passes every session that was handed over and not released to {@code
     * visitor}, which discards its waiting messages.
     */
    void abandonQueues(Consumer<PeerSession> visitor);

    /** Any thread: runs the sessions that were handed over, and accepts no others. */
    void close();

    /** Any thread: the threads that run only handlers. */
    List<Thread> threads();
}
