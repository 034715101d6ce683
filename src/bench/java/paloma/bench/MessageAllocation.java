package paloma.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import paloma.Counter;
import paloma.Counters;
import paloma.server.Server;
import paloma.server.ServerOptions;

/**
 * {@code make message-allocation}: bytes that the server's threads allocate per echoed message of 64 bytes, after all
 * sessions are open.
 */
public final class MessageAllocation {
    private static final int PEER_THREADS = 4;
    private static final int PEERS_PER_THREAD = 16;
    private static final int WARM_UP_ROUNDS = 2_000;
    private static final int ROUNDS = 5_000;
    private static final int MESSAGE_BYTES = 64;

    private MessageAllocation() {}

    /** Measures with the default pool, and with the handler on the reactor thread. */
    public static void main(String[] args) throws Exception {
        measure("default pool", ServerOptions.on(0));
        measure("workers(0)", ServerOptions.on(0).withWorkers(0));
    }

    private static void measure(String name, ServerOptions options) throws Exception {
        try (Server server = Server.open(options, (session, message) -> session.send(message))) {
            exchange(server.localAddress(), WARM_UP_ROUNDS);
            long bytesBefore = allocatedByServer();
            Counters before = server.counters();
            exchange(server.localAddress(), ROUNDS);
            long bytes = allocatedByServer() - bytesBefore;
            long messages = server.counters().get(Counter.HANDLED) - before.get(Counter.HANDLED);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.1f bytes allocated for each of %,d messages of %d bytes%n",
                    name,
                    (double) bytes / messages,
                    messages,
                    MESSAGE_BYTES);
        }
    }

    private static long allocatedByServer() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("paloma-server"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }

    /** In each round every peer sends a message and receives the answer; peers of a thread in one batch. */
    private static void exchange(InetSocketAddress server, int rounds) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PEER_THREADS; i++) {
            Thread thread = new Thread(() -> exchangeRounds(server, rounds), "peers");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void exchangeRounds(InetSocketAddress server, int rounds) {
        List<DatagramSocket> peers = new ArrayList<>();
        try {
            for (int i = 0; i < PEERS_PER_THREAD; i++) {
                DatagramSocket peer = new DatagramSocket();
                peers.add(peer);
                peer.setSoTimeout(2_000);
                peer.connect(server);
            }
            DatagramPacket packet = new DatagramPacket(new byte[MESSAGE_BYTES], MESSAGE_BYTES);
            for (int round = 0; round < rounds; round++) {
                for (DatagramSocket peer : peers) {
                    peer.send(packet);
                }
                for (DatagramSocket peer : peers) {
                    peer.receive(packet);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            peers.forEach(DatagramSocket::close);
        }
    }
}
