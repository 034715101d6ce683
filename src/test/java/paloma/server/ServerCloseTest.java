package paloma.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.FailReason;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.house.Timeouts;
import paloma.process.Ports;

class ServerCloseTest {
    private static final Duration TIMEOUT = Timeouts.LIMIT;

    /** Echoes, and sends the reason of its close. */
    private static class Polite implements Handler {
        @Override
        public void onMessage(Session session, ByteBuffer message) throws Exception {
            session.send(message);
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            session.send("goodbye: " + reason);
        }
    }

    private static ServerOptions options(int workers) {
        return ServerOptions.on(0)
                .withWorkers(workers)
                .withLimits(Limits.builder().amplification(0).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void everyLiveSessionGetsOnCloseBeforeTheSocketCloses(int workers) throws Exception {
        try (AccountedServer accounted = AccountedServer.open(options(workers), new Polite())) {
            List<Peer> peers = accounted.peers(20);
            peers.forEach(peer -> assertEquals("hello", peer.request("hello")));
            accounted.server().close();
            peers.forEach(peer -> assertEquals("goodbye: STOPPING", peer.receive()));
            assertEquals(20, accounted.counters().closed().get(CloseReason.STOPPING));
            accounted.server().awaitClosed();
        }
    }

    /** A wait for the end does not affect the end. */
    @Test
    void awaitClosedInterruptsNoThread() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        AtomicReference<Server> server = new AtomicReference<>();
        Handler handler = (session, message) -> {
            server.get().close();
            try {
                goOn.await();
                interrupted.add(false);
            } catch (InterruptedException e) {
                interrupted.add(true);
            }
        };
        ServerOptions options = ServerOptions.on(0)
                .withWorkers(1)
                .withLimits(Limits.builder().drainTime(Duration.ofMillis(1)).build());
        try (AccountedServer accounted = AccountedServer.open(options, handler)) {
            server.set(accounted.server());
            accounted.peer().send("hello");
            accounted.server().awaitClosed();
            goOn.countDown();
            assertEquals(false, interrupted.take());
        }
    }

    @Test
    void acceptedMessagesAreAnsweredBeforeOnClose() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(options(1), new Polite() {
            @Override
            public void onMessage(Session session, ByteBuffer message) throws Exception {
                running.countDown();
                goOn.await();
                super.onMessage(session, message);
            }
        })) {
            Peer peer = accounted.peer();
            peer.send("one");
            peer.send("two");
            running.await();
            await().atMost(TIMEOUT).until(() -> accounted.counters().get(Counter.WAITING) == 1);
            Thread closing = new Thread(accounted.server()::close);
            closing.start();
            // Once this one is dropped, the drain has begun.
            await().atMost(TIMEOUT).until(() -> {
                peer.send("three");
                return accounted.counters().get(Counter.DROPPED) > 0;
            });
            goOn.countDown();
            closing.join();
            assertEquals("one", peer.receive());
            assertEquals("two", peer.receive());
            String next = peer.receive();
            while (next.equals("three")) {
                next = peer.receive();
            }
            assertEquals("goodbye: STOPPING", next);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void repeatedAndConcurrentClosesReturn(int workers) throws Exception {
        try (AccountedServer accounted = AccountedServer.open(options(workers), new Polite())) {
            accounted.peer().request("hello");
            Thread[] closing = new Thread[5];
            for (int i = 0; i < closing.length; i++) {
                closing[i] = new Thread(accounted.server()::close);
                closing[i].start();
            }
            for (Thread thread : closing) {
                thread.join();
            }
            accounted.server().close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void handlerMayCloseTheServer(int workers) throws Exception {
        BlockingQueue<Server> opened = new LinkedBlockingQueue<>();
        try (AccountedServer accounted = AccountedServer.open(options(workers), new Polite() {
            @Override
            public void onMessage(Session session, ByteBuffer message) throws Exception {
                opened.take().close();
                super.onMessage(session, message);
            }
        })) {
            opened.add(accounted.server());
            Peer peer = accounted.peer();
            assertEquals("stop", peer.request("stop"));
            assertEquals("goodbye: STOPPING", peer.receive());
            accounted.server().awaitClosed();
        }
    }

    @Test
    void callbackOnTheReactorMayCloseTheServer() throws Exception {
        try (AccountedServer accounted = AccountedServer.open(options(1), new Polite())) {
            accounted.peer().request("hello");
            accounted
                    .server()
                    .sessions()
                    .thenAccept(sessions -> accounted.server().close());
            accounted.server().awaitClosed();
        }
    }

    @Test
    void hangingHandlerIsInterruptedAtTheDeadline() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Limits shortDrain = Limits.builder().drainTime(Duration.ofMillis(1)).build();
        try (AccountedServer accounted =
                AccountedServer.open(ServerOptions.on(0).withWorkers(1).withLimits(shortDrain), (session, message) -> {
                    hanging.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                })) {
            Peer peer = accounted.peer();
            peer.send("hang");
            hanging.await();
            peer.send("behind");
            await().atMost(TIMEOUT).until(() -> accounted.counters().get(Counter.WAITING) == 1);
            accounted.server().close();
            Counters counters = accounted.counters();
            assertEquals(1, counters.failed().get(FailReason.DRAIN_DEADLINE), counters::toString);
            assertTrue(interrupted.await(Timeouts.SECONDS, TimeUnit.SECONDS));
            await().atMost(TIMEOUT).until(() -> accounted.counters().get(Counter.RUNNING) == 0);
        }
    }

    @Test
    void portIsFreeAfterClose() throws Exception {
        int port;
        try (AccountedServer accounted = AccountedServer.open(ServerOptions.on(Ports.free()), new Polite())) {
            port = accounted.port();
        }
        try (AccountedServer again = AccountedServer.open(ServerOptions.on(port), new Polite())) {
            assertEquals(port, again.port());
            assertEquals("hello", again.peer().request("hello"));
        }
    }

    @Test
    void closedServerRefusesCommands() throws Exception {
        BlockingQueue<Session> seen = new LinkedBlockingQueue<>();
        AccountedServer accounted = AccountedServer.open((session, message) -> seen.add(session));
        accounted.peer().send("hello");
        Session session = seen.poll(Timeouts.SECONDS, TimeUnit.SECONDS);
        accounted.close();
        assertFalse(session.isOpen());
        assertFalse(session.send("too late"));
        session.close();
        Server server = accounted.server();
        assertEquals("the server is closed", refusal(() -> server.sessions().get()));
        assertEquals(
                "the server is closed",
                refusal(() -> server.broadcast(ByteBuffer.allocate(1)).get()));
        assertTrue(server.counters().balanced());
        assertTrue(server.counters().atRest());
        server.close();
    }

    private static String refusal(Executable command) {
        Throwable cause = assertThrows(ExecutionException.class, command).getCause();
        assertInstanceOf(IllegalStateException.class, cause);
        return cause.getMessage();
    }

    @Test
    void messageToAClosedServerIsNotHandled() throws Exception {
        AccountedServer accounted = AccountedServer.open(ServerOptions.on(Ports.free()), new Polite());
        accounted.peer().request("hello");
        accounted.close();
        try (DatagramSocket taken = new DatagramSocket(accounted.server().localAddress())) {
            assertTrue(taken.isBound());
        }
    }

    @Test
    void interruptDoesNotShortenTheClose() throws Exception {
        try (AccountedServer accounted = AccountedServer.open(options(2), new Polite())) {
            Peer peer = accounted.peer();
            peer.request("hello");
            Thread.currentThread().interrupt();
            accounted.server().close();
            assertTrue(Thread.interrupted());
            assertEquals("goodbye: STOPPING", peer.receive());
        }
    }
}
