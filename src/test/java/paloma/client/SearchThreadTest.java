package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;
import paloma.net.Resolver;

/** Real clients with a slow name service. */
class SearchThreadTest {
    private static final String SEARCHER = "paloma-client-route";

    private final AtomicInteger lookups = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(1);

    /** The first answer for each client is immediate, later ones wait for {@link #answered}. */
    private Resolver slow(int clients) {
        return new Resolver(host -> {
            if (lookups.incrementAndGet() > clients) {
                await();
            }
            return new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, 1})};
        });
    }

    private void await() throws UnknownHostException {
        try {
            answered.await();
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
    }

    private static long searchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(SEARCHER))
                .count();
    }

    /** Unanswered requests start a search for the name. */
    private static void putInDoubt(Client client) throws InterruptedException {
        for (int i = 0; i < ServerConnection.SILENT_REQUESTS; i++) {
            ExecutionException failure = Assertions.assertThrows(
                    ExecutionException.class, () -> client.request("silent").get());
            assertTrue(failure.getCause() instanceof TimeoutException, failure::toString);
        }
    }

    /** Answers the datagram {@code text}, and none before it. */
    private static void answer(DatagramSocket server, String text) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        do {
            packet.setLength(100);
            server.receive(packet);
        } while (!text.equals(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)));
        server.send(packet);
    }

    private static ClientOptions shortTimeout(DatagramSocket server) {
        return ClientOptions.to("some.name", server.getLocalPort()).withRequestTimeout(Duration.ofMillis(1));
    }

    @Test
    void slowNameServiceBlocksOneThreadForAllClients() throws Exception {
        int clients = 5;
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ClientGroup group = ClientGroup.open()) {
            List<Client> opened = new ArrayList<>();
            Resolver slow = slow(clients);
            for (int i = 0; i < clients; i++) {
                opened.add(group.connect(shortTimeout(server), slow));
            }
            assertEquals(0, searchers());
            for (Client client : opened) {
                putInDoubt(client);
            }
            Awaitility.await().atMost(Timeouts.LIMIT).until(() -> searchers() == 1);
            Client other = group.connect(
                    ClientOptions.to("localhost", server.getLocalPort()).withRequestTimeout(Timeouts.LIMIT));
            CompletableFuture<String> otherAnswer = other.request("answered");
            answer(server, "answered");
            assertEquals("answered", otherAnswer.get());
            assertEquals(1, searchers());
            answered.countDown();
            Awaitility.await().atMost(Timeouts.LIMIT).until(() -> searchers() == 0);
            assertEquals(0, opened.get(0).counters().reconnects());
        }
    }

    @Test
    void clientClosesDuringANameLookup() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ClientGroup group = ClientGroup.open()) {
            Client client = group.connect(shortTimeout(server), slow(1));
            putInDoubt(client);
            Awaitility.await().atMost(Timeouts.LIMIT).until(() -> searchers() == 1);
            client.close();
            answered.countDown();
            Awaitility.await().atMost(Timeouts.LIMIT).until(() -> searchers() == 0);
        }
    }
}
