package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client answers the first datagram of a server with an empty one, which validates its address. */
class ValidationReplyTest {
    private static final long QUARTER_MINUTE = 15_000_000_000L;

    private final ClientOptions options = ClientOptions.to("localhost", 8080);
    private final HandClient client = new HandClient(options);

    private void sends(String text) {
        client.protocol.send(HandClient.bytes(text));
    }

    @Test
    void onlyTheFirstDatagramIsAnsweredWithAnEmptyOne() {
        client.answers("one");
        assertEquals(List.of(""), client.takeTexts());
        client.answers("two");
        client.answers("");
        assertEquals(List.of(), client.takeTexts());
        assertEquals(1, client.protocol.counters().sent());
    }

    @Test
    void emptyFirstDatagramIsAnswered() {
        sends("hi");
        client.answers("");
        assertEquals(List.of("hi", ""), client.takeTexts());
    }

    @Test
    void nothingIsAnsweredWithoutValidation() {
        HandClient silent = new HandClient(options.withValidation(false));
        silent.answers("");
        silent.answers("one");
        assertEquals(List.of(), silent.takeTexts());
        assertEquals(2, silent.protocol.counters().received());
    }

    @Test
    void emptyDatagramIsSentBeforeTheAnswerIsDelivered() {
        List<String> before = new ArrayList<>();
        client.request("question").thenRun(() -> before.addAll(client.takeTexts()));
        client.answers("answer");
        assertEquals(List.of("question", ""), before);
    }

    @Test
    void twoClientsDoNotAnswerEachOther() {
        sends("hi");
        for (int i = 0; i < 100; i++) {
            client.answers("");
        }
        assertEquals(List.of("hi", ""), client.takeTexts());
    }

    /** A restarted server, or one whose session has expired, requests validation again. */
    @Test
    void sendAllowsAnotherAnswerToAnEmptyDatagram() {
        client.answers("one");
        client.takeTexts();
        sends("hi again");
        client.reactor.settleAt(QUARTER_MINUTE - 1);
        client.answers("");
        assertEquals(List.of("hi again"), client.takeTexts());
        client.reactor.settleAt(QUARTER_MINUTE);
        client.answers("no empty one");
        assertEquals(List.of(), client.takeTexts());
        client.answers("");
        client.answers("");
        assertEquals(List.of(""), client.takeTexts());
    }

    @Test
    void requestAllowsAnotherAnswerToAnEmptyDatagram() {
        client.answers("one");
        client.reactor.settleAt(QUARTER_MINUTE);
        client.request("question");
        client.answers("");
        assertEquals(List.of("", "question", ""), client.takeTexts());
    }

    @Test
    void emptyDatagramIsNotAnsweredTwiceWithoutASend() {
        client.answers("one");
        client.takeTexts();
        for (int i = 1; i < 100; i++) {
            client.reactor.settleAt(i * QUARTER_MINUTE);
            client.answers("");
        }
        assertEquals(List.of(), client.takeTexts());
    }

    @Test
    void unsentEmptyDatagramAffectsNothingElse() {
        CompletableFuture<ByteBuffer> first = client.request("question");
        client.socket.sendThrows(new IOException("Operation not permitted"));
        client.answers("answer");
        HandClient.assertAnswered("answer", first);
        CompletableFuture<ByteBuffer> second = client.request("question");
        client.answers("answer");
        HandClient.assertAnswered("answer", second);
    }

    @Test
    void throwingEmptyDatagramAffectsNothingElse() {
        CompletableFuture<ByteBuffer> first = client.request("question");
        client.socket.sendThrows(new OutOfMemoryError("Cannot reserve direct memory"));
        client.answers("answer");
        HandClient.assertAnswered("answer", first);
    }

    @Test
    void earlierIcmpErrorDoesNotFailAnAnsweredRequest() {
        CompletableFuture<ByteBuffer> answer = client.request("question");
        client.socket.receiveThrows(new PortUnreachableException());
        client.answers("answer");
        HandClient.assertAnswered("answer", answer);
    }
}
