package paloma.bench.contestant;

import io.netty.util.concurrent.EventExecutor;

/** The session of a peer: a counter, and with Netty the executor of its messages. */
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
