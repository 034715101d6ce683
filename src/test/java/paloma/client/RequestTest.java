package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.UnsentReason;

class RequestTest {
    private static final long TIMEOUT_NANOS = 2_000_000_000L;
    private static final BiPredicate<ByteBuffer, ByteBuffer> SAME_FIRST_LETTER =
            (request, message) -> request.get(0) == message.get(0);

    private final ClientOptions options = ClientOptions.to("localhost", 8080);
    private final HandClient client = new HandClient(options);

    private static HandClient matching(int requests) {
        return new HandClient(ClientOptions.to("localhost", 8080).withMatcher(requests, SAME_FIRST_LETTER));
    }

    @AfterEach
    void theAccountHolds() {
        ClientCounters counters = client.protocol.counters();
        assertTrue(counters.balanced() && counters.sending() == 0, counters::toString);
    }

    @Test
    void nextMessageIsTheAnswer() {
        CompletableFuture<ByteBuffer> answer = client.request("question");
        assertEquals(List.of("question"), client.takeTexts());
        assertFalse(answer.isDone());
        client.answers("answer");
        HandClient.assertAnswered("answer", answer);
        assertEquals(1, client.protocol.counters().answers());
    }

    @Test
    void datagramIsCopiedBeforeRequestReturns() {
        ByteBuffer message = HandClient.bytes("question");
        client.protocol.request(message);
        assertEquals(8, message.remaining());
        message.put(0, (byte) 'X');
        client.reactor.settle();
        assertEquals(List.of("question"), client.takeTexts());
    }

    /** nginx sends each client one when a backend ends. */
    @Test
    void emptyDatagramAnswersNoRequest() {
        CompletableFuture<ByteBuffer> answer = client.request("question");
        client.answers("");
        assertFalse(answer.isDone());
        client.answers("answer");
        HandClient.assertAnswered("answer", answer);
        ClientCounters counters = client.protocol.counters();
        assertEquals(2, counters.received());
        assertEquals(1, counters.answers());
        assertEquals(1, counters.keepAlives());
        assertEquals(0, counters.unheard());
    }

    @Test
    void emptyDatagramReachesNeitherListenerNorMatcher() {
        List<String> calls = new ArrayList<>();
        HandClient several = new HandClient(options.withMatcher(2, (request, message) -> {
            calls.add("matcher " + message.remaining());
            return true;
        }));
        several.protocol.listeners().onMessage(message -> calls.add("listener " + message.remaining()));
        several.answers("");
        several.request("question");
        several.answers("");
        several.answers("answer");
        assertEquals(List.of("matcher 6"), calls);
        assertEquals(0, several.protocol.counters().messages());
        assertEquals(2, several.protocol.counters().keepAlives());
    }

    @Test
    void requestTimesOutToTheNanosecond() {
        client.reactor.settleAt(5);
        CompletableFuture<ByteBuffer> answer = client.request("question");
        client.reactor.settleAt(5 + TIMEOUT_NANOS - 1);
        assertFalse(answer.isDone());
        client.reactor.settleAt(5 + TIMEOUT_NANOS);
        assertInstanceOf(TimeoutException.class, HandClient.failureOf(answer));
        assertEquals("no answer within PT2S", HandClient.failureOf(answer).getMessage());
    }

    @Test
    void waitingAnswerPrecedesAPassedTimeout() {
        CompletableFuture<ByteBuffer> answer = client.request("question");
        client.socket.arrives(HandClient.SERVER, "answer");
        client.reactor.settleAt(10 * TIMEOUT_NANOS);
        HandClient.assertAnswered("answer", answer);
    }

    @Test
    void lateAnswerIsAMessage() {
        List<String> calls = new ArrayList<>();
        client.protocol.listeners().onMessage(message -> calls.add(new String(message.array())));
        client.request("question");
        client.reactor.settleAt(TIMEOUT_NANOS);
        client.answers("late");
        assertEquals(List.of("late"), calls);
        assertEquals(0, client.protocol.counters().answers());
        assertEquals(1, client.protocol.counters().messages());
    }

    @Test
    void secondConcurrentRequestIsRefused() {
        CompletableFuture<ByteBuffer> first = client.request("first");
        CompletableFuture<ByteBuffer> second = client.request("second");
        assertInstanceOf(IllegalStateException.class, HandClient.failureOf(second));
        assertEquals(
                "as many requests wait already as the options allow: 1",
                HandClient.failureOf(second).getMessage());
        assertEquals(List.of("first"), client.takeTexts());
        client.answers("answer");
        HandClient.assertAnswered("answer", first);
    }

