package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.Limits;
import paloma.UnsentReason;
import paloma.reactor.MemoryTransport;

/**
 * Every bound of {@link Limits}: its exact value is accepted, one more is refused for that reason alone, and others
 * are answered as before. The simulated loop fails if it keeps turning, and stops the test if it waits.
 */
class BoundsTest {
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.1", 50_000);

    private HandServer server;

    /** A server that answers {@code #n} with n bytes, and other messages with themselves. */
    private void serve(UnaryOperator<Limits.Builder> limits) {
        server = new HandServer(
                HandServer.options()
                        .withLimits(
                                limits.apply(Limits.builder().amplification(0)).build()),
                (session, message) -> session.send(answer(message)));
    }

    private static ByteBuffer answer(ByteBuffer message) {
        String text = new String(message.array());
        return text.startsWith("#") ? ByteBuffer.allocate(Integer.parseInt(text.substring(1))) : message;
    }

    @ParameterizedTest
    @EnumSource
    void everyBoundAcceptsItsValueAndRefusesOneMore(Limits.Bound bound) {
        switch (bound) {
            case SESSIONS -> sessions();
            case SESSIONS_PER_ADDRESS -> sessionsPerAddress();
            case MAILBOX_MESSAGES -> mailboxMessages();
            case BACKLOG_MESSAGES -> backlogMessages();
            case BACKLOG_BYTES -> backlogBytes();
            case OUTBOX_DATAGRAMS -> outboxDatagrams();
            case OUTBOX_BYTES -> outboxBytes();
            case RECEIVE_BYTES -> receiveBytes();
            case SEND_BYTES -> sendBytes();
            case DATAGRAMS_PER_TURN -> datagramsPerTurn();
            case EXPIRATIONS_PER_TURN -> expirationsPerTurn();
            case MESSAGES_PER_SECOND -> messagesPerSecond();
            case BURST -> burst();
            case LOWEST_SOURCE_PORT -> lowestSourcePort();
            case AMPLIFICATION -> amplification();
            case DRAIN_TIME -> drainTime();
            default -> fail("no test for the bound " + bound);
        }
        if (server.closedBy.isEmpty()) {
            server.close();
        }
    }

    private void sessions() {
        serve(limits -> limits.sessions(3));
        for (int peer = 1; peer <= 3; peer++) {
            server.message(peer, "first", 0);
            server.message(peer, "again", 0);
        }
        nothingIsRefused();
        // One of three places is reserved for new sessions.
        server.message(4, "x", 0);
        nothingIsRefused();
        assertEquals(3, server.counters().get(Counter.LIVE));
        assertEquals(1, server.counters().closed().get(CloseReason.EVICTED));
        answered(1, 2, 4);
        server.close();
        serve(limits -> limits.sessions(1));
        server.message(1, "first", 0);
        server.message(1, "again", 0);
        nothingIsRefused();
        server.message(4, "x", 0);
        refused(Map.of(DropReason.TOO_MANY_SESSIONS, 1L));
        assertEquals(1, server.counters().get(Counter.LIVE));
        answered(1);
    }

    private void sessionsPerAddress() {
        serve(limits -> limits.sessionsPerAddress(3));
        for (int peer = 1; peer <= 3; peer++) {
            server.message(peer, "x", 0);
        }
        nothingIsRefused();
        server.message(4, "x", 0);
        refused(Map.of(DropReason.TOO_MANY_FROM_ADDRESS, 1L));
        answered(1, 2, 3);
        server.socket.arrives(ELSEWHERE, "x");
        server.settle();
        assertEquals(List.of("x"), server.socket.takeTexts());
    }

    private void mailboxMessages() {
        serve(limits -> limits.mailboxMessages(3));
        arrives(1, "a", "b", "c");
        nothingIsRefused();
        arrives(1, "d");
        arrives(2, "x");
        refused(Map.of(DropReason.MAILBOX_FULL, 1L));
        assertEquals(4, server.counters().get(Counter.WAITING));
        server.settle();
        assertEquals(List.of("a", "b", "c", "x"), server.socket.takeTexts());
        answered(1, 2, 3);
    }

    private void backlogMessages() {
        serve(limits -> limits.backlogMessages(3));
        arrives(1, "a", "b");
        arrives(2, "c");
        nothingIsRefused();
        arrives(2, "d");
        arrives(3, "e");
        refused(Map.of(DropReason.BACKLOG_FULL, 2L));
        assertEquals(3, server.counters().get(Counter.WAITING));
        assertEquals(2, server.counters().get(Counter.LIVE));
        server.settle();
        assertEquals(List.of("a", "b", "c"), server.socket.takeTexts());
        answered(1, 2, 3);
    }

    private void backlogBytes() {
        serve(limits -> limits.backlogBytes(10));
        arrives(1, "123456");
        arrives(2, "1234");
        nothingIsRefused();
        arrives(1, "x");
        refused(Map.of(DropReason.BACKLOG_FULL, 1L));
        server.settle();
        assertEquals(List.of("123456", "1234"), server.socket.takeTexts());
        answered(1, 2, 3);
    }

    private void outboxDatagrams() {
        serve(limits -> limits.outboxDatagrams(3));
        server.socket.hasRoomFor(0);
        for (int peer = 1; peer <= 3; peer++) {
            server.message(peer, "x", 0);
        }
        nothingIsRefused();
        server.message(4, "x", 0);
        refused(Map.of(UnsentReason.OUTBOX_FULL, 1L));
        assertEquals(3, server.counters().get(Counter.QUEUED));
        server.socket.hasRoomFor(Long.MAX_VALUE);
        server.settle();
        assertEquals(List.of("x", "x", "x"), server.socket.takeTexts());
        answered(1, 2, 3, 4);
    }

