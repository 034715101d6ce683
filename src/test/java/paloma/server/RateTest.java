package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.DropReason;
import paloma.Limits;
import paloma.Session;

/**
 * One message a second and no burst, unless a test has other limits. A peer's allowance outlives its session,
 * however that ended.
 */
class RateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final Session[] last = {null};
    private HandServer server;

    /** An answering server; a message that begins with "c" closes its session. */
    private void serve(UnaryOperator<Limits.Builder> limits) {
        ServerOptions options = HandServer.options()
                .withIdleTimeout(Duration.ofSeconds(2))
                .withLimits(limits.apply(Limits.builder().amplification(0).messagesPerSecond(1))
                        .build());
        server = new HandServer(options, (session, message) -> {
            last[0] = session;
            if (message.get(0) == 'c') {
                session.close();
            } else {
                session.send(message);
            }
        });
    }

    private long closed(CloseReason reason) {
        return server.counters().closed().get(reason);
    }

    private void assertRefused(long messages) {
        assertEquals(messages, server.dropped(DropReason.RATE_LIMITED));
        assertEquals(messages, server.counters().get(Counter.DROPPED));
    }

    @AfterEach
    void countersBalance() {
        server.close();
    }

    @Test
    void closeEveryFortyMessagesAddsNoAllowance() {
        serve(limits -> limits.burst(64));
        for (int i = 0; i < 8_740; i++) {
            server.message(1, i % 40 == 39 ? "close" : "more", i * MILLI);
        }
        // The burst, and one at each of the seconds 1 to 8.
        assertEquals(64 + 8, server.counters().get(Counter.ACCEPTED));
        assertRefused(8_740 - 64 - 8);
    }

    @Test
    void closeWithEachMessageAddsNoAllowance() {
        serve(limits -> limits.burst(1));
        for (int i = 0; i <= 10_000; i++) {
            server.message(1, "close", i * MILLI);
        }
        assertEquals(11, server.counters().get(Counter.ACCEPTED));
        assertEquals(11, closed(CloseReason.CLOSED));
        assertEquals(11, server.counters().get(Counter.OPENED));
    }

    @Test
    void messageInTheTurnOfItsCloseIsLimited() {
        serve(limits -> limits.burst(1));
        server.message(1, "stay", 0);
        last[0].close();
        server.socket.arrives(HandServer.peer(1), "back");
        server.settleAt(SECOND - 1);
        assertRefused(1);
        assertEquals(1, server.counters().get(Counter.OPENED));
        server.message(1, "back", SECOND);
        assertRefused(1);
        assertEquals(2, server.counters().get(Counter.OPENED));
    }

    @Test
    void limitedMessageOfAnEvictedPeerEvictsNoSession() {
        serve(limits -> limits.burst(1).sessions(2));
        server.message(1, "first", 0);
        server.message(2, "first", 1);
        server.message(3, "first", 2);
        assertEquals(1, closed(CloseReason.EVICTED));
        server.message(1, "again", 3);
        assertRefused(1);
        assertEquals(1, closed(CloseReason.EVICTED));
        assertEquals(3, server.counters().get(Counter.OPENED));
        server.message(1, "again", SECOND);
        assertRefused(1);
        assertEquals(2, closed(CloseReason.EVICTED));
    }

    @Test
    void peerOfAnExpiredSessionIsLimited() {
        serve(limits -> limits.burst(10));
        for (int i = 0; i < 10; i++) {
            server.message(1, "more", 0);
        }
        server.settleAt(2 * SECOND);
        server.settleAt(3 * SECOND);
        assertEquals(1, closed(CloseReason.IDLE));
        for (int i = 0; i < 10; i++) {
            server.message(1, "more", 3 * SECOND);
        }
        assertEquals(10 + 3, server.counters().get(Counter.ACCEPTED));
        assertRefused(7);
    }

    @Test
    void unusedAllowanceOutlivesTheSession() {
        serve(limits -> limits.burst(4));
        server.message(1, "more", 0);
        server.message(1, "close", 0);
        server.message(1, "more", 0);
        server.message(1, "more", 0);
        assertRefused(0);
        server.message(1, "more", 0);
        assertRefused(1);
    }

    @Test
    void departedPeerLimitsNoOther() {
        serve(limits -> limits.burst(1));
        server.message(1, "close", 0);
        server.message(2, "first", 0);
        assertRefused(0);
        assertEquals(2, server.counters().get(Counter.OPENED));
    }

    @Test
    void closeWithEachMessageIsUnlimitedWithoutARate() {
        serve(limits -> limits.messagesPerSecond(0));
        for (int i = 0; i < 1_000; i++) {
            server.message(1, "close", 0);
        }
        assertRefused(0);
        assertEquals(1_000, server.counters().get(Counter.OPENED));
    }
}
