package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.AddressText;
import paloma.Counter;
import paloma.Limits;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.LoggedLines;
import paloma.house.Timeouts;

/** A server that is closed by code that it runs, or by code that it waits for. */
class CloseEachOtherTest {
    private static final Limits SHORT_DRAIN =
            Handlers.LIMITS.toBuilder().drainTime(Duration.ofMillis(1)).build();

    private final LoggedLines log = new LoggedLines();
    private final CountDownLatch bothRun = new CountDownLatch(2);
    private final CountDownLatch bothReturned = new CountDownLatch(2);

    @AfterEach
    void close() {
        log.close();
    }

    /**
     * A client that replies to no datagram with an empty one: a busy kernel may pass that on after the drain of the server, and
     * the counts would differ.
     */
    private static Client silentClient(AccountedServer accounted) {
        return accounted.client(ClientOptions.to("127.0.0.1", accounted.port()).withValidation(false));
    }

    /** For user code: closes {@code other} while the other one's user code runs. */
    private void closeMutually(CompletableFuture<? extends AutoCloseable> other) {
        bothRun.countDown();
        try {
            assertTrue(bothRun.await(Timeouts.SECONDS, TimeUnit.SECONDS));
            other.get().close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        bothReturned.countDown();
    }

    private void assertBothReturn() throws InterruptedException {
        assertTrue(
                bothReturned.await(Timeouts.SECONDS, TimeUnit.SECONDS),
                () -> bothReturned.getCount() + " wait for ever");
    }

    private static void assertEndsInTime(AccountedServer accounted) throws InterruptedException {
        accounted.server().awaitClosed();
        assertTrue(accounted.server().drainedInTime());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void handlerMayCloseAClientWhoseListenerClosesTheServer(int workers) throws Exception {
        CompletableFuture<Server> server = new CompletableFuture<>();
        CompletableFuture<Client> client = new CompletableFuture<>();
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(workers), (session, message) -> {
            session.push(message);
            closeMutually(client);
        })) {
            server.complete(accounted.server());
            client.complete(silentClient(accounted));
            client.get().onMessage(message -> closeMutually(server));
            client.get().send("hello");
            assertBothReturn();
            assertEndsInTime(accounted);
        }
        assertEquals(List.of(), log.lines());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void handlersOfTwoServersMayCloseEachOthersServers(int workers) throws Exception {
        CompletableFuture<Server> first = new CompletableFuture<>();
        CompletableFuture<Server> second = new CompletableFuture<>();
        try (AccountedServer one =
                        AccountedServer.open(Handlers.options(workers), (session, message) -> closeMutually(second));
                AccountedServer other =
                        AccountedServer.open(Handlers.options(workers), (session, message) -> closeMutually(first))) {
            first.complete(one.server());
            second.complete(other.server());
            one.peer().send("hello");
            other.peer().send("hello");
            assertBothReturn();
            assertEndsInTime(one);
            assertEndsInTime(other);
        }
        assertEquals(List.of(), log.lines());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void awaitClosedInAHandlerIsRefused(int workers) throws Exception {
        CompletableFuture<Server> server = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(workers), (session, message) -> {
            try {
                server.get().awaitClosed();
            } catch (IllegalStateException e) {
                thrown.complete(e);
            }
        })) {
            server.complete(accounted.server());
            accounted.peer().send("hello");
            assertInstanceOf(IllegalStateException.class, thrown.get(Timeouts.SECONDS, TimeUnit.SECONDS));
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                // The handler ignores the interrupt.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void closeReturnsWithAWarningWhileAHandlerRuns(int workers) throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        try (AccountedServer accounted =
                AccountedServer.open(Handlers.options(workers).withLimits(SHORT_DRAIN), (session, message) -> {
                    hanging.countDown();
                    awaitUninterruptibly(wake);
                })) {
            accounted.peer().send("hang");
            hanging.await();
            accounted.server().close();
            wake.countDown();
            assertEquals(1, log.lines().size(), () -> log.lines().toString());
            String line = log.lines().get(0);
            assertTrue(
                    line.startsWith("WARNING close() of the server at "
                            + AddressText.of(accounted.server().localAddress())
                            + " returned after 1001 ms and did not wait for "),
                    line);
            assertTrue(line.contains(workers == 0 ? "paloma-server-reactor" : "paloma-server-worker-1"), line);
            accounted.server().awaitClosed();
            Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 0);
        }
    }

    @Test
    void hangingHandlerOnTheReactorIsInterruptedAtTheDeadline() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (AccountedServer accounted =
                AccountedServer.open(Handlers.options(0).withLimits(SHORT_DRAIN), (session, message) -> {
                    hanging.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                })) {
            accounted.peer().send("hang");
            hanging.await();
            accounted.server().close();
            assertTrue(interrupted.await(Timeouts.SECONDS, TimeUnit.SECONDS));
            accounted.server().awaitClosed();
        }
    }

    @Test
    void filterMayCloseAClientWhoseListenerClosesTheServer() throws Exception {
        CompletableFuture<Server> server = new CompletableFuture<>();
        CompletableFuture<Client> client = new CompletableFuture<>();
        ServerOptions options = Handlers.options(1).withFilter((source, message, known) -> {
            if (Handlers.text(message).equals("close")) {
                closeMutually(client);
            }
            return true;
        });
        try (AccountedServer accounted = AccountedServer.open(options, (session, message) -> session.send(message));
                Peer other = new Peer(null);
                Client second = Client.open(
                        ClientOptions.to("127.0.0.1", other.address().getPort()))) {
            server.complete(accounted.server());
            client.complete(second);
            second.onMessage(message -> closeMutually(server));
            second.send("hello");
            other.receive();
            accounted.peer().send("close");
            other.reply("pushed");
            assertBothReturn();
            assertEndsInTime(accounted);
        }
    }
}