    private void outboxBytes() {
        serve(limits -> limits.outboxBytes(10));
        server.socket.hasRoomFor(0);
        server.message(1, "#6", 0);
        server.message(2, "1234", 0);
        nothingIsRefused();
        server.message(3, "x", 0);
        refused(Map.of(UnsentReason.OUTBOX_FULL, 1L));
        server.socket.hasRoomFor(Long.MAX_VALUE);
        server.settle();
        assertEquals(2, server.socket.takeSent().size());
        answered(1, 2, 3);
    }

    private void receiveBytes() {
        serve(limits -> limits.receiveBytes(5));
        server.message(1, "12345", 0);
        nothingIsRefused();
        server.message(1, "123456", 0);
        server.message(2, "123456", 0);
        refused(Map.of(DropReason.OVERSIZE, 2L));
        assertEquals(1, server.counters().get(Counter.LIVE));
        answered(1, 2);
    }

    private void sendBytes() {
        serve(limits -> limits.sendBytes(5));
        server.message(1, "#5", 0);
        nothingIsRefused();
        server.message(1, "#6", 0);
        refused(Map.of(UnsentReason.TOO_BIG, 1L));
        answered(1, 2);
    }

    private void datagramsPerTurn() {
        serve(limits -> limits.datagramsPerTurn(3));
        for (int i = 0; i < 4; i++) {
            server.socket.arrives(HandServer.peer(i), "x");
        }
        server.reactor.turn();
        assertEquals(3, server.counters().get(Counter.RECEIVED));
        server.settle();
        nothingIsRefused();
        answered(1, 2, 3, 4);
    }

    private void expirationsPerTurn() {
        serve(limits -> limits.expirationsPerTurn(3));
        for (int peer = 1; peer <= 4; peer++) {
            server.message(peer, "x", 0);
        }
        server.reactor.turnAt(HandServer.options().idleTimeout().toNanos());
        assertEquals(3, server.counters().closed().get(CloseReason.IDLE));
        server.reactor.turn();
        assertEquals(4, server.counters().closed().get(CloseReason.IDLE));
        nothingIsRefused();
        answered(1, 2);
    }

    private void messagesPerSecond() {
        serve(limits -> limits.messagesPerSecond(10).burst(1));
        server.message(1, "a", 0);
        server.message(1, "b", 100_000_000);
        nothingIsRefused();
        server.message(1, "c", 199_999_999);
        refused(Map.of(DropReason.RATE_LIMITED, 1L));
        answered(2, 3);
        server.message(1, "d", 200_000_000);
        assertEquals(List.of("d"), server.socket.takeTexts());
    }

    private void burst() {
        serve(limits -> limits.messagesPerSecond(1).burst(3));
        for (int i = 0; i < 3; i++) {
            server.message(1, "x", 0);
        }
        nothingIsRefused();
        server.message(1, "x", 0);
        refused(Map.of(DropReason.RATE_LIMITED, 1L));
        answered(2, 3);
    }

    private void lowestSourcePort() {
        serve(limits -> limits.lowestSourcePort(50_001));
        server.message(1, "x", 0);
        nothingIsRefused();
        server.message(0, "x", 0);
        refused(Map.of(DropReason.SOURCE_PORT_RESERVED, 1L));
        assertEquals(1, server.counters().get(Counter.LIVE));
        answered(1, 2);
    }

    private void amplification() {
        serve(limits -> limits.amplification(3));
        // The message has three bytes; headers are 28 bytes in both directions.
        server.message(1, "#" + (3 * (28 + 3) - 28), 0);
        nothingIsRefused();
        server.message(2, "#" + (3 * (28 + 3) - 28 + 1), 0);
        refused(Map.of(UnsentReason.AMPLIFICATION, 1L));
        answered(1, 2, 3);
    }

    private void drainTime() {
        serve(limits -> limits.drainTime(Duration.ofNanos(10)));
        server.message(1, "x", 0);
        arrives(1, "stuck");
        arrives(1, "behind");
        server.executor.hold();
        server.shard.drain();
        server.reactor.settleAt(0);
        server.reactor.settleAt(9);
        assertTrue(server.closedBy.isEmpty());
        nothingIsRefused();
        server.reactor.settleAt(10);
        assertEquals(1, server.closedBy.size());
        refused(Map.of(FailReason.DRAIN_DEADLINE, 1L));
        assertEquals(1, server.counters().get(Counter.RUNNING));
        assertFalse(server.shard.drainedInTime());
        server.executor.goOn();
    }

    /** Messages of one peer that arrive while no handler runs. */
    private void arrives(int peer, String... texts) {
        for (String text : texts) {
            server.socket.arrives(HandServer.peer(peer), text);
        }
        server.reactor.settle();
    }

    private void nothingIsRefused() {
        refused(Map.of());
        server.socket.takeSent();
    }

    /** Nothing else was refused. */
    private void refused(Map<? extends Enum<?>, Long> expected) {
        Counters counters = server.counters();
        Map<Enum<?>, Long> found = new HashMap<>();
        Stream.of(counters.dropped(), counters.failed(), counters.unsent())
                .forEach(counts -> counts.forEach((reason, count) -> {
                    if (count > 0) {
                        found.put(reason, count);
                    }
                }));
        assertEquals(expected, found);
    }

    /** The next message of each of them is answered. */
    private void answered(int... peers) {
        server.socket.takeSent();
        for (int peer : peers) {
            server.message(peer, "p" + peer, server.reactor.now());
            List<MemoryTransport.Sent> sent = server.socket.takeSent();
            assertEquals(1, sent.size(), "peer " + peer);
            assertEquals("p" + peer, sent.get(0).text());
            assertEquals(HandServer.peer(peer), sent.get(0).target());
        }
    }
}
