package paloma.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.house.Timeouts;

class ServerSessionTest {
    /** Answers with the session's ID; a message that begins with c closes. */
    private static final Handler ANSWERS_WITH_ID = (session, message) -> {
        if (message.get(0) == 'c') {
            session.close();
        }
        session.send(session.id().toString());
    };

    private static ServerOptions options(int workers) {
        return ServerOptions.on(0).withWorkers(workers);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void peerHasOneSessionWithOneRandomId(int workers) {
        try (AccountedServer accounted = AccountedServer.open(options(workers), ANSWERS_WITH_ID)) {
            Set<String> all = new HashSet<>();
            for (Peer peer : accounted.peers(10)) {
                Set<String> ids = new HashSet<>();
                for (int i = 0; i < 20; i++) {
                    ids.add(peer.request("hello"));
                }
                assertEquals(1, ids.size());
                all.addAll(ids);
            }
            assertEquals(10, all.size());
            all.forEach(id -> assertEquals(4, UUID.fromString(id).version()));
            assertEquals(10, accounted.counters().get(Counter.OPENED));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void peerGetsANewSessionAndIdAfterAClose(int workers) {
        try (AccountedServer accounted = AccountedServer.open(options(workers), ANSWERS_WITH_ID)) {
            Peer peer = accounted.peer();
            String first = peer.request("hello");
            assertEquals(first, peer.request("close"));
            String second = peer.request("hello again");
            assertNotEquals(first, second);
            assertEquals(second, peer.request("and again"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void peerGetsANewSessionAndIdAfterTheIdleTimeout(int workers) {
        try (AccountedServer accounted =
                AccountedServer.open(options(workers).withIdleTimeout(Duration.ofMillis(1)), ANSWERS_WITH_ID)) {
            Peer peer = accounted.peer();
            String first = peer.request("hello");
            await().untilAsserted(
                            () -> assertEquals(1, accounted.counters().closed().get(CloseReason.IDLE)));
            assertNotEquals(first, peer.request("hello again"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void repliesLeaveInArrivalOrder(int workers) {
        Limits roomy = Limits.builder().mailboxMessages(1_000).amplification(0).build();
        try (AccountedServer accounted =
                AccountedServer.open(options(workers).withLimits(roomy), (session, message) -> session.send(message))) {
            List<Peer> peers = accounted.peers(8);
            for (int round = 0; round < 10; round++) {
                for (int i = 0; i < 50; i++) {
                    for (Peer peer : peers) {
                        peer.send(round + " " + i);
                    }
                }
                for (Peer peer : peers) {
                    for (int i = 0; i < 50; i++) {
                        assertEquals(round + " " + i, peer.receive());
                    }
                }
            }
        }
    }

    @Test
    void sessionHasAddressOpeningTimeAndMessageCount() throws Exception {
        BlockingQueue<Session> seen = new LinkedBlockingQueue<>();
        try (AccountedServer accounted = AccountedServer.open((session, message) -> seen.add(session))) {
            Instant before = Instant.now();
            Peer peer = accounted.peer();
            peer.send("one");
            Session session = seen.poll(Timeouts.SECONDS, TimeUnit.SECONDS);
            assertEquals(peer.address(), session.remoteAddress());
            assertTrue(session.isOpen());
            assertNull(session.attachment());
            session.attach("kept");
            Instant opened = session.openedAt();
            // The origin is one reading of a clock that may be set; the ticks since are monotonic.
            assertTrue(Duration.between(before, opened).abs().compareTo(Duration.ofMinutes(1)) < 0, opened::toString);
            peer.send("two");
            assertEquals(session, seen.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            await().untilAsserted(() -> assertEquals(2, session.messages()));
            assertEquals("kept", session.attachment());
            assertEquals(opened, session.openedAt());
            assertTrue(session.lastReceivedAt().isAfter(opened));
        }
    }

    @Test
    void anyThreadMaySendAndClose() throws Exception {
        BlockingQueue<Session> seen = new LinkedBlockingQueue<>();
        BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
        try (AccountedServer accounted = AccountedServer.open(new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                seen.add(session);
            }

            @Override
            public void onClose(Session session, CloseReason reason) {
                closed.add(reason);
            }
        })) {
            Peer peer = accounted.peer();
            peer.send("hello, server");
            Session session = seen.poll(Timeouts.SECONDS, TimeUnit.SECONDS);
            assertTrue(session.send("pushed"));
            assertEquals("pushed", peer.receive());
            session.close();
            session.close();
            assertEquals(CloseReason.CLOSED, closed.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            await().untilAsserted(() -> assertTrue(!session.send("too late")));
        }
    }

    @Test
    void callsOfASessionAreSequentialAndInOrder() throws Exception {
        BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        try (AccountedServer accounted = AccountedServer.open(options(4), new Handler() {
            @Override
            public void onOpen(Session session) {
                calls.add("open");
            }

            @Override
            public void onMessage(Session session, ByteBuffer message) {
                calls.add("begin");
                calls.add("end");
                if (message.get(0) == '9') {
                    session.close();
                }
            }

            @Override
            public void onClose(Session session, CloseReason reason) {
                calls.add("close");
            }
        })) {
            Peer peer = accounted.peer();
            for (int i = 0; i < 10; i++) {
                peer.send("" + i);
            }
            assertEquals("open", calls.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            for (int i = 0; i < 10; i++) {
                assertEquals("begin", calls.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
                assertEquals("end", calls.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            }
            assertEquals("close", calls.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void keepAliveKeepsTheSession() {
        try (AccountedServer accounted = AccountedServer.open(ANSWERS_WITH_ID)) {
            Peer peer = accounted.peer();
            String id = peer.request("hello");
            peer.send("");
            assertEquals(id, peer.request("again"));
            assertEquals(1, accounted.counters().get(Counter.KEEP_ALIVES));
        }
    }
}
