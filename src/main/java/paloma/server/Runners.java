package paloma.server;

import java.util.function.Consumer;
import paloma.session.PeerSession;
import paloma.session.ReadyChain;

/** Who runs the handlers of ready sessions. */
interface Runners {
    /** Reactor-owned: takes over all of {@code ready}, which is empty then. */
    void handOver(ReadyChain ready);

    /** Reactor-owned: passes every session that was handed over and is not given back yet. */
    void forEachScheduled(Consumer<PeerSession> visitor);

    /** Any thread: whether the calling thread runs handlers. */
    boolean onRunner();

    /** Any thread: runs what was handed over, and takes no more. */
    void close();

    /** Waits for the runners to end, {@code millis} at most, and interrupts those that have not. */
    void join(long millis) throws InterruptedException;
}