    @Test
    void callbackOfAnAnswerMayRequestAgain() {
        List<CompletableFuture<ByteBuffer>> second = new ArrayList<>();
        client.request("first").thenRun(() -> second.add(client.protocol.request(HandClient.bytes("second"))));
        client.answers("answer");
        client.answers("another");
        HandClient.assertAnswered("another", second.get(0));
    }

    @Test
    void callbackOfATimeoutMayRequestAgain() {
        List<CompletableFuture<ByteBuffer>> second = new ArrayList<>();
        client.request("first")
                .whenComplete((none, error) -> second.add(client.protocol.request(HandClient.bytes("second"))));
        client.reactor.settleAt(TIMEOUT_NANOS);
        client.answers("another");
        HandClient.assertAnswered("another", second.get(0));
    }

    @Test
    void cancelledRequestMakesRoomAtOnce() {
        CompletableFuture<ByteBuffer> first = client.request("first");
        first.cancel(false);
        CompletableFuture<ByteBuffer> second = client.request("second");
        assertFalse(second.isDone());
        client.answers("answer");
        HandClient.assertAnswered("answer", second);
        assertTrue(first.isCancelled());
        CompletableFuture<ByteBuffer> third = client.request("third");
        CompletableFuture<ByteBuffer> fourth = client.request("fourth");
        assertFalse(third.isDone());
        assertTrue(fourth.isDone());
    }

    @Test
    void requestCancelledBeforeItsSendIsNotSent() {
        CompletableFuture<ByteBuffer> first = client.protocol.request(HandClient.bytes("first"));
        first.cancel(false);
        client.reactor.settle();
        assertEquals(List.of(), client.takeTexts());
    }

    @Test
    void matcherAllowsSeveralPendingRequests() {
        HandClient several = matching(3);
        CompletableFuture<ByteBuffer> a = several.request("a?");
        CompletableFuture<ByteBuffer> b = several.request("b?");
        CompletableFuture<ByteBuffer> c = several.request("c?");
        assertTrue(several.request("d?").isCompletedExceptionally());
        several.answers("b!");
        HandClient.assertAnswered("b!", b);
        several.answers("x!");
        several.answers("c!");
        several.answers("a!");
        HandClient.assertAnswered("a!", a);
        HandClient.assertAnswered("c!", c);
        assertEquals(3, several.protocol.counters().answers());
        assertEquals(1, several.protocol.counters().unheard());
    }

    @Test
    void olderOfTwoMatchingRequestsGetsTheAnswer() {
        HandClient several = matching(2);
        CompletableFuture<ByteBuffer> older = several.request("a1");
        CompletableFuture<ByteBuffer> newer = several.request("a2");
        several.answers("a!");
        assertTrue(older.isDone());
        assertFalse(newer.isDone());
    }

    @Test
    void throwingMatcherMatchesNothing() {
        HandClient broken = new HandClient(options.withMatcher(2, (request, message) -> {
            throw new IllegalStateException("matcher");
        }));
        CompletableFuture<ByteBuffer> answer = broken.request("question");
        broken.answers("answer");
        assertFalse(answer.isDone());
        assertEquals(1, broken.protocol.counters().unheard());
    }

    @Test
    void matcherGetsReadOnlyBuffers() {
        List<Boolean> readOnly = new ArrayList<>();
        HandClient several = new HandClient(options.withMatcher(2, (request, message) -> {
            readOnly.add(request.isReadOnly() && message.isReadOnly());
            request.get();
            message.get();
            return true;
        }));
        CompletableFuture<ByteBuffer> answer = several.request("question");
        several.answers("answer");
        HandClient.assertAnswered("answer", answer);
        assertEquals(List.of(true), readOnly);
    }

    @Test
    void requestsTimeOutSeparately() {
        HandClient several = matching(2);
        CompletableFuture<ByteBuffer> a = several.request("a");
        several.reactor.settleAt(1_000);
        CompletableFuture<ByteBuffer> b = several.request("b");
        several.reactor.settleAt(TIMEOUT_NANOS);
        assertTrue(a.isDone());
        assertFalse(b.isDone());
        several.reactor.settleAt(TIMEOUT_NANOS + 1_000);
        assertTrue(b.isDone());
    }

    @Test
    void icmpErrorFailsPendingRequestsAndNoLaterOnes() {
        CompletableFuture<ByteBuffer> before = client.request("before");
        client.socket.receiveThrows(new PortUnreachableException());
        client.reactor.turn();
        CompletableFuture<ByteBuffer> after = client.request("after");
        assertInstanceOf(PortUnreachableException.class, HandClient.failureOf(before));
        assertEquals(
                "no one listens at 127.0.0.1:8080", HandClient.failureOf(before).getMessage());
        assertFalse(after.isDone());
        client.answers("up again");
        HandClient.assertAnswered("up again", after);
        assertEquals(1, client.protocol.counters().unreachable());
    }

