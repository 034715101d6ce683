package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Limits;

/** The idle timeout is 1,000 ns more than a round number, so that rounding would show. */
class ExpiryTest {
    private static final long IDLE_NANOS = 10_000_000_000L + 1_000;

    private HandServer server(Limits limits) {
        return new HandServer(
                HandServer.options()
                        .withIdleTimeout(Duration.ofNanos(IDLE_NANOS))
                        .withLimits(limits.toBuilder().amplification(0).build()),
                (session, message) -> {});
    }

    private final HandServer server = server(Limits.DEFAULTS);

    private long expired() {
        return server.counters().closed().get(CloseReason.IDLE);
    }

    @Test
    void sessionExpiresToTheNanosecond() {
        server.message(1, "hello", 500);
        server.settleAt(500 + IDLE_NANOS - 1);
        assertEquals(0, expired());
        server.settleAt(500 + IDLE_NANOS);
        assertEquals(1, expired());
        assertEquals(List.of("open 1", "message 1 hello", "close 1 IDLE"), server.takeEvents());
        assertEquals(0, server.counters().get(Counter.LIVE));
    }

    @Test
    void loopWaitsUntilTheNextExpiry() {
        server.message(1, "hello", 500);
        server.settleAt(700);
        assertEquals(IDLE_NANOS - 200, server.reactor.wouldWaitNanos());
        server.settleAt(500 + IDLE_NANOS);
        assertEquals(Long.MAX_VALUE, server.reactor.wouldWaitNanos());
    }

    @Test
    void droppedDatagramCountsAsActivity() {
        HandServer picky = new HandServer(
                HandServer.options()
                        .withIdleTimeout(Duration.ofNanos(IDLE_NANOS))
                        .withFilter((source, message, known) -> !known),
                (session, message) -> {});
        picky.message(1, "hello", 0);
        picky.message(1, "refused", IDLE_NANOS - 1);
        picky.settleAt(2 * IDLE_NANOS - 2);
        assertEquals(1, picky.counters().get(Counter.LIVE));
        picky.settleAt(2 * IDLE_NANOS - 1);
        assertEquals(0, picky.counters().get(Counter.LIVE));
    }

    @Test
    void messageRestartsTheIdleTimeout() {
        server.message(1, "hello", 0);
        server.message(1, "again", IDLE_NANOS - 1);
        server.settleAt(2 * IDLE_NANOS - 2);
        assertEquals(0, expired());
        server.settleAt(2 * IDLE_NANOS - 1);
        assertEquals(1, expired());
    }

    @Test
    void keepAliveRestartsTheIdleTimeout() {
        server.message(1, "hello", 0);
        server.message(1, "", IDLE_NANOS - 1);
        server.settleAt(2 * IDLE_NANOS - 2);
        assertEquals(0, expired());
        server.settleAt(2 * IDLE_NANOS - 1);
        assertEquals(1, expired());
        assertEquals(1, server.counters().get(Counter.KEEP_ALIVES));
    }

    @Test
    void replyDoesNotRestartTheIdleTimeout() {
        HandServer replying = new HandServer(
                HandServer.options().withIdleTimeout(Duration.ofNanos(IDLE_NANOS)),
                (session, message) -> session.send(message));
        replying.message(1, "hello", 0);
        replying.settleAt(IDLE_NANOS);
        assertEquals(1, replying.counters().closed().get(CloseReason.IDLE));
    }

    @Test
    void clockJumpDoesNotExpireAPeerWithDatagramsInTheSocket() {
        server.message(1, "hello", 0);
        server.message(2, "hello", 0);
        server.takeEvents();
        server.socket.arrives(HandServer.peer(2), "I was here all the time");
        server.settleAt(100 * IDLE_NANOS);
        assertEquals(List.of("message 2 I was here all the time", "close 1 IDLE"), sorted(server.takeEvents()));
        assertEquals(1, server.counters().get(Counter.LIVE));
    }

    private static List<String> sorted(List<String> events) {
        return events.stream().sorted((one, other) -> other.compareTo(one)).toList();
    }

