package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Counter;
import paloma.Limits;

/** One session at full rate does not starve the others. */
class FairnessTest {
    private static final int BUSY = 100;

    /** The busy session has up to 100 messages in flight, which fit the smallest receive buffer. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void oneSessionAtFullRateDoesNotStarve999SlowOnes(int workers) throws Exception {
        Limits roomy = Handlers.LIMITS.toBuilder().mailboxMessages(BUSY).build();
        try (AccountedServer accounted = AccountedServer.open(
                Handlers.options(workers).withLimits(roomy), (session, message) -> session.send(message))) {
            Peer busy = accounted.peer();
            List<Peer> others = accounted.peers(999);
            AtomicBoolean served = new AtomicBoolean();
            Thread flood = new Thread(() -> keepBusy(busy, served), "busy peer");
            flood.start();
            for (int i = 0; i < others.size(); i += 37) {
                List<Peer> some = others.subList(i, i + 37);
                some.forEach(other -> other.send("hello"));
                some.forEach(other -> assertEquals("hello", other.receive()));
            }
            served.set(true);
            flood.join();
            assertEquals(0, accounted.counters().get(Counter.DROPPED));
            Awaitility.await().until(() -> accounted.counters().get(Counter.HANDLED) == 999 + busy.received());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void busySessionIsRequeuedAfterSixteenMessages(int workers) {
        HandServer server = new HandServer(HandServer.options().withWorkers(workers), (session, message) -> {});
        for (int i = 0; i < 64; i++) {
            server.socket.arrives(HandServer.peer(0), "busy");
        }
        for (int i = 1; i < 100; i++) {
            server.socket.arrives(HandServer.peer(i), "slow");
        }
        server.settle();
        List<String> handled = server.takeEvents().stream()
                .filter(event -> event.startsWith("message"))
                .toList();
        assertEquals(64 + 99, handled.size());
        assertEquals(16, handled.indexOf("message 1 slow"));
        assertEquals(16 + 98, handled.indexOf("message 99 slow"));
        server.close();
    }

    private static void keepBusy(Peer peer, AtomicBoolean enough) {
        for (int i = 0; i < BUSY; i++) {
            peer.send("x");
        }
        while (!enough.get()) {
            peer.receive();
            peer.send("x");
        }
        for (int i = 0; i < BUSY; i++) {
            peer.receive();
        }
    }
}
