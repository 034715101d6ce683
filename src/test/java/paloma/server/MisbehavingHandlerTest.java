package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.FailReason;
import paloma.Filter;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.UnsentReason;

/** What one handler does wrong costs nobody else, and no more than it must. */
class MisbehavingHandlerTest {
    private static final Limits LIMITS = Limits.DEFAULT.withAmplification(0);

    private static ServerOptions options(int workers) {
        return ServerOptions.on(0).withWorkers(workers).withLimits(LIMITS);
    }

    private static String text(ByteBuffer message) {
        return StandardCharsets.UTF_8.decode(message.duplicate()).toString();
    }

    @Test
    void aHandlerThatSleepsDelaysNoOtherWhileAWorkerIsFree() throws Exception {
        CountDownLatch wake = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(options(2), (session, message) -> {
            if (text(message).equals("sleep")) {
                wake.await();
            }
            session.send(message);
        })) {
            Peer sleeper = accounted.peer();
            sleeper.send("sleep");
            sleeper.send("behind");
            for (Peer peer : accounted.peers(10)) {
                assertEquals("hello", peer.ask("hello"));
            }
            // The answer is there a moment before the handler that sent it has returned.
            Awaitility.await().until(() -> accounted.counters().running() == 1);
            assertEquals(1, accounted.counters().waiting());
            wake.countDown();
            assertEquals("sleep", sleeper.receive());
            assertEquals("behind", sleeper.receive());
        }
    }

    @Test
    void aHandlerThatSleepsDelaysNoOtherThatBecameReadyInTheSameTurn() throws Exception {
        CountDownLatch wake = new CountDownLatch(1);
        CountDownLatch allSent = new CountDownLatch(1);
        // Holds the reactor at the first datagram until all have come, so that one turn takes them all.
        Filter together = (source, message, known) -> {
            try {
                return allSent.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        };
        try (AccountedServer accounted = AccountedServer.open(options(2).withFilter(together), (session, message) -> {
            if (text(message).equals("sleep")) {
                wake.await();
            }
            session.send(message);
        })) {
            List<Peer> peers = accounted.peers(40);
            for (int i = 0; i < peers.size(); i++) {
                peers.get(i).send(i == 0 ? "sleep" : "hello");
            }
            allSent.countDown();
            for (int i = 1; i < peers.size(); i++) {
                assertEquals("hello", peers.get(i).receive());
            }
            wake.countDown();
            assertEquals("sleep", peers.get(0).receive());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aHandlerThatThrowsCostsThatMessageOnly(int workers) throws Exception {
        BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
        try (AccountedServer accounted = AccountedServer.open(options(workers), new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) throws Exception {
                switch (text(message)) {
                    case "exception" -> throw new Exception("checked");
                    case "error" -> throw new StackOverflowError("deep");
                    default -> session.send(session.id() + " " + text(message));
                }
            }

            @Override
            public void onError(Session session, Throwable error) {
                told.add(error);
                throw new IllegalStateException("from onError");
            }
        })) {
            Peer peer = accounted.peer();
            String before = peer.ask("hello");
            peer.send("exception");
            peer.send("error");
            assertEquals(before, peer.ask("hello"));
            assertEquals("checked", told.poll(30, TimeUnit.SECONDS).getMessage());
            assertInstanceOf(StackOverflowError.class, told.poll(30, TimeUnit.SECONDS));
            assertEquals(2, accounted.counters().failed().get(FailReason.HANDLER_THREW));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anOpeningThatThrowsLeavesTheMessageToBeHandled(int workers) {
        try (AccountedServer accounted = AccountedServer.open(options(workers), new Handler() {
            @Override
            public void onOpen(Session session) {
                throw new IllegalStateException("from onOpen");
            }

            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(message);
            }

            @Override
            public void onError(Session session, Throwable error) {}
        })) {
            assertEquals("hello", accounted.peer().ask("hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aHandlerThatInterruptsItsThreadHarmsNobody(int workers) {
        try (AccountedServer accounted = AccountedServer.open(options(workers), (session, message) -> {
            boolean interrupted = Thread.currentThread().isInterrupted();
            Thread.currentThread().interrupt();
            session.send("interrupted before: " + interrupted);
        })) {
            for (Peer peer : accounted.peers(5)) {
                assertEquals("interrupted before: false", peer.ask("hello"));
            }
            assertEquals(0, accounted.counters().rebuilds());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anAnswerThatFitsNoDatagramIsRefusedAndCounted(int workers) {
        try (AccountedServer accounted = AccountedServer.open(options(workers), (session, message) -> {
            boolean taken = session.send(ByteBuffer.allocate(70_000));
            session.send("taken: " + taken);
        })) {
            assertEquals("taken: false", accounted.peer().ask("hello"));
            assertEquals(1, accounted.counters().unsent().get(UnsentReason.TOO_BIG));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aHandlerThatFloodsItsPeerDelaysOthersOnlyWhileItRuns(int workers) {
        try (AccountedServer accounted = AccountedServer.open(options(workers), (session, message) -> {
            int copies = text(message).equals("flood") ? 200 : 1;
            for (int i = 0; i < copies; i++) {
                session.send(Integer.toString(i));
            }
        })) {
            Peer flooded = accounted.peer();
            Peer other = accounted.peer();
            flooded.send("flood");
            assertEquals("0", other.ask("hello"));
            for (int i = 0; i < 200; i++) {
                assertEquals(Integer.toString(i), flooded.receive());
            }
            assertEquals(0, accounted.counters().unsentTotal());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatWaitsBehindACloseIsCountedAsFailed(int workers) {
        CountDownLatch allSent = new CountDownLatch(1);
        Filter together = (source, message, known) -> {
            try {
                return allSent.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        };
        try (AccountedServer accounted =
                AccountedServer.open(options(workers).withFilter(together), (session, message) -> {
                    session.close();
                    session.send(message);
                })) {
            Peer peer = accounted.peer();
            peer.send("close");
            peer.send("behind");
            peer.send("behind too");
            allSent.countDown();
            assertEquals("close", peer.receive());
            assertEquals("anew", peer.ask("anew"));
            assertEquals(2, accounted.counters().failed().get(FailReason.CLOSED_BEFORE_HANDLED));
        }
    }

    @Test
    void oneSessionAtFullRateLeavesTheOthersServed() {
        try (AccountedServer accounted = AccountedServer.open(
                options(1).withLimits(LIMITS.withMailboxMessages(5_000)),
                (session, message) -> session.send(message))) {
            Peer busy = accounted.peer();
            List<Peer> others = accounted.peers(20);
            for (int i = 0; i < 2_000; i++) {
                busy.send("x");
                if (i % 100 == 0) {
                    assertEquals("hello", others.get(i / 100).ask("hello"));
                }
            }
            assertTrue(accounted.counters().accepted() <= 2_020);
        }
    }
}
