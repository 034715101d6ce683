package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.FailReason;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.TransportChoice;

/** A server closes while peers send without a pause, and continue after its end. */
class DrainUnderLoadTest {
    private static final int PEERS = 3;

    private final AtomicBoolean enough = new AtomicBoolean();
    private final List<Peer> peers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private void load(Server server) {
        for (int i = 0; i < PEERS; i++) {
            Peer peer = new Peer(server.localAddress());
            peers.add(peer);
            Thread thread = new Thread(() -> sendOn(peer), "busy peer " + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Receives answers from time to time, long before the receive buffer can be full. */
    private void sendOn(Peer peer) {
        while (!enough.get()) {
            for (int i = 0; i < 100; i++) {
                peer.send("x");
            }
            peer.receiveWhatWaits();
        }
    }

    private void endLoad() throws InterruptedException {
        enough.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        peers.forEach(Peer::receiveWhatWaits);
    }

    private void reconcile(Counters counters) {
        assertTrue(counters.balanced(), counters::toString);
        assertTrue(counters.atRest(), counters::toString);
        assertEquals(0, counters.get(Counter.LIVE), counters::toString);
        // Messages after the close were not received.
        assertTrue(
                counters.get(Counter.RECEIVED)
                        <= peers.stream().mapToLong(Peer::sent).sum(),
                counters::toString);
        assertEquals(peers.stream().mapToLong(Peer::received).sum(), counters.get(Counter.SENT), counters::toString);
        peers.forEach(Peer::close);
    }

    private static ServerOptions options(int workers, Duration drainTime) {
        Limits limits = Limits.builder().amplification(0).drainTime(drainTime).build();
        return ServerOptions.on(0)
                .withTransport(TransportChoice.AUTO)
                .withWorkers(workers)
                .withLimits(limits);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void acceptedMessagesAreAnsweredAndEveryPeerGetsTheGoodbye(int workers) throws Exception {
        Server server = Server.open(options(workers, Duration.ofMinutes(1)), new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(message);
            }

            @Override
            public void onClose(Session session, CloseReason reason) {
                session.push("goodbye");
            }
        });
        load(server);
        Awaitility.await().until(() -> server.counters().get(Counter.HANDLED) > 5_000);
        server.close();
        assertTrue(server.drainedInTime());
        endLoad();
        Counters counters = server.counters();
        assertEquals(0, counters.get(Counter.FAILED));
        assertEquals(counters.get(Counter.ACCEPTED) + counters.get(Counter.OPENED), counters.get(Counter.SENT));
        reconcile(counters);
    }

    @Test
    void stuckHandlerIsCountedAndAbandonedAtTheDeadline() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Server server = Server.open(options(2, Duration.ofSeconds(1)), (session, message) -> {
            if (stuck.getCount() > 0) {
                stuck.countDown();
                awaitUninterruptibly(never);
            }
            session.send(message);
        });
        load(server);
        stuck.await();
        Awaitility.await()
                .until(() -> server.counters().get(Counter.HANDLED) > 5_000
                        && server.counters().get(Counter.WAITING) > 0);
        server.close();
        assertFalse(server.drainedInTime());
        endLoad();
        Counters counters = server.counters();
        assertTrue(counters.balanced(), counters::toString);
        assertEquals(1, counters.get(Counter.RUNNING), counters::toString);
        assertEquals(0, counters.get(Counter.WAITING), counters::toString);
        assertTrue(counters.failed().get(FailReason.DRAIN_DEADLINE) > 0, counters::toString);
        never.countDown();
        Awaitility.await().until(() -> server.counters().get(Counter.RUNNING) == 0);
        reconcile(server.counters());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                // The handler stays stuck.
            }
        }
    }
}
