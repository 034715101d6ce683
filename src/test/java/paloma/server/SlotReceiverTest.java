package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.DropReason;
import paloma.Limits;
import paloma.net.Source;
import paloma.net.SourceFixtures;

/** A server whose transport receives into slots: IPv4 sources are packed, and long datagrams truncated. */
class SlotReceiverTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int RECEIVE_BYTES = 10;

    private static Limits.Builder limits() {
        return Limits.builder().receiveBytes(RECEIVE_BYTES);
    }

    /** Answers "big" with 2,000 bytes. */
    private static HandServer server(ServerOptions options, boolean slots) {
        HandServer server = new HandServer(options, (session, message) -> {
            if (message.remaining() == 3) {
                session.send(ByteBuffer.allocate(2_000));
            }
        });
        if (slots) {
            server.socket.receivesIntoSlots(RECEIVE_BYTES + 1);
        }
        return server;
    }

    private static HandServer server(boolean slots) {
        return server(
                HandServer.options().withIdleTimeout(Duration.ofSeconds(10)).withLimits(limits().build()), slots);
    }

    @Test
    void truncatedDatagramIsOversizeAndCountsAllItsBytes() {
        HandServer server = server(true);
        server.message(1, "hello", 0);
        server.message(1, "x".repeat(65_507), 0);
        server.message(2, "x".repeat(1_000), 0);
        server.message(1, "x".repeat(RECEIVE_BYTES + 1), 0);
        server.message(1, "x".repeat(RECEIVE_BYTES), 0);
        assertEquals(3, server.dropped(DropReason.OVERSIZE));
        assertEquals(5 + 65_507 + 1_000 + 11 + 10, server.counters().get(Counter.BYTES_RECEIVED));
        assertEquals(List.of("open 1", "message 1 hello", "message 1 xxxxxxxxxx"), server.takeEvents());
        server.close();
    }

    @Test
    void truncatedDatagramGivesCreditForAllItsBytes() {
        for (int bytes : new int[] {12, 1_000}) {
            HandServer server = server(true);
            server.message(1, "hello", 0);
            server.message(1, "x".repeat(bytes), 0);
            server.socket.takeSent();
            server.message(1, "big", 0);
            assertEquals(
                    bytes == 12 ? 0 : 1,
                    server.socket.takeSent().stream()
                            .filter(sent -> sent.bytes().length == 2_000)
                            .count());
            server.close();
        }
    }

    @Test
    void truncatedDatagramIsAnActivityOfItsSession() {
        HandServer server = server(true);
        server.message(1, "hello", 0);
        server.message(1, "x".repeat(1_000), 6 * SECOND);
        server.settleAt(15 * SECOND);
        assertEquals(1, server.counters().get(Counter.LIVE));
        server.settleAt(17 * SECOND);
        assertEquals(1, server.counters().closed().get(CloseReason.IDLE));
        server.close();
    }

    /** The events, sent datagrams and counters after each step of a script that has all kinds of datagrams. */
    private static List<String> run(boolean slots) {
        HandServer server = server(
                HandServer.options()
                        .withIdleTimeout(Duration.ofSeconds(10))
                        .withFilter((source, message, known) -> source.getPort() != 50_003 || known)
                        .withLimits(limits().sessions(4)
                                .sessionsPerAddress(3)
                                .messagesPerSecond(2)
                                .burst(2)
                                .mailboxMessages(2)
                                .build()),
                slots);
        InetSocketAddress six = new InetSocketAddress("2001:db8::1", 50_006);
        List<String> log = new ArrayList<>();
        long now = 0;
        for (String text : List.of("hello", "", "big", "x".repeat(11), "a", "x".repeat(400), "big", "b", "c")) {
            for (int i = 0; i < 6; i++) {
                server.socket.arrives(HandServer.peer(i), text);
                server.socket.arrives(HandServer.distinctPeer(i), text);
            }
            server.socket.arrives(six, text);
            server.socket.arrives(HandServer.LOCAL, text);
            server.socket.arrives(new InetSocketAddress("192.0.2.1", 0), text);
            server.socket.arrives(new InetSocketAddress("192.0.2.1", 1_023), text);
            server.socket.arrives(new InetSocketAddress("255.255.255.255", 5_000), text);
            now += SECOND / 4;
            server.settleAt(now);
            log.addAll(server.takeEvents());
            server.socket.takeSent().forEach(sent -> log.add(sent.bytes().length + " bytes to " + sent.target()));
            log.add(server.counters().toString());
        }
        server.close();
        return log;
    }

    @Test
    void everyDatagramHasTheOutcomeThatItHasOnTheChannel() {
        List<String> log = run(false);
        assertTrue(log.stream().anyMatch(line -> line.startsWith("2000 bytes to")), log::toString);
        assertEquals(log, run(true));
    }

    /** Bytes that this thread allocates while it receives {@code datagram} once from every source. */
    private static long allocated(HandServer server, Source[] sources, ByteBuffer datagram) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        server.shard.onBatch(sources, sources.length);
        for (Source source : sources) {
            server.shard.onDatagram(source, datagram.clear(), 0);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        server.shard.onTurn(0);
        server.settle();
        return bytes;
    }

    private static long allocatedBy(int arrays, int length) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[][] made = new byte[arrays][];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < arrays; i++) {
            made[i] = new byte[length];
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void knownPeerAllocatesNothingButTheMessage() {
        HandServer server = server(false);
        Source[] sources = IntStream.range(0, 100)
                .mapToObj(i -> SourceFixtures.packed(HandServer.distinctPeer(i)))
                .toArray(Source[]::new);
        ByteBuffer message = ByteBuffer.allocateDirect(RECEIVE_BYTES);
        // The first rounds open the sessions and load classes.
        for (int round = 0; round < 2; round++) {
            allocated(server, sources, message);
            allocated(server, sources, ByteBuffer.allocateDirect(0));
            allocatedBy(100, RECEIVE_BYTES);
        }
        for (Source source : sources) {
            source.setPacked(source.packed());
        }
        assertEquals(0, allocated(server, sources, ByteBuffer.allocateDirect(0)));
        assertEquals(allocatedBy(100, RECEIVE_BYTES), allocated(server, sources, message));
        assertTrue(Stream.of(sources).allMatch(source -> source.addressIfMade() == null));
        assertEquals(100, server.counters().get(Counter.OPENED));
        assertEquals(300, server.counters().get(Counter.HANDLED));
        server.close();
    }
}