    @Test
    void closedSocketFailsPendingRequestsAtOnce() {
        CompletableFuture<ByteBuffer> before = client.request("before");
        client.socket.receiveThrows(new IOException("No route to host"));
        client.reactor.turn();
        assertInstanceOf(NoRouteToHostException.class, HandClient.failureOf(before));
        assertEquals(
                "the way to 127.0.0.1:8080 is closed: No route to host",
                HandClient.failureOf(before).getMessage());
        assertEquals(1, client.protocol.counters().unreachable());
    }

    @Test
    void requestAfterOneOverThePathMtuSucceeds() {
        client.protocol.send(HandClient.bytes("long"));
        client.socket.sendThrows(new IOException("Message too long"));
        CompletableFuture<ByteBuffer> after = client.request("short");
        client.answers("answer");
        HandClient.assertAnswered("answer", after);
        assertEquals(0, client.protocol.counters().unreachable());
    }

    @Test
    void failedSendFailsItsRequest() {
        client.socket.sendThrows(new IOException("Message too long"));
        client.socket.sendThrows(new IOException("Message too long"));
        CompletableFuture<ByteBuffer> answer = client.request("question");
        assertEquals(
                "the datagram could not be sent", HandClient.failureOf(answer).getMessage());
        assertFalse(client.request("next").isDone());
    }

    @Test
    void queuedRequestIsAnswered() {
        client.socket.hasRoomFor(0);
        CompletableFuture<ByteBuffer> answer = client.request("question");
        assertEquals(1, client.protocol.counters().queued());
        client.socket.hasRoomFor(1);
        client.reactor.settle();
        assertEquals(List.of("question"), client.takeTexts());
        client.answers("answer");
        HandClient.assertAnswered("answer", answer);
    }

    @Test
    void closeFailsPendingAndLaterRequests() {
        CompletableFuture<ByteBuffer> sent = client.request("sent");
        client.endpoint.close();
        client.reactor.settle();
        assertInstanceOf(ClosedChannelException.class, HandClient.failureOf(sent));
        assertInstanceOf(ClosedChannelException.class, HandClient.failureOf(client.request("late")));
        assertFalse(client.protocol.send(HandClient.bytes("late")));
    }

    @Test
    void requestInTheTurnOfTheCloseFails() {
        CompletableFuture<ByteBuffer> pendingAnswer = client.protocol.request(HandClient.bytes("asked"));
        client.endpoint.close();
        client.reactor.settle();
        assertInstanceOf(ClosedChannelException.class, HandClient.failureOf(pendingAnswer));
    }

    @Test
    void timeoutOfOneMillisecondIsKept() {
        HandClient hasty = new HandClient(options.withRequestTimeout(Duration.ofMillis(1)));
        CompletableFuture<ByteBuffer> answer = hasty.request("question");
        hasty.reactor.settleAt(1_000_000);
        assertTrue(answer.isCompletedExceptionally());
    }

    @Test
    void throwingRequestReleasesItsSlot() {
        for (int i = 0; i < 5; i++) {
            assertThrows(NullPointerException.class, () -> client.protocol.request(null));
        }
        CompletableFuture<ByteBuffer> answer = client.request("question");
        client.answers("answer");
        HandClient.assertAnswered("answer", answer);
    }

    @Test
    void requestWithAThrowingSendReleasesItsSlot() {
        OutOfMemoryError error = new OutOfMemoryError("Cannot reserve direct memory");
        client.socket.sendThrows(error);
        CompletableFuture<ByteBuffer> failed = client.request("lost");
        assertSame(error, HandClient.failureOf(failed).getCause());
        CompletableFuture<ByteBuffer> answer = client.request("question");
        client.answers("answer");
        HandClient.assertAnswered("answer", answer);
        assertEquals(1, client.protocol.counters().unsent().get(UnsentReason.OTHER));
    }

    @Test
    void throwingKeepAliveAffectsThatDatagramOnly() {
        HandClient keeping = new HandClient(options.withKeepAlive(Duration.ofSeconds(15)));
        keeping.socket.sendThrows(new OutOfMemoryError("Cannot reserve direct memory"));
        keeping.reactor.settleAt(15_000_000_000L);
        keeping.reactor.settleAt(30_000_000_000L);
        assertEquals(List.of(""), keeping.takeTexts());
        assertFalse(keeping.socket.isClosed());
    }
}
