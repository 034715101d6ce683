package paloma.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import paloma.CloseReason;
import paloma.Counter;
import paloma.DropReason;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.TransportChoice;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.house.Transports;

/** A server has the same behaviour with each transport, on real sockets. */
class TransportsTest {
    private static final Handler ECHO = Session::send;
    private static final int MANY = 40;

    private static ServerOptions options(TransportChoice transport, int workers) {
        Transports.require(transport);
        return Handlers.options(workers).withTransport(transport);
    }

    private static AccountedServer open(TransportChoice transport, int workers, Handler handler) {
        AccountedServer server = AccountedServer.open(options(transport, workers), handler);
        assertEquals(transport, server.server().transport());
        return server;
    }

    @Test
    void autoIsBatchOnANewJdk() {
        Transports.require(TransportChoice.BATCH);
        ServerOptions auto = Handlers.options(1).withTransport(TransportChoice.AUTO);
        try (AccountedServer server = AccountedServer.open(auto, ECHO)) {
            assertEquals(TransportChoice.BATCH, server.server().transport());
            assertEquals("hello", server.peer().request("hello"));
        }
    }

    /** The other sessions are ready in the same turn, so the worker has a reason to wait with the answer. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void answerLeavesBeforeItsHandlerEnds(TransportChoice transport) {
        CountDownLatch end = new CountDownLatch(1);
        HoldingFilter together = new HoldingFilter();
        Handler blocking = (session, message) -> {
            session.send(message);
            assertTrue(end.await(Timeouts.SECONDS, TimeUnit.SECONDS));
        };
        try (AccountedServer server = AccountedServer.open(options(transport, 1).withFilter(together), blocking)) {
            together.holdBy(server.peer());
            List<Peer> peers = server.peers(4);
            for (Peer peer : peers) {
                peer.send("block");
            }
            together.goOn();
            // The only worker blocks in the handler of the first session.
            assertEquals("block", peers.get(0).receive());
            assertEquals(1, server.counters().get(Counter.RUNNING));
            end.countDown();
            for (Peer peer : peers.subList(1, peers.size())) {
                assertEquals("block", peer.receive());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"CHANNEL, 0", "CHANNEL, 2", "BATCH, 0", "BATCH, 2"})
    void answersOfASessionArriveInOrder(TransportChoice transport, int workers) {
        HoldingFilter together = new HoldingFilter();
        try (AccountedServer server =
                AccountedServer.open(options(transport, workers).withFilter(together), (session, message) -> {
                    session.send("1 " + Handlers.text(message));
                    session.push("2 " + Handlers.text(message));
                })) {
            together.holdBy(server.peer());
            List<Peer> peers = server.peers(4);
            for (int i = 0; i < MANY; i++) {
                String text = Integer.toString(i);
                peers.forEach(peer -> peer.send(text));
            }
            together.goOn();
            for (Peer peer : peers) {
                for (int i = 0; i < MANY; i++) {
                    assertEquals("1 " + i, peer.receive());
                    assertEquals("2 " + i, peer.receive());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CHANNEL, 127.0.0.1, 127.0.0.1",
        "BATCH, 127.0.0.1, 127.0.0.1",
        "BATCH, 0.0.0.0, 127.0.0.1",
        "CHANNEL, ::1, ::1",
        "BATCH, ::1, ::1",
        "BATCH, ::, ::1",
        "CHANNEL, ::, 127.0.0.1",
        "BATCH, ::, 127.0.0.1"
    })
    void echoOverEachFamily(TransportChoice transport, String bound, String dialled) {
        if (bound.contains(":")) {
            Needs.that(hasIpv6(), "IPv6 on loopback");
        }
        String[] answers = new String[3];
        try (AccountedServer server = AccountedServer.open(options(transport, 0).withHost(bound), ECHO)) {
            Client client =
                    server.client(ClientOptions.to(dialled, server.port()).withRequestTimeout(Timeouts.LIMIT));
            for (int i = 0; i < answers.length; i++) {
                answers[i] = client.request("hello " + i).join();
            }
            assertEquals(dialled, hostOf(server.server().sessions().join().get(0)));
        }
        assertArrayEquals(new String[] {"hello 0", "hello 1", "hello 2"}, answers);
    }

    private static String hostOf(Session session) {
        String text = session.remoteAddress().getAddress().getHostAddress();
        return text.equals("0:0:0:0:0:0:0:1") ? "::1" : text;
    }

    private static boolean hasIpv6() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("::1", 0))) {
            return socket.isBound();
        } catch (SocketException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void oversizeAndEmptyDatagramsAreCountedWithTheirBytes(TransportChoice transport) {
        Limits limits = Limits.builder().amplification(0).receiveBytes(100).build();
        try (AccountedServer server = AccountedServer.open(options(transport, 0).withLimits(limits), ECHO)) {
            Peer peer = server.peer();
            String longest = "x".repeat(100);
            assertEquals(longest, peer.request(longest));
            peer.send("");
            peer.send("x".repeat(101));
            peer.send("x".repeat(5_000));
            peer.send("x".repeat(65_507));
            assertEquals("hello", peer.request("hello"));
            assertEquals(3, server.counters().dropped().get(DropReason.OVERSIZE));
            assertEquals(1, server.counters().get(Counter.KEEP_ALIVES));
            assertEquals(100 + 101 + 5_000 + 65_507 + 5, server.counters().get(Counter.BYTES_RECEIVED));
        }
    }

    @ParameterizedTest
    @CsvSource({"CHANNEL, 0", "CHANNEL, 2", "BATCH, 0", "BATCH, 2"})
    void drainLosesNoAnswer(TransportChoice transport, int workers) {
        Limits limits = Limits.builder()
                .amplification(0)
                .drainTime(Duration.ofMinutes(1))
                .build();
        AccountedServer server =
                AccountedServer.open(options(transport, workers).withLimits(limits), new Handler() {
                    @Override
                    public void onMessage(Session session, ByteBuffer message) {
                        session.send(message);
                    }

                    @Override
                    public void onClose(Session session, CloseReason reason) {
                        session.send("bye");
                    }
                });
        List<Peer> peers = server.peers(MANY);
        for (int i = 0; i < 10; i++) {
            peers.forEach(peer -> peer.send("hello"));
        }
        Awaitility.await().atMost(Timeouts.LIMIT).until(() -> server.counters().get(Counter.LIVE) == MANY);
        server.close();
        assertTrue(server.server().drainedInTime());
        // Messages that were not received before the drain are refused.
        assertEquals(
                server.counters().get(Counter.ACCEPTED) + MANY,
                server.counters().get(Counter.SENT));
    }
}
