package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.FailReason;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.UnsentReason;
import paloma.reactor.MemoryTransport;

class DrainTest {
    private static final long DRAIN_NANOS = 4_000_000_000L;

    /** Answers each message, and sends a goodbye. */
    private static final Handler POLITE = new Handler() {
        @Override
        public void onMessage(Session session, ByteBuffer message) {
            session.send(message);
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            session.send("goodbye");
        }
    };

    private HandServer server = server(UnaryOperator.identity());

    private HandServer server(UnaryOperator<Limits.Builder> limits) {
        return new HandServer(
                HandServer.options()
                        .withLimits(
                                limits.apply(Limits.builder().amplification(0)).build()),
                POLITE);
    }

    private void isClosed() {
        assertEquals(1, server.closedBy.size());
        assertNull(server.closedBy.get(0));
        assertTrue(server.socket.isClosed());
        assertEquals(0, server.counters().get(Counter.LIVE));
    }

    private void isOpen() {
        assertEquals(0, server.closedBy.size());
        assertFalse(server.socket.isClosed());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void acceptedMessagesAreAnsweredBeforeEverySessionCloses(int workers) {
        server = new HandServer(HandServer.options().withWorkers(workers), POLITE);
        server.socket.arrives(HandServer.peer(1), "one");
        server.socket.arrives(HandServer.peer(1), "two");
        server.socket.arrives(HandServer.peer(2), "three");
        server.reactor.turn();
        server.shard.drain();
        server.settle();
        List<MemoryTransport.Sent> sent = server.socket.takeSent();
        assertEquals(List.of("one", "two", "goodbye"), textsTo(1, sent));
        assertEquals(List.of("three", "goodbye"), textsTo(2, sent));
        assertTrue(server.takeEvents().contains("close 1 STOPPING"));
        assertEquals(2, server.counters().closed().get(CloseReason.STOPPING));
        assertEquals(3, server.counters().get(Counter.HANDLED));
        isClosed();
    }

    private static List<String> textsTo(int peer, List<MemoryTransport.Sent> sent) {
        return sent.stream()
                .filter(datagram -> datagram.target().equals(HandServer.peer(peer)))
                .map(MemoryTransport.Sent::text)
                .toList();
    }

    @Test
    void idleServerClosesAtOnce() {
        server.shard.drain();
        server.settle();
        isClosed();
        server.shard.drain();
        server.settle();
        isClosed();
    }

    @Test
    void datagramsInTheSocketAreCountedBeforeItCloses() {
        server = server(limits -> limits.datagramsPerTurn(100));
        server.shard.drain();
        // The number of datagrams that such a receive buffer holds.
        int held = 2 * server.socket.receiveBufferBytes() / 512;
        for (int i = 0; i < held; i++) {
            server.socket.arrives(HandServer.peer(i), "late");
        }
        for (int i = 1; server.closedBy.isEmpty(); i++) {
            server.reactor.turnAt(i);
        }
        assertEquals(held, server.counters().get(Counter.RECEIVED));
        isClosed();
    }

    @Test
    void neverEmptySocketDoesNotDelayTheDrain() {
        server.message(1, "one", 0);
        server.shard.drain();
        int arrived = 0;
        for (int turn = 1; turn < 100 && server.closedBy.isEmpty(); turn++) {
            for (int i = 0; i < 300; i++) {
                server.socket.arrives(HandServer.peer(i), "flood " + arrived++);
            }
            server.reactor.turnAt(turn);
            server.executor.runAll();
        }
        isClosed();
        assertTrue(server.shard.drainedInTime());
        assertEquals(List.of("one", "goodbye"), server.socket.takeTexts());
        assertTrue(
                server.counters().get(Counter.DROPPED) >= 256,
                () -> server.counters().toString());
    }

    @Test
    void drainWaitsForARunningHandler() {
        server.socket.arrives(HandServer.peer(1), "long");
        server.socket.arrives(HandServer.peer(1), "behind");
        server.reactor.settle();
        server.executor.hold();
        server.shard.drain();
        server.reactor.settleAt(DRAIN_NANOS - 1);
        isOpen();
        server.executor.goOn();
        server.reactor.settle();
        isClosed();
        assertEquals(List.of("long", "behind", "goodbye"), server.socket.takeTexts());
    }

    @Test
    void drainEndsAtItsDeadlineAndCountsWaitingMessages() {
        server.socket.arrives(HandServer.peer(1), "stuck");
        server.socket.arrives(HandServer.peer(1), "behind");
        server.socket.arrives(HandServer.peer(2), "never begun");
        server.reactor.settleAt(7);
        server.executor.hold();
        server.executor.goOn();
        server.socket.arrives(HandServer.peer(1), "stuck");
        server.socket.arrives(HandServer.peer(1), "behind");
        server.reactor.settleAt(7);
        // Peer 2 is first in the queue now; peer 1 is held while it runs.
        server.executor.runOne();
        server.executor.hold();
        server.shard.drain();
        server.reactor.settleAt(7);
        server.reactor.settleAt(7 + DRAIN_NANOS - 1);
        isOpen();
        server.reactor.settleAt(7 + DRAIN_NANOS);
        isClosed();
        assertEquals(1, server.counters().get(Counter.RUNNING));
        assertEquals(1, server.counters().failed().get(FailReason.DRAIN_DEADLINE));
        assertEquals(0, server.counters().get(Counter.WAITING));
        assertEquals(0, server.counters().get(Counter.BACKLOG_BYTES));
        assertTrue(server.executor.isClosed());
        server.takeEvents();
        server.executor.goOn();
        assertEquals(List.of("message 1 stuck", "close 1 STOPPING"), server.takeEvents());
        assertEquals(0, server.counters().get(Counter.RUNNING));
    }

    @Test
    void messagesOfIdleSessionsFailAtTheDeadline() {
        server.socket.arrives(HandServer.peer(1), "1");
        server.socket.arrives(HandServer.peer(2), "2");
        server.reactor.settle();
        server.shard.drain();
        server.reactor.settle();
        server.reactor.settleAt(DRAIN_NANOS);
        isClosed();
        assertEquals(2, server.counters().failed().get(FailReason.DRAIN_DEADLINE));
        server.executor.runAll();
        // Their messages are gone, so neither onOpen nor onClose is called.
        assertEquals(List.of(), server.takeEvents());
        assertEquals(2, server.counters().get(Counter.OPENED));
    }

    @Test
    void zeroDrainTimeClosesAtOnce() {
        server = server(limits -> limits.drainTime(Duration.ZERO));
        server.socket.arrives(HandServer.peer(1), "1");
        server.reactor.settle();
        server.shard.drain();
        server.reactor.turn();
        isClosed();
        assertEquals(1, server.counters().failed().get(FailReason.DRAIN_DEADLINE));
    }

    @Test
    void socketStaysOpenUntilTheOutboxIsEmpty() {
        server.message(1, "one", 0);
        server.socket.hasRoomFor(0);
        server.message(1, "two", 0);
        server.shard.drain();
        server.settle();
        isOpen();
        server.socket.hasRoomFor(100);
        server.settle();
        isClosed();
        assertEquals(List.of("one", "two", "goodbye"), server.socket.takeTexts());
    }

    @Test
    void fullKernelDelaysTheDrainUpToItsDeadline() {
        server.message(1, "one", 0);
        server.socket.hasRoomFor(0);
        server.message(1, "two", 0);
        server.shard.drain();
        server.settle();
        server.settleAt(DRAIN_NANOS);
        isClosed();
        // The answer, and the goodbye after the deadline.
        assertEquals(2, server.counters().unsent().get(UnsentReason.CLOSED));
    }

    @Test
    void closesArePacedByTheWorkers() {
        for (int i = 0; i < 3_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        server.shard.drain();
        server.reactor.settle();
        assertEquals(1_024, server.counters().get(Counter.CLOSED));
        server.executor.runOne();
        server.reactor.settle();
        assertEquals(1_025, server.counters().get(Counter.CLOSED));
        server.settle();
        isClosed();
        assertEquals(
                3_000,
                server.socket.takeTexts().stream().filter("goodbye"::equals).count());
    }

    @Test
    void closesArePacedByTheOutbox() {
        server = server(limits -> limits.outboxDatagrams(4).expirationsPerTurn(2));
        for (int i = 0; i < 50; i++) {
            server.message(i, "hello", 0);
        }
        server.shard.drain();
        while (server.closedBy.isEmpty()) {
            server.socket.hasRoomFor(3);
            server.settle();
        }
        isClosed();
        assertEquals(0, server.counters().get(Counter.UNSENT));
        assertEquals(
                50, server.socket.takeTexts().stream().filter("goodbye"::equals).count());
    }

    /** More than the outbox and the workers accept at once. */
    private void open100000Sessions() {
        for (int i = 0; i < 100_000; i++) {
            byte[] address = {10, 0, (byte) (i >> 8), (byte) i};
            server.socket.arrives(source(address, 50_000 + (i >> 16)), "hello");
            if (i % 10_000 == 9_999) {
                server.settle();
            }
        }
        assertEquals(100_000, server.counters().get(Counter.LIVE));
        server.socket.takeSent();
        server.takeEvents();
    }

    private static InetSocketAddress source(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void goodbyesOf100000SessionsAreSentWithoutARefusal() {
        open100000Sessions();
        server.shard.drain();
        int goodbyes = 0;
        while (server.closedBy.isEmpty()) {
            server.socket.hasRoomFor(500);
            server.settle();
            assertTrue(
                    server.counters().get(Counter.QUEUED) <= 1_024,
                    () -> server.counters().toString());
            goodbyes += server.socket.takeTexts().size();
        }
        isClosed();
        assertEquals(100_000, goodbyes);
        assertEquals(0, server.counters().get(Counter.UNSENT));
        assertTrue(server.shard.drainedInTime());
    }

    @Test
    void goodbyesOf100000SessionsEndAtTheDeadline() {
        open100000Sessions();
        server.shard.drain();
        server.socket.hasRoomFor(500);
        server.settle();
        server.settleAt(DRAIN_NANOS - 1);
        isOpen();
        assertTrue(server.counters().get(Counter.LIVE) > 98_000);
        server.settleAt(DRAIN_NANOS);
        isClosed();
        assertFalse(server.shard.drainedInTime());
        assertEquals(500, server.socket.takeTexts().size());
        assertEquals(100_000, server.counters().closed().get(CloseReason.STOPPING));
        assertEquals(100_000 - 500, server.counters().unsent().get(UnsentReason.CLOSED));
    }

    @Test
    void sessionClosedByItsHandlerDoesNotDelayTheDrain() {
        server.message(1, "hello", 0);
        server.socket.arrives(HandServer.peer(1), "work");
        server.reactor.settle();
        server.executor.hold();
        server.shard.drain();
        server.reactor.settle();
        server.executor.goOn();
        server.reactor.settle();
        isClosed();
    }

    @Test
    void bugInTheCloseEndsTheServerWithThatCause() {
        server.message(1, "hello", 0);
        CompletableFuture<List<Session>> list = server.shard.commands().sessions();
        server.executor.bug = new IllegalStateException("bug");
        server.shard.drain();
        server.settleAt(DRAIN_NANOS);
        assertEquals(List.of(server.executor.bug), server.closedBy);
        assertTrue(server.executor.isClosed());
        assertTrue(list.isDone());
    }
}
