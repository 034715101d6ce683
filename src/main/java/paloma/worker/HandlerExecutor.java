package paloma.worker;

import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import paloma.session.PeerSession;

/**
 * <em>Reactor-owned.</em> Runs the handlers of ready sessions. Any thread may call {@code close} and {@code threads}.
 */
public interface HandlerExecutor {
    /** Takes all sessions of {@code ready}, which is not empty before, and empty afterwards. */
    void execute(Queue<PeerSession> ready);

    /** The session that has been ready longest and does not run; null when there is none. */
    default PeerSession oldest() {
        return null;
    }

    /** Sets whether handlers block, and wakes another worker if so. */
    default void setContended(boolean contended) {}

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
