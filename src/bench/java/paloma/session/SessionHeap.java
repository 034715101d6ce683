package paloma.session;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import paloma.Handler;
import paloma.Limits;
import paloma.ServerListener;
import paloma.worker.HandlerInvoker;

/**
 * {@code make session-heap}: heap of an open IPv4 session after GC. It includes address, ID, table slot, and the objects
 * that remain after a handled message.
 */
public final class SessionHeap {
    private static final Handler HANDLER = (session, message) -> session.id();

    private SessionHeap() {}

    /** Each argument is the number of sessions of a table. */
    public static void main(String[] args) {
        for (String sessions : args) {
            measure(Integer.parseInt(sessions));
        }
    }

    private static void measure(int sessions) {
        SessionCounters counters = new SessionCounters(1);
        HandlerInvoker invoker = new HandlerInvoker(HANDLER, ServerListener.LOGGING, counters.worker(0));
        SessionTable table = new SessionTable(Limits.DEFAULTS, Duration.ofMinutes(5));
        long before = used();
        for (int i = 0; i < sessions; i++) {
            InetSocketAddress source = BenchmarkSources.ipv4(0x0A000000 + i, 1_024 + i % 60_000);
            PeerSession session = table.open(source, BenchmarkSources.OUTPUT, i);
            table.onReceived(session, 64, 3, i);
            session.offer(ByteBuffer.allocate(64).array(), source, 64);
            invoker.run(session, false);
        }
        long bytes = used() - before;
        System.out.printf(
                Locale.ROOT,
                "%,d sessions: %.1f bytes of heap each after collection%n",
                table.size(),
                (double) bytes / table.size());
    }

    /** Reachable bytes: collects until the used heap no longer shrinks. */
    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int unchanged = 0; unchanged < 3; ) {
            System.gc();
            long now = runtime.totalMemory() - runtime.freeMemory();
            unchanged = now < used ? 0 : unchanged + 1;
            used = Math.min(used, now);
        }
        return used;
    }
}
