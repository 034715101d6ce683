package paloma.impair;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.Handler;
import paloma.Limits;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.Timeouts;
import paloma.process.Ports;
import paloma.server.AccountedServer;
import paloma.server.Server;
import paloma.server.ServerOptions;

/** Real clients and a real server with the proxy between them. */
class ProxyTest {
    private static final Duration LIMIT = Timeouts.LIMIT;
    private static final long SEED = 7;
    /** Only the proxy loses packets. */
    private static final Limits ROOMY = Limits.builder().mailboxMessages(4_096).build();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private AccountedServer accounted;
    private Server server;
    private Proxy proxy;

    /** The proxy's passed packets must equal the server's received ones, in both directions. */
    @AfterEach
    void close() throws Exception {
        awaitThat(() -> came(proxy.up()) == sent(clients) && proxy.up().waiting() == 0);
        accounted.close();
        Collections.reverse(opened);
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void passedCountsEqualReceivedCounts() throws IOException {
        serve((session, message) -> session.send(message));
        Faults faults = Faults.NONE
                .withLoss(0.1)
                .withBursts(new Faults.Bursts(0.02, 0.3, 0.8))
                .withDuplicate(0.1)
                .withReordering(new Faults.Reordering(0.1, 2, 1_000_000))
                .withDelayNanos(1_000_000)
                .withJitterNanos(1_000_000)
                .withCorrupt(0.1)
                .withTruncate(0.1);
        impair(faults, faults, 100);
        List<Client> clients = List.of(client(), client(), client(), client());
        for (int i = 0; i < 500; i++) {
            for (Client client : clients) {
                client.send("message " + i);
            }
        }
        awaitThat(() -> came(proxy.up()) == 2_000 && proxy.up().waiting() == 0);
        awaitThat(() -> server.counters().get(Counter.RECEIVED) == passed(proxy.up())
                && server.counters().atRest());
        awaitThat(() -> came(proxy.down()) == server.counters().get(Counter.SENT)
                && proxy.down().waiting() == 0);
        awaitThat(() -> passed(proxy.down()) == received(clients));
        assertEquals(4, proxy.clients());
        assertEquals(4 + proxy.rebinds(), server.counters().get(Counter.OPENED));
        assertTrue(proxy.rebinds() > 4, proxy.rebinds() + " rebinds");
        assertEquals(0, proxy.up().of(Count.REFUSED) + proxy.down().of(Count.REFUSED));
    }

    @Test
    void onlyTheNumberedAnswerIsLost() throws IOException {
        serve((session, message) -> session.send(message));
        impair(Faults.NONE, Faults.NONE.withDrops(Set.of(3L)), 0);
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        Client client = client(messages);
        for (int i = 1; i <= 6; i++) {
            client.send("message " + i);
        }
        awaitThat(() -> messages.contains("message 6"));
        assertEquals(List.of("message 1", "message 2", "message 4", "message 5", "message 6"), List.copyOf(messages));
        assertEquals(6, server.counters().get(Counter.HANDLED));
        assertEquals(1, proxy.down().of(Count.DROPPED));
    }

    @Test
    void onlyTheNumberedMessageOfEachClientIsLost() throws IOException {
        serve((session, message) -> session.send(message));
        impair(Faults.NONE.withDrops(Set.of(1L)), Faults.NONE, 0);
        for (int i = 0; i < 3; i++) {
            Client client = client();
            client.send("lost");
            assertEquals("found", client.request("found").join());
        }
        assertEquals(3, proxy.up().of(Count.DROPPED));
        assertEquals(3, server.counters().get(Counter.RECEIVED));
    }

    @Test
    void duplicateIsAnsweredTwice() throws IOException {
        serve((session, message) -> session.send(message));
        impair(Faults.NONE.withDuplicate(1), Faults.NONE, 0);
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        Client client = client(messages);
        client.send("one");
        client.send("two");
        awaitThat(() -> messages.size() == 4);
        assertEquals(List.of("one", "one", "two", "two"), List.copyOf(messages));
        assertEquals(1, server.counters().get(Counter.OPENED));
    }

    @Test
    void differentPortIsADifferentSession() throws IOException {
        serve((session, message) -> session.send(session.id().toString()));
        impair(Faults.NONE, Faults.NONE, 3);
        Client client = client();
        List<String> ids =
                Stream.generate(() -> client.request("who?").join()).limit(7).toList();
        assertEquals(ids.get(0), ids.get(2));
        assertNotEquals(ids.get(2), ids.get(3));
        assertEquals(ids.get(3), ids.get(5));
        assertEquals(3, Set.copyOf(ids).size());
        assertEquals(2, proxy.rebinds());
        assertEquals(3, server.counters().get(Counter.OPENED));
        assertEquals(3, server.counters().get(Counter.LIVE));
    }

    @Test
    void sessionKeepsTheArrivalOrder() throws IOException {
        Queue<String> arrived = new ConcurrentLinkedQueue<>();
        Queue<String> handled = new ConcurrentLinkedQueue<>();
        ServerOptions options = ServerOptions.on(0)
                .withLimits(ROOMY)
                .withWorkers(4)
                .withFilter((source, message, known) -> {
                    arrived.add(StandardCharsets.UTF_8.decode(message).toString());
                    return true;
                });
        serve(options, Handler.ofText((session, message) -> {
            handled.add(message);
            session.send(message);
        }));
        // No packet is released by time: with this seed the last packets are not held.
        impair(
                Faults.NONE.withReordering(
                        new Faults.Reordering(0.2, 3, Duration.ofHours(1).toNanos())),
                Faults.NONE,
                0);
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        Client client = client(messages);
        List<String> sent =
                IntStream.rangeClosed(1, 400).mapToObj(Integer::toString).toList();
        sent.forEach(client::send);
        awaitThat(() -> messages.size() == 400);
        assertNotEquals(sent, List.copyOf(arrived));
        assertEquals(Set.copyOf(sent), Set.copyOf(arrived));
        assertEquals(List.copyOf(arrived), List.copyOf(handled));
        assertEquals(List.copyOf(arrived), List.copyOf(messages));
    }

    @Test
    void oneDirectionMayLoseEverything() throws IOException {
        serve((session, message) -> session.send(message));
        impair(Faults.NONE, Faults.NONE.withBlackhole(new Faults.Span(0, Long.MAX_VALUE)), 0);
        Client client = client();
        for (int i = 0; i < 10; i++) {
            client.send("message");
        }
        awaitThat(() -> proxy.down().of(Count.BLACKHOLED) == 10);
        assertEquals(10, server.counters().get(Counter.HANDLED));
        assertEquals(0, client.counters().received());
    }

    @Test
    void emptyAndLargestPacketsPass() throws IOException {
        serve((session, message) -> session.send(message));
        impair(Faults.NONE, Faults.NONE, 0);
        Client client = client();
        ByteBuffer largest = ByteBuffer.allocate(65_507);
        assertEquals(largest, client.request(largest).join());
        client.send("");
        awaitThat(() -> server.counters().get(Counter.KEEP_ALIVES) == 1);
    }

    @Test
    void serverStartedLaterIsReached() throws IOException {
        int port = Ports.free();
        serve(ServerOptions.on(port), (session, message) -> session.send(message));
        accounted.close();
        impair(Faults.NONE, Faults.NONE, 0);
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        Client client = client(messages);
        client.send("nobody there");
        awaitThat(() -> passed(proxy.up()) == 1);
        serve(ServerOptions.on(port), (session, message) -> session.send(message));
        awaitThat(() -> client.send("anybody there?") && !messages.isEmpty());
        assertEquals("anybody there?", messages.peek());
    }

    private void serve(Handler handler) throws IOException {
        serve(ServerOptions.on(0).withLimits(ROOMY), handler);
    }

    private void serve(ServerOptions options, Handler handler) throws IOException {
        accounted = AccountedServer.open(options, handler);
        server = accounted.server();
        if (proxy != null) {
            joined();
        }
    }

    private void impair(Faults up, Faults down, long rebind) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        proxy = Proxy.start(new ProxyOptions(anyPort, server.localAddress(), SEED, rebind, up, down));
        opened.add(proxy);
        joined();
    }

    private void joined() {
        accounted.joinedBy(() -> passed(proxy.up()), () -> came(proxy.down()));
    }

    private Client client() throws IOException {
        ClientOptions options = ClientOptions.to(
                        "localhost", proxy.localAddress().getPort())
                .withRequestTimeout(LIMIT)
                .withValidation(false);
        Client client = Client.open(options);
        opened.add(client);
        clients.add(client);
        return client;
    }

    private Client client(Queue<String> messages) throws IOException {
        return client().onMessage(message ->
                messages.add(StandardCharsets.UTF_8.decode(message).toString()));
    }

    private static long came(PacketCounts counts) {
        return counts.of(Count.CAME);
    }

    private static long passed(PacketCounts counts) {
        return counts.of(Count.PASSED);
    }

    private static long sent(List<Client> clients) {
        return clients.stream().mapToLong(client -> client.counters().sent()).sum();
    }

    private static long received(List<Client> clients) {
        return clients.stream()
                .mapToLong(client -> client.counters().received())
                .sum();
    }

    private static void awaitThat(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(10)).atMost(LIMIT).until(condition);
    }
}
