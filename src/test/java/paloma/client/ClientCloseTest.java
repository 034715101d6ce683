package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.AddressText;
import paloma.house.LoggedLines;
import paloma.house.Timeouts;
import paloma.lifecycle.BoundedClose;
import paloma.server.Peer;

/**
 * Closing a client or a group waits for its thread, for a bounded time; on a {@code PalomaThread} it does not wait.
 */
class ClientCloseTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    /** Beyond the delays of a busy machine. */
    private static final Duration LONG = Timeouts.LIMIT;

    private final LoggedLines log = new LoggedLines();
    private final Peer firstServer = new Peer(null);
    private final Peer secondServer = new Peer(null);
    private final CountDownLatch bothRun = new CountDownLatch(2);
    private final CountDownLatch bothReturned = new CountDownLatch(2);

    @AfterEach
    void close() {
        firstServer.close();
        secondServer.close();
        log.close();
    }

    private static ClientOptions to(Peer server) {
        return ClientOptions.to("127.0.0.1", server.address().getPort()).withRequestTimeout(Timeouts.LIMIT);
    }

    /** For a listener: closes {@code other} while the other one's listener runs. */
    private void closeMutually(AutoCloseable other) {
        bothRun.countDown();
        try {
            assertTrue(bothRun.await(Timeouts.SECONDS, TimeUnit.SECONDS));
            other.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        bothReturned.countDown();
    }

    private static void push(Peer server, Client client) {
        client.send("hello");
        assertEquals("hello", server.receive());
        server.reply("pushed");
    }

    private void assertBothReturn() throws InterruptedException {
        assertTrue(
                bothReturned.await(Timeouts.SECONDS, TimeUnit.SECONDS),
                () -> bothReturned.getCount() + " wait for ever");
    }

    private static void assertClosed(Client client) {
        Exception error = assertThrows(
                ExecutionException.class, () -> client.request("too late").get(Timeouts.SECONDS, TimeUnit.SECONDS));
        assertInstanceOf(ClosedChannelException.class, error.getCause());
    }

    @Test
    void clientsClosingEachOtherInListenersBothEnd() throws Exception {
        Client first = Client.open(to(firstServer));
        Client second = Client.open(to(secondServer));
        first.onMessage(message -> closeMutually(second));
        second.onMessage(message -> closeMutually(first));
        push(firstServer, first);
        push(secondServer, second);
        assertBothReturn();
        first.close(LONG);
        second.close(LONG);
        assertClosed(first);
        assertClosed(second);
        assertEquals(List.of(), log.lines());
    }

    @Test
    void clientsClosedOnlyInEachOthersListenersLeaveNoThread() throws Exception {
        Client first = Client.open(to(firstServer));
        Client second = Client.open(to(secondServer));
        first.onMessage(message -> closeMutually(second));
        second.onMessage(message -> closeMutually(first));
        push(firstServer, first);
        push(secondServer, second);
        assertBothReturn();
        // Remaining threads are checked after every test.
    }

    @Test
    void clientsClosingEachOtherOnAnswersBothEnd() throws Exception {
        Client first = Client.open(to(firstServer));
        Client second = Client.open(to(secondServer));
        CompletableFuture<String> firstAnswer = first.request("one");
        CompletableFuture<String> secondAnswer = second.request("two");
        firstAnswer.thenAccept(answer -> closeMutually(second));
        secondAnswer.thenAccept(answer -> closeMutually(first));
        firstServer.receive();
        firstServer.reply("answer");
        secondServer.receive();
        secondServer.reply("answer");
        assertBothReturn();
        first.close();
        second.close();
    }

    @Test
    void groupsClosedByEachOthersListenersBothEnd() throws Exception {
        ClientGroup one = ClientGroup.open();
        ClientGroup other = ClientGroup.open();
        Client first = one.connect(to(firstServer));
        Client second = other.connect(to(secondServer));
        first.onMessage(message -> closeMutually(other));
        second.onMessage(message -> closeMutually(one));
        push(firstServer, first);
        push(secondServer, second);
        assertBothReturn();
        one.close(LONG);
        other.close(LONG);
        assertClosed(first);
        assertClosed(second);
        assertEquals(List.of(), log.lines());
    }

    @Test
    void listenerMayCloseItsGroup() throws Exception {
        ClientGroup group = ClientGroup.open();
        Client client = group.connect(to(firstServer));
        CompletableFuture<Boolean> returned = new CompletableFuture<>();
        client.onMessage(message -> {
            group.close();
            returned.complete(true);
        });
        push(firstServer, client);
        assertTrue(returned.get(Timeouts.SECONDS, TimeUnit.SECONDS));
        group.close();
        assertClosed(client);
    }

    /** For a listener: waits for an action that follows the close. */
    private void awaitTheCloser(CountDownLatch running, CountDownLatch closed) {
        running.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closeReturnsWithAWarningWhileAListenerWaitsForIt() throws Exception {
        Client client = Client.open(to(firstServer));
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        client.onMessage(message -> awaitTheCloser(running, closed));
        push(firstServer, client);
        running.await();
        client.close(SHORT);
        closed.countDown();
        assertEquals(
                List.of("WARNING close() of the client of " + AddressText.of(client.remoteAddress())
                        + " returned after 20 ms and did not wait for paloma-client-reactor"),
                log.lines());
        client.close(LONG);
        assertClosed(client);
        assertEquals(1, log.lines().size());
    }

    @Test
    void closeReturnsWhenTheLoggerThrows() throws Exception {
        Handler throwing = new Handler() {
            @Override
            public void publish(LogRecord line) {
                throw new IllegalStateException("a bug of the logger");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("paloma");
        logger.addHandler(throwing);
        try {
            Client client = Client.open(to(firstServer));
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch closed = new CountDownLatch(1);
            client.onMessage(message -> awaitTheCloser(running, closed));
            push(firstServer, client);
            running.await();
            client.close(SHORT);
            closed.countDown();
            client.close(LONG);
            assertClosed(client);
        } finally {
            logger.removeHandler(throwing);
        }
    }

    @Test
    void groupCloseReturnsWhileAListenerWaitsForIt() throws Exception {
        ClientGroup group = ClientGroup.open();
        Client client = group.connect(to(firstServer));
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        client.onMessage(message -> awaitTheCloser(running, closed));
        push(firstServer, client);
        running.await();
        client.close(SHORT);
        group.close(SHORT);
        closed.countDown();
        assertEquals(
                List.of(
                        "WARNING close() of the client of " + AddressText.of(client.remoteAddress())
                                + " returned after 20 ms and did not wait for paloma-client-reactor",
                        "WARNING close() of a group of clients returned after 20 ms and did not wait for"
                                + " paloma-client-reactor"),
                log.lines());
        group.close();
        assertClosed(client);
    }

    @Test
    void defaultTimeoutOfCloseIsFiveSeconds() {
        assertEquals(Duration.ofSeconds(5), BoundedClose.DEFAULT_TIMEOUT);
    }

    @Test
    void interruptDoesNotShortenTheClose() throws Exception {
        Client client = Client.open(to(firstServer));
        Thread.currentThread().interrupt();
        client.close();
        assertTrue(Thread.interrupted());
        assertClosed(client);
    }

    @Test
    void messagesBeforeACloseAreSent() throws Exception {
        Client client = Client.open(to(firstServer));
        CompletableFuture<String> open = client.request("asked");
        client.close();
        assertThrows(ExecutionException.class, () -> open.get(Timeouts.SECONDS, TimeUnit.SECONDS));
        assertEquals("asked", firstServer.receive());
    }
}
