package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counters;
import paloma.FailReason;

/** A server that is closed by an error, and has no memory to hand its sessions over for their end. */
class EndWithoutMemoryTest {
    private final Error closing = new OutOfMemoryError("first");
    private final Error later = new OutOfMemoryError("again");
    private final HandServer server = new HandServer(ServerOptions.on(0).withWorkers(2), (session, message) -> {});

    private Counters closed() {
        server.runners.error = later;
        server.protocol.onClosed(closing);
        server.runners.error = null;
        server.runners.runAll();
        // Whoever waits for the end gets it, and the first cause.
        assertEquals(List.of(closing), server.closedBy);
        assertTrue(server.runners.isClosed());
        Counters counters = server.counters();
        assertEquals(0, counters.live());
        assertEquals(0, counters.waiting());
        assertEquals(0, counters.running());
        return counters;
    }

    @Test
    void sessionsAtRestAreCountedAsClosed() {
        for (int peer = 1; peer <= 3; peer++) {
            server.message(peer, "hello", 0);
        }
        Counters counters = closed();
        assertEquals(3, counters.handled());
        assertEquals(3, counters.closed().get(CloseReason.STOPPING));
    }

    @Test
    void messagesThatWaitAreCountedAsCutOff() {
        for (int peer = 1; peer <= 3; peer++) {
            server.socket.arrives(HandServer.peer(peer), "hello");
        }
        server.reactor.settleAt(0);
        Counters counters = closed();
        assertEquals(0, counters.handled());
        assertEquals(3, counters.failed().get(FailReason.DRAIN_DEADLINE));
        assertEquals(3, counters.closed().get(CloseReason.STOPPING));
    }
}
