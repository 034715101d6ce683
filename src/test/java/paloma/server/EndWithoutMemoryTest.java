package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.FailReason;
import paloma.Handler;
import paloma.Session;
import paloma.UnsentReason;

/** A server that is closed by an error and has no memory to hand over the ends of its sessions. */
class EndWithoutMemoryTest {
    private final Error closing = new OutOfMemoryError("first");
    private final Error later = new OutOfMemoryError("again");
    /** More than one hand-over takes, so that some are still in the table. */
    private static final int PEERS = 1_500;
    /** The datagrams of one turn at most. */
    private static final int ONE_TURN = 256;

    private final Set<Session> sessions = new HashSet<>();
    private final HandServer server = new HandServer(ServerOptions.on(0).withWorkers(2), new Handler() {
        @Override
        public void onOpen(Session session) {
            sessions.add(session);
        }

        @Override
        public void onMessage(Session session, ByteBuffer message) {}
    });

    private Counters closed() {
        server.executor.error = later;
        server.shard.onClosed(closing);
        server.executor.error = null;
        server.executor.runAll();
        // Waits for the end return, with the first cause.
        assertEquals(List.of(closing), server.closedBy);
        assertTrue(server.executor.isClosed());
        Counters counters = server.counters();
        assertEquals(0, counters.get(Counter.LIVE));
        assertTrue(counters.atRest(), counters::toString);
        // No session can send.
        sessions.forEach(session -> assertFalse(session.push(ByteBuffer.allocate(1))));
        assertEquals(sessions.size(), server.counters().unsent().get(UnsentReason.SESSION_GONE));
        return counters;
    }

    @Test
    void sessionsAtRestAreCountedAsClosed() {
        for (int peer = 1; peer <= PEERS; peer++) {
            server.message(peer, "hello", 0);
        }
        Counters counters = closed();
        assertEquals(PEERS, sessions.size());
        assertEquals(PEERS, counters.get(Counter.HANDLED));
        assertEquals(PEERS, counters.closed().get(CloseReason.STOPPING));
    }

    @Test
    void waitingMessagesAreCountedAsPastTheDeadline() {
        for (int peer = 1; peer <= ONE_TURN; peer++) {
            server.socket.arrives(HandServer.peer(peer), "hello");
        }
        server.executor.error = later;
        assertSame(later, assertThrows(Error.class, () -> server.reactor.settleAt(0)));
        Counters counters = closed();
        assertEquals(0, counters.get(Counter.HANDLED));
        assertEquals(ONE_TURN, counters.failed().get(FailReason.DRAIN_DEADLINE));
        assertEquals(ONE_TURN, counters.closed().get(CloseReason.STOPPING));
    }
}