    @Test
    void nothingExpiresBeforeAReceiveReturnsNull() {
        HandServer slow = server(Limits.builder().datagramsPerTurn(2).build());
        slow.message(1, "hello", 0);
        slow.message(2, "hello", 0);
        for (int i = 0; i < 4; i++) {
            slow.socket.arrives(HandServer.peer(3), "in front");
        }
        slow.socket.arrives(HandServer.peer(2), "behind");
        slow.reactor.turnAt(5 * IDLE_NANOS);
        assertEquals(0, slow.counters().get(Counter.CLOSED));
        slow.reactor.turn();
        assertEquals(0, slow.counters().get(Counter.CLOSED));
        slow.reactor.turn();
        assertEquals(1, slow.counters().get(Counter.CLOSED));
        slow.settle();
        assertTrue(slow.takeEvents().contains("message 2 behind"));
        assertEquals(2, slow.counters().get(Counter.LIVE));
    }

    @Test
    void neverEmptySocketExpiresSessionsAfterAReceiveBuffer() {
        HandServer busy = server(
                Limits.builder().datagramsPerTurn(2).mailboxMessages(30_000).build());
        busy.message(1, "hello", 0);
        long later = 5 * IDLE_NANOS;
        // The simulated socket reports 65,536 bytes, at most 256 datagrams of 512 bytes, counted twice.
        int turns = 0;
        for (; busy.counters().get(Counter.CLOSED) == 0 && turns < 1_000; turns++) {
            for (int i = 0; i < 3; i++) {
                busy.socket.arrives(HandServer.peer(2), "flood");
            }
            busy.reactor.turnAt(later + turns);
            assertTrue(busy.socket.inbox() > 0);
        }
        assertTrue(turns >= 128, "expired after " + turns + " turns: before a receive buffer's worth was read");
        assertTrue(turns <= 257, "expired after " + turns + " turns only");
    }

    @Test
    void sessionDoesNotExpireWhileItsHandlerRuns() {
        server.socket.arrives(HandServer.peer(1), "long");
        server.reactor.settle();
        server.executor.hold();
        server.reactor.settleAt(IDLE_NANOS);
        server.reactor.settleAt(3 * IDLE_NANOS);
        assertEquals(0, expired());
        server.executor.goOn();
        server.settleAt(4 * IDLE_NANOS - 1);
        assertEquals(0, expired());
        server.settleAt(4 * IDLE_NANOS);
        assertEquals(1, expired());
    }

    @Test
    void expiriesOfOneTurnAreBounded() {
        HandServer bounded = server(Limits.builder().expirationsPerTurn(3).build());
        for (int i = 0; i < 10; i++) {
            bounded.socket.arrives(HandServer.peer(i), "hello");
        }
        bounded.settleAt(0);
        bounded.reactor.turnAt(IDLE_NANOS);
        assertEquals(3, bounded.counters().get(Counter.CLOSED));
        bounded.reactor.turn();
        assertEquals(6, bounded.counters().get(Counter.CLOSED));
        bounded.settle();
        assertEquals(10, bounded.counters().get(Counter.CLOSED));
    }

    @Test
    void sessionsExpireInOrderOfLastActivity() {
        server.message(1, "a", 0);
        server.message(2, "b", 1);
        server.message(1, "c", 2);
        server.takeEvents();
        server.settleAt(1 + IDLE_NANOS);
        assertEquals(List.of("close 2 IDLE"), server.takeEvents());
        server.settleAt(2 + IDLE_NANOS);
        assertEquals(List.of("close 1 IDLE"), server.takeEvents());
    }

    @Test
    void peerOfAnExpiredSessionGetsANewSession() {
        server.message(1, "hello", 0);
        server.settleAt(IDLE_NANOS);
        server.message(1, "back", IDLE_NANOS + 1);
        assertEquals(
                List.of("open 1", "message 1 hello", "close 1 IDLE", "open 1", "message 1 back"), server.takeEvents());
        assertEquals(2, server.counters().get(Counter.OPENED));
    }
}
