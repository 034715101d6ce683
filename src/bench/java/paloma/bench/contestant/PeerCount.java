package paloma.bench.contestant;

import io.netty.util.concurrent.EventExecutor;

/** One peer's session: it counts, and with Netty it knows the thread that its messages are handled on. */
final class PeerCount {
    final EventExecutor executor;
    private long messages;

    PeerCount(EventExecutor executor) {
        this.executor = executor;
    }

    void add() {
        messages++;
    }

    long messages() {
        return messages;
    }
}
