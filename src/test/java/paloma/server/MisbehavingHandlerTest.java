package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.FailReason;
import paloma.Filter;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.UnsentReason;

/** What one handler does wrong costs nobody else, and no more than it must. */
class MisbehavingHandlerTest {
    private static final int BUSY = 100;
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

    @Test
    void aHandlerThatFloodsItsPeerDelaysNoOtherWhileAWorkerIsFree() throws Exception {
        CountDownLatch othersServed = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(options(2), (session, message) -> {
            if (text(message).equals("flood")) {
                flood(session);
                othersServed.await();
                flood(session);
            }
            session.send(message);
        })) {
            Peer flooded = accounted.peer();
            flooded.send("flood");
            for (Peer other : accounted.peers(20)) {
                assertEquals("hello", other.ask("hello"));
            }
            Awaitility.await().until(() -> accounted.counters().running() == 1);
            othersServed.countDown();
        }
    }

    private static void flood(Session session) {
        for (int i = 0; i < 2_000; i++) {
            session.send("flood");
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
            assertEquals(2, accounted.counters().opened());
        }
    }

    @Test
    void theNextMessageOpensANewSessionWhileTheOldOneIsStillBeingClosed() throws Exception {
        BlockingQueue<Session> closing = new LinkedBlockingQueue<>();
        CountDownLatch goOn = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(options(2), new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(session.id().toString());
                if (text(message).equals("close")) {
                    session.close();
                }
            }

            @Override
            public void onClose(Session session, CloseReason reason) throws Exception {
                if (reason == CloseReason.CLOSED) {
                    closing.add(session);
                    goOn.await();
                    session.send("goodbye of " + session.id());
                }
            }
        })) {
            Peer peer = accounted.peer();
            String old = peer.ask("close");
            assertEquals(old, closing.poll(30, TimeUnit.SECONDS).id().toString());
            String next = peer.ask("hello");
            assertNotEquals(old, next);
            goOn.countDown();
            assertEquals("goodbye of " + old, peer.receive());
            assertEquals(next, peer.ask("still here?"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aClosingThatThrowsIsToldAndTheNextMessageOpensANewSession(int workers) throws Exception {
        BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
        try (AccountedServer accounted = AccountedServer.open(options(workers), new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(message);
                session.close();
            }

            @Override
            public void onClose(Session session, CloseReason reason) {
                throw new StackOverflowError("from onClose");
            }

            @Override
            public void onError(Session session, Throwable error) {
                told.add(error);
            }
        })) {
            Peer peer = accounted.peer();
            for (int i = 1; i <= 3; i++) {
                assertEquals("hello", peer.ask("hello"));
                assertEquals("from onClose", told.poll(30, TimeUnit.SECONDS).getMessage());
                assertEquals(i, accounted.counters().opened());
            }
            // The handler may be told before the reactor has counted.
            Awaitility.await().until(() -> accounted.counters().closed().get(CloseReason.CLOSED) == 3);
        }
    }

    @Test
    void handlersThatNeverComeBackAreSeenRunningAndHarmNobodyWhileAWorkerIsFree() {
        CountDownLatch never = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(options(4), (session, message) -> {
            if (text(message).equals("hang")) {
                never.await();
            }
            session.send(message);
        })) {
            accounted.peers(3).forEach(peer -> peer.send("hang"));
            for (Peer peer : accounted.peers(30)) {
                assertEquals("hello", peer.ask("hello"));
            }
            Awaitility.await().until(() -> accounted.counters().running() == 3);
            never.countDown();
        }
    }

    /** The busy one always has up to 100 messages under way, which the smallest of receive buffers holds too. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void oneSessionAtFullRateLeaves999SlowOnesServed(int workers) throws Exception {
        Limits roomy = LIMITS.withMailboxMessages(BUSY);
        try (AccountedServer accounted =
                AccountedServer.open(options(workers).withLimits(roomy), (session, message) -> session.send(message))) {
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
            assertEquals(0, accounted.counters().droppedTotal());
            Awaitility.await().until(() -> accounted.counters().handled() == 999 + busy.received());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aBusySessionGoesBehindTheOthersAfterSixteenMessages(int workers) {
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
