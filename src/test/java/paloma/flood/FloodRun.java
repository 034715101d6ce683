package paloma.flood;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * <em>Main thread.</em> Floods a console server on loopback at full speed while a hundred peers talk to it:
 * {@code FloodRun PORT SOURCES DATAGRAMS-OF-EACH}. What became of it all, the server's own account tells.
 */
public final class FloodRun {
    private static final int TALKERS = 100;
    private static final int PATIENCE_MILLIS = 2_000;

    private FloodRun() {}

    /** Floods and prints one line. */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        int sources = Integer.parseInt(arguments[1]);
        int each = Integer.parseInt(arguments[2]);
        try (Talkers talkers = new Talkers(server, TALKERS, PATIENCE_MILLIS)) {
            AtomicBoolean over = new AtomicBoolean();
            Thread talking = new Thread(() -> talk(talkers, over), "talkers");
            talking.start();
            long start = System.nanoTime();
            long sent = new Flood(server).run(sources, each, () -> {});
            long nanos = System.nanoTime() - start;
            over.set(true);
            talking.join();
            System.out.printf(
                    "flood: %d datagrams from %d sources in %.1f s; %d talkers asked %d times, %d answers came%n",
                    sent, sources, nanos / 1e9, TALKERS, talkers.requests(), talkers.answered());
        }
    }

    private static void talk(Talkers talkers, AtomicBoolean over) {
        try {
            while (!over.get()) {
                talkers.request();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
