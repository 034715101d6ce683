package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Counter;

/** A handler that blocks or interrupts its thread affects no other session while another worker is free. */
class BlockingHandlerTest {
    @Test
    void blockingHandlerDelaysNoOtherWhileAWorkerIsFree() throws Exception {
        CountDownLatch wake = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(2), (session, message) -> {
            if (Handlers.text(message).equals("sleep")) {
                wake.await();
            }
            session.send(message);
        })) {
            Peer sleeper = accounted.peer();
            sleeper.send("sleep");
            sleeper.send("behind");
            for (Peer peer : accounted.peers(10)) {
                assertEquals("hello", peer.request("hello"));
            }
            // The answer arrives before the handler has returned.
            Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 1);
            assertEquals(1, accounted.counters().get(Counter.WAITING));
            wake.countDown();
            assertEquals("sleep", sleeper.receive());
            assertEquals("behind", sleeper.receive());
        }
    }

    @Test
    void blockingHandlerDelaysNoSessionReadyInTheSameTurn() throws Exception {
        CountDownLatch wake = new CountDownLatch(1);
        HoldingFilter together = new HoldingFilter();
        try (AccountedServer accounted =
                AccountedServer.open(Handlers.options(2).withFilter(together), (session, message) -> {
                    if (Handlers.text(message).equals("sleep")) {
                        wake.await();
                    }
                    session.send(message);
                })) {
            together.holdBy(accounted.peer());
            List<Peer> peers = accounted.peers(40);
            for (int i = 0; i < peers.size(); i++) {
                peers.get(i).send(i == 0 ? "sleep" : "hello");
            }
            together.goOn();
            for (int i = 1; i < peers.size(); i++) {
                assertEquals("hello", peers.get(i).receive());
            }
            wake.countDown();
            assertEquals("sleep", peers.get(0).receive());
        }
    }

    @Test
    void handlersThatNeverReturnAreCountedAndAffectNoOther() {
        CountDownLatch never = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(4), (session, message) -> {
            if (Handlers.text(message).equals("hang")) {
                never.await();
            }
            session.send(message);
        })) {
            accounted.peers(3).forEach(peer -> peer.send("hang"));
            for (Peer peer : accounted.peers(30)) {
                assertEquals("hello", peer.request("hello"));
            }
            Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 3);
            never.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void handlerThatInterruptsItsThreadAffectsNoOther(int workers) {
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(workers), (session, message) -> {
            boolean interrupted = Thread.currentThread().isInterrupted();
            Thread.currentThread().interrupt();
            session.send("interrupted before: " + interrupted);
        })) {
            for (Peer peer : accounted.peers(5)) {
                assertEquals("interrupted before: false", peer.request("hello"));
            }
            assertEquals(0, accounted.counters().get(Counter.REBUILDS));
        }
    }
}
