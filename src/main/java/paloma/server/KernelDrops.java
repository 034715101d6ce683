package paloma.server;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import paloma.net.KernelDropMonitor;

/** <em>Any thread.</em> The datagrams that the kernel dropped at a server's socket, readable also after its close. */
final class KernelDrops {
    private static final long UNKNOWN = -1;

    private final KernelDropMonitor.Sockets socket;
    private final KernelDropMonitor monitor;
    private final AtomicLong largest = new AtomicLong(UNKNOWN);

    KernelDrops(KernelDropMonitor.Sockets socket) {
        this.socket = socket;
        this.monitor = KernelDropMonitor.ofLater(socket);
    }

    /** The drops up to now, or the last known; empty where the kernel does not report them. */
    OptionalLong get() {
        record(monitor.get());
        return last();
    }

    /** Reactor-owned: reads the drops, without waiting for another thread that reads them. */
    void readLast() {
        record(socket.drops());
    }

    /** The last known drops. */
    OptionalLong last() {
        long drops = largest.get();
        return drops == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(drops);
    }

    /** A reading of one thread that began earlier may end later than that of another: the larger stays. */
    private void record(OptionalLong drops) {
        largest.accumulateAndGet(drops.orElse(UNKNOWN), Math::max);
    }
}
