package paloma.session;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import paloma.Handler;
import paloma.Limits;
import paloma.worker.HandlerInvoker;

/**
 * The heap that a live IPv4 session keeps after collection: itself, its address, its ID, its place in the table, and what
 * a message leaves behind once it was handled. {@code make session-heap}.
 */
public final class SessionHeap {
    private static final Handler HANDLER = (session, message) -> session.id();

    private SessionHeap() {}

    /** Measures tables of as many sessions as each argument says. */
    public static void main(String[] args) {
        for (String sessions : args) {
            measure(Integer.parseInt(sessions));
        }
    }

    private static void measure(int sessions) {
        SessionCounters ledger = new SessionCounters(1);
        HandlerInvoker delivery = new HandlerInvoker(HANDLER, ledger.worker(0));
        SessionTable table = new SessionTable(Limits.DEFAULT, Duration.ofMinutes(5));
        long before = used();
        for (int i = 0; i < sessions; i++) {
            InetSocketAddress source = BenchmarkSources.ipv4(0x0A000000 + i, 1_024 + i % 60_000);
            PeerSession session = table.open(source, BenchmarkSources.HOME, i);
            table.onReceived(session, 64, 3, i);
            session.offer(ByteBuffer.allocate(64).array(), source, 64);
            delivery.run(session);
        }
        long bytes = used() - before;
        System.out.printf(
                Locale.ROOT,
                "%,d sessions: %.1f bytes of heap each after collection%n",
                table.size(),
                (double) bytes / table.size());
    }

    /** What is reachable, once the collector finds nothing more. */
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
