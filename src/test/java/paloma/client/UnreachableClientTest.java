package paloma.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.house.LoggedLines;
import paloma.house.Timeouts;
import paloma.server.Peer;

/** Clients and groups that become unreachable without a close. Each method that opens one returns before that. */
@Tag("slow")
class UnreachableClientTest {
    private final LoggedLines log = new LoggedLines();
    private final Peer server = new Peer(null);
    private final ClientOptions options =
            ClientOptions.to("127.0.0.1", server.address().getPort()).withRequestTimeout(Timeouts.LIMIT);
    private final Set<Thread> before = reactors();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        server.close();
        log.close();
    }

    private static Set<Thread> reactors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("paloma-client-reactor"))
                .collect(Collectors.toSet());
    }

    private boolean areReactorsGone() {
        System.gc();
        return before.containsAll(reactors());
    }

    /** Whether the socket at {@code address}, with its descriptor, is closed. */
    private static boolean isGone(InetSocketAddress address) {
        System.gc();
        try (DatagramSocket again = new DatagramSocket(address)) {
            return again.isBound();
        } catch (SocketException taken) {
            return false;
        }
    }

    private static String line(String what) {
        return "WARNING " + what + " was not closed, and nobody can reach it any more: it is closed now";
    }

    private String clientsLine() {
        return line("the client of 127.0.0.1:" + server.address().getPort());
    }

    private InetSocketAddress forgetOne() throws Exception {
        return Client.open(options).localAddress();
    }

    /**
     * The collector has found every object that became unreachable before: it has found one that became so
     * afterwards.
     */
    private void awaitCollector() throws Exception {
        InetSocketAddress later = forgetOne();
        await().until(() -> isGone(later));
        await().until(() -> log.lines().contains(clientsLine()));
    }

    @Test
    void unreachableClientIsClosedWithOneLogLine() throws Exception {
        InetSocketAddress address = forgetOne();
        await().until(() -> isGone(address));
        await().until(this::areReactorsGone);
        await().until(() -> !log.lines().isEmpty());
        assertEquals(List.of(clientsLine()), log.lines());
    }

    private List<InetSocketAddress> forgetAGroup() throws Exception {
        ClientGroup group = ClientGroup.open();
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            addresses.add(group.connect(options).localAddress());
        }
        return addresses;
    }

    @Test
    void unreachableGroupIsClosedWithOneLogLine() throws Exception {
        for (InetSocketAddress address : forgetAGroup()) {
            await().until(() -> isGone(address));
        }
        await().until(this::areReactorsGone);
        await().until(() -> !log.lines().isEmpty());
        awaitCollector();
        assertEquals(2, log.lines().size(), () -> log.lines().toString());
    }

    private InetSocketAddress forgetOneOf(ClientGroup group) throws Exception {
        return group.connect(options).localAddress();
    }

    @Test
    void unreachableClientsOfAGroupAreClosedAndTheGroupContinues() throws Exception {
        try (ClientGroup group = ClientGroup.open()) {
            InetSocketAddress one = forgetOneOf(group);
            InetSocketAddress other = forgetOneOf(group);
            await().until(() -> isGone(one) && isGone(other));
            await().until(() -> !log.lines().isEmpty());
            assertEquals(List.of(clientsLine()), log.lines());
            try (Client client = group.connect(options)) {
                CompletableFuture<String> answer = client.request("still there?");
                assertEquals("still there?", server.receive());
                server.reply("yes");
                assertEquals("yes", answer.get(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
            }
        }
    }

    private Client keepOneOfAnUnreachableGroup() throws Exception {
        return ClientGroup.open().connect(options);
    }

    private void useOneOfAnUnreachableGroup() throws Exception {
        try (Client client = keepOneOfAnUnreachableGroup()) {
            awaitCollector();
            CompletableFuture<String> answer = client.request("still there?");
            assertEquals("still there?", server.receive());
            server.reply("yes");
            assertEquals("yes", answer.get(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    void reachableClientKeepsItsGroup() throws Exception {
        useOneOfAnUnreachableGroup();
        await().until(this::areReactorsGone);
        await().until(() -> log.lines().contains(line("a group of clients")));
    }

    private void closeAndForget() throws Exception {
        Client.open(options).close();
        ClientGroup group = ClientGroup.open();
        group.connect(options);
        group.close();
    }

    @Test
    void closedClientIsNotLogged() throws Exception {
        closeAndForget();
        awaitCollector();
        assertEquals(List.of(clientsLine()), log.lines());
    }

    private CompletableFuture<String> requestAndDropTheFuture(String question) throws Exception {
        return Client.open(options).request(question);
    }

    @Test
    void requestInFlightIsAnsweredBeforeTheCleanup() throws Exception {
        CompletableFuture<String> answer = requestAndDropTheFuture("question");
        assertEquals("question", server.receive());
        InetSocketAddress clientAddress = server.lastSource();
        awaitCollector();
        assertFalse(isGone(clientAddress));
        server.reply("answer");
        assertEquals("answer", answer.get(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
        await().until(() -> isGone(clientAddress));
        await().until(this::areReactorsGone);
    }

    private void printAnswers(ClientGroup group) throws Exception {
        group.connect(options)
                .request("nobody waits for the answer")
                .whenComplete((answer, error) -> answers.add(answer == null ? error.toString() : answer));
    }

    @Test
    void requestWithAnUnreachableFutureIsAnsweredFirst() throws Exception {
        try (ClientGroup group = ClientGroup.open()) {
            printAnswers(group);
            server.receive();
            InetSocketAddress clientAddress = server.lastSource();
            awaitCollector();
            server.reply("answer");
            assertEquals("answer", answers.poll(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
            await().until(() -> isGone(clientAddress));
        }
    }

    private WeakReference<Client> listenAndForget(boolean onMessage) throws Exception {
        Client client = Client.open(options);
        if (onMessage) {
            client.onMessage(message -> answers.add("pushed"));
        } else {
            client.onUnreachable(() -> answers.add("unreachable"));
        }
        client.send("join");
        return new WeakReference<>(client);
    }

    @Test
    void messageListenerKeepsItsClient() throws Exception {
        WeakReference<Client> client = listenAndForget(true);
        server.receive();
        awaitCollector();
        server.reply("news");
        assertEquals("pushed", answers.poll(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
        Client found = client.get();
        assertNotNull(found);
        found.onMessage(null);
        InetSocketAddress address = found.localAddress();
        found = null;
        await().until(() -> isGone(address));
    }

    @Test
    void unreachableListenerDoesNotKeepItsClient() throws Exception {
        WeakReference<Client> client = listenAndForget(false);
        assertEquals("join", server.receive());
        InetSocketAddress joined = server.lastSource();
        await().until(() -> isGone(joined));
        assertTrue(client.refersTo(null));
    }
}
