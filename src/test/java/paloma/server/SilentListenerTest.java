package paloma.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Counter;
import paloma.Counters;
import paloma.Session;
import paloma.UnsentReason;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.Timeouts;

/** Peers that join with one word and then only receive. The server pushes messages of others to them. */
class SilentListenerTest {
    private static final String LINE = "x".repeat(1_000);

    private final BlockingQueue<Session> joined = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    private AccountedServer server(String host) {
        return AccountedServer.open(ServerOptions.on(0).withHost(host), (session, message) -> joined.add(session));
    }

    private Session join() throws InterruptedException {
        return joined.poll(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static ClientOptions to(String host, AccountedServer server) {
        return ClientOptions.to(host, server.port()).withRequestTimeout(Timeouts.LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void silentClientReceivesARepeatedPush(String host) throws Exception {
        try (AccountedServer server = server(host)) {
            Client client = server.client(to(host, server));
            client.onMessage(message -> received.add(new String(message.array())));
            assertTrue(client.send("hi"));
            Session session = join();
            assertFalse(session.send(LINE));
            await().atMost(Timeouts.LIMIT).until(() -> session.send(LINE));
            assertEquals(LINE, received.poll(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertTrue(session.send(LINE));
            assertEquals(LINE, received.poll(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
            Counters counters = server.counters();
            assertEquals(1, counters.get(Counter.KEEP_ALIVES));
            assertEquals(3, counters.get(Counter.SENT));
            assertEquals(2, client.counters().sent());
            assertEquals(1, client.counters().keepAlives());
        }
    }

    /** Its address may be forged: it gets at most 3 times 30 bytes, headers counted. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void silentPeerReceivesOneEmptyDatagram(boolean isClient) throws Exception {
        try (AccountedServer server = server("127.0.0.1")) {
            Client client = server.client(to("127.0.0.1", server).withValidation(false));
            Peer peer = server.peer();
            if (isClient) {
                client.send("hi");
            } else {
                peer.send("hi");
            }
            Session session = join();
            for (int i = 0; i < 100; i++) {
                assertFalse(session.send(LINE));
            }
            assertEquals(1, server.counters().get(Counter.SENT));
            assertEquals(100, server.counters().unsent().get(UnsentReason.AMPLIFICATION));
            if (isClient) {
                await().atMost(Timeouts.LIMIT).until(() -> client.counters().keepAlives() == 1);
            } else {
                assertEquals("", peer.receive());
            }
        }
    }

    /** The empty datagram is not the answer; the client's own one is no message. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void requestWithARefusedAnswerStaysPending(String host) throws Exception {
        try (AccountedServer server = AccountedServer.open(
                ServerOptions.on(0).withHost(host),
                (session, message) -> session.send(session.messages() == 1 ? LINE : "answer"))) {
            Client client = server.client(to(host, server));
            CompletableFuture<String> answer = client.request("hi");
            await().atMost(Timeouts.LIMIT).until(() -> server.counters().get(Counter.KEEP_ALIVES) == 1);
            assertFalse(answer.isDone());
            client.send("again");
            assertEquals("answer", answer.get(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
            // It is counted after it was sent.
            await().until(() -> server.counters().get(Counter.SENT) == 2);
        }
    }
}
