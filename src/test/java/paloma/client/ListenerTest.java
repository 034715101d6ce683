package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ListenerTest {
    private static final long KEEP_ALIVE_NANOS = 15_000_000_000L;

    private final ClientOptions options = ClientOptions.to("localhost", 8080);
    private final HandClient client = new HandClient(options);
    private final List<String> delivered = new ArrayList<>();

    @Test
    void unmatchedMessagesGoToTheListenerInOrder() {
        client.protocol.listeners().onMessage(message -> delivered.add(new String(message.array())));
        client.answers("pushed");
        CompletableFuture<ByteBuffer> answer = client.request("question");
        client.answers("answer");
        client.answers("pushed again");
        assertEquals(List.of("pushed", "pushed again"), delivered);
        HandClient.assertAnswered("answer", answer);
        assertEquals(2, client.protocol.counters().messages());
        assertEquals(3, client.protocol.counters().received());
    }

    @Test
    void unmatchedMessageWithoutAListenerIsCountedAsDropped() {
        client.answers("pushed");
        assertEquals(1, client.protocol.counters().unheard());
    }

    @Test
    void listenerMayKeepTheMessage() {
        List<ByteBuffer> kept = new ArrayList<>();
        client.protocol.listeners().onMessage(kept::add);
        client.answers("one");
        client.answers("two");
        assertEquals("one", new String(kept.get(0).array()));
        assertEquals("two", new String(kept.get(1).array()));
    }

    @Test
    void throwingListenerAffectsThatMessageOnly() {
        client.protocol.listeners().onMessage(message -> {
            delivered.add(new String(message.array()));
            throw new IllegalStateException("listener");
        });
        client.answers("one");
        client.answers("two");
        assertEquals(List.of("one", "two"), delivered);
        assertFalse(client.socket.isClosed());
    }

    @Test
    void listenerMaySendAndRequest() {
        List<CompletableFuture<ByteBuffer>> requests = new ArrayList<>();
        client.protocol.listeners().onMessage(message -> {
            client.protocol.send(HandClient.bytes("sent"));
            requests.add(client.protocol.request(HandClient.bytes("asked")));
        });
        client.answers("pushed");
        // The first datagram of the server is answered with an empty one.
        assertEquals(List.of("", "sent", "asked"), client.takeTexts());
        client.answers("answer");
        HandClient.assertAnswered("answer", requests.get(0));
    }

    @Test
    void icmpErrorGoesToTheListenerWithoutAPendingRequest() {
        client.protocol.listeners().onUnreachable(() -> delivered.add("unreachable"));
        client.protocol.send(HandClient.bytes("into the void"));
        client.socket.receiveThrows(new PortUnreachableException());
        client.reactor.settle();
        assertEquals(List.of("unreachable"), delivered);
    }

    @Test
    void icmpErrorOfASendGoesToTheListenerAndTheSendSucceeds() {
        client.protocol.listeners().onUnreachable(() -> delivered.add("unreachable"));
        client.socket.sendThrows(new PortUnreachableException());
        client.protocol.send(HandClient.bytes("next"));
        client.reactor.settle();
        assertEquals(List.of("unreachable"), delivered);
        assertEquals(List.of("next"), client.takeTexts());
    }

    @Test
    void keepAliveIsSentAfterEachIdleInterval() {
        HandClient keeping = new HandClient(options.withKeepAlive(Duration.ofNanos(KEEP_ALIVE_NANOS)));
        keeping.reactor.settleAt(KEEP_ALIVE_NANOS - 1);
        assertEquals(List.of(), keeping.takeTexts());
        keeping.reactor.settleAt(KEEP_ALIVE_NANOS);
        assertEquals(List.of(""), keeping.takeTexts());
        keeping.reactor.settleAt(2 * KEEP_ALIVE_NANOS - 1);
        assertEquals(List.of(), keeping.takeTexts());
        keeping.reactor.settleAt(2 * KEEP_ALIVE_NANOS);
        assertEquals(List.of(""), keeping.takeTexts());
    }

    @Test
    void sentMessageReplacesAKeepAlive() {
        HandClient keeping = new HandClient(options.withKeepAlive(Duration.ofNanos(KEEP_ALIVE_NANOS)));
        keeping.reactor.settleAt(10);
        keeping.protocol.send(HandClient.bytes("sent"));
        keeping.reactor.settleAt(KEEP_ALIVE_NANOS);
        assertEquals(List.of("sent"), keeping.takeTexts());
        keeping.reactor.settleAt(KEEP_ALIVE_NANOS + 10);
        assertEquals(List.of(""), keeping.takeTexts());
    }

    @Test
    void loopWithoutAKeepAliveWaitsWithoutATimeout() {
        client.reactor.settleAt(1_000_000_000_000L);
        assertEquals(Long.MAX_VALUE, client.reactor.wouldWaitNanos());
        assertEquals(List.of(), client.takeTexts());
    }

    @Test
    void loopWaitsForTheEarlierOfTimeoutAndKeepAlive() {
        HandClient keeping = new HandClient(options.withKeepAlive(Duration.ofNanos(KEEP_ALIVE_NANOS)));
        keeping.reactor.settle();
        assertEquals(KEEP_ALIVE_NANOS, keeping.reactor.wouldWaitNanos());
        keeping.request("question");
        keeping.reactor.settle();
        assertEquals(options.requestTimeout().toNanos(), keeping.reactor.wouldWaitNanos());
    }
}
