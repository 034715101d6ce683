package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import paloma.client.PendingRequests.Request;
import paloma.lifecycle.Deadline;

/** The life of a request, at literal times. */
class PendingRequestsTest {
    private static final int LIMIT = 4;
    private static final long TIMEOUT_NANOS = 1_000_000;
    private static final BiPredicate<ByteBuffer, ByteBuffer> SAME_FIRST_LETTER =
            (request, message) -> request.get() == message.get();

    private final PendingRequests requests = matching(SAME_FIRST_LETTER);

    private static PendingRequests matching(BiPredicate<ByteBuffer, ByteBuffer> matcher) {
        return new PendingRequests(ClientOptions.to("localhost", 8080)
                .withRequestTimeout(Duration.ofNanos(TIMEOUT_NANOS))
                .withMatcher(matcher == null ? 1 : LIMIT, matcher));
    }

    private CompletableFuture<ByteBuffer> submit(String text, long now) {
        return requests.submit(HandClient.bytes(text), now);
    }

    /** Submits a request and takes it as if it had been sent. */
    private CompletableFuture<ByteBuffer> sent(String text, long now) {
        CompletableFuture<ByteBuffer> answer = submit(text, now);
        requests.awaitAnswer(requests.takeSubmitted());
        return answer;
    }

    private CompletableFuture<ByteBuffer> deferred(String text, long now) {
        CompletableFuture<ByteBuffer> answer = submit(text, now);
        requests.defer(requests.takeSubmitted());
        return answer;
    }

    private static String text(Request request) {
        return StandardCharsets.UTF_8.decode(request.message()).toString();
    }

    private Request match(String text) {
        return requests.takeMatching(HandClient.bytes(text));
    }

    private String matched(String text) {
        return text(match(text));
    }

    private List<String> resumed(boolean newRoute) {
        List<String> texts = new ArrayList<>();
        for (Request next = requests.takeDeferred(newRoute); next != null; next = requests.takeDeferred(newRoute)) {
            texts.add(text(next));
        }
        return texts;
    }

    /** All slots are free: as many requests as the options allow can be submitted. */
    private void assertAllSlotsFree() {
        for (int i = 0; i < LIMIT; i++) {
            assertFalse(submit("x", 0).isDone());
        }
        assertTrue(submit("x", 0).isDone());
    }

    private static void assertNotSent(CompletableFuture<ByteBuffer> answer, Throwable cause) {
        Throwable failure = HandClient.failureOf(answer);
        assertInstanceOf(IllegalStateException.class, failure);
        assertEquals("the datagram could not be sent", failure.getMessage());
        assertSame(cause, failure.getCause());
    }

    private static void assertClosed(CompletableFuture<ByteBuffer> answer, Throwable cause) {
        Throwable failure = HandClient.failureOf(answer);
        assertInstanceOf(ClosedChannelException.class, failure);
        assertSame(cause, failure.getCause());
    }

    @Test
    void submittedRequestsAreTakenInOrderAndOnce() {
        submit("one", 0);
        submit("two", 0);
        assertEquals("one", text(requests.takeSubmitted()));
        assertEquals("two", text(requests.takeSubmitted()));
        assertNull(requests.takeSubmitted());
    }

    @Test
    void theMessageIsCopied() {
        ByteBuffer message = HandClient.bytes("question");
        requests.submit(message, 0);
        assertEquals(8, message.remaining());
        message.put(0, (byte) 'X');
        Request request = requests.takeSubmitted();
        assertEquals("question", text(request));
        assertEquals("question", text(request));
        assertTrue(request.message().isReadOnly());
    }

    @Test
    void aRequestBeyondTheLimitFailsAtOnce() {
        for (int i = 0; i < LIMIT; i++) {
            assertFalse(submit("x", 0).isDone());
        }
        Throwable failure = HandClient.failureOf(submit("x", 0));
        assertInstanceOf(IllegalStateException.class, failure);
        assertEquals("as many requests wait already as the options allow: 4", failure.getMessage());
        assertEquals(LIMIT, requests.size());
    }

    @Test
    void aSubmissionThatThrowsReleasesItsSlot() {
        assertThrows(NullPointerException.class, () -> requests.submit(null, 0));
        assertAllSlotsFree();
    }

    @Test
    void anAnswerCompletesItsRequestAndReleasesTheSlotBefore() {
        CompletableFuture<ByteBuffer> answer = sent("a?", 0);
        for (int i = 1; i < LIMIT; i++) {
            submit("x", 0);
        }
        List<CompletableFuture<ByteBuffer>> next = new ArrayList<>();
        answer.thenRun(() -> next.add(submit("next", 0)));
        requests.answer(match("a!"), HandClient.bytes("a!"));
        HandClient.assertAnswered("a!", answer);
        assertFalse(next.get(0).isDone());
        assertTrue(submit("beyond", 0).isDone());
    }

    @Test
    void aMessageMatchesTheOldestRequestThatItAnswersOnce() {
        sent("a1", 0);
        sent("b1", 0);
        sent("b2", 0);
        assertEquals("b1", matched("b!"));
        assertEquals("b2", matched("b!"));
        assertNull(match("b!"));
        assertNull(match("c!"));
        assertEquals("a1", matched("a!"));
        assertEquals(0, requests.size());
    }

    @Test
    void ofTwoMatchesTheOneSubmittedFirstIsTakenThoughItWasSentLast() {
        submit("a1", 0);
        submit("a2", 0);
        Request first = requests.takeSubmitted();
        requests.awaitAnswer(requests.takeSubmitted());
        requests.awaitAnswer(first);
        assertEquals("a1", matched("a!"));
    }

    @Test
    void aSubmittedOrDeferredRequestMatchesNothing() {
        deferred("a1", 0);
        submit("a2", 0);
        assertNull(match("a!"));
    }

    @Test
    void withoutAMatcherEveryMessageIsTheAnswer() {
        PendingRequests one = matching(null);
        one.submit(HandClient.bytes("question"), 0);
        one.awaitAnswer(one.takeSubmitted());
        assertEquals("question", text(one.takeMatching(HandClient.bytes("anything"))));
    }

    @Test
    void aMatcherThatThrowsMatchesNothing() {
        PendingRequests broken = matching((request, message) -> {
            throw new AssertionError("a bug");
        });
        CompletableFuture<ByteBuffer> answer = broken.submit(HandClient.bytes("question"), 0);
        broken.awaitAnswer(broken.takeSubmitted());
        assertNull(broken.takeMatching(HandClient.bytes("answer")));
        assertFalse(answer.isDone());
        assertEquals(1, broken.size());
    }

    @Test
    void aMatcherMayCancelARequest() {
        List<CompletableFuture<ByteBuffer>> answers = new ArrayList<>();
        PendingRequests several = matching((request, message) -> {
            answers.get(0).cancel(false);
            return true;
        });
        for (String text : List.of("one", "two")) {
            answers.add(several.submit(HandClient.bytes(text), 0));
            several.awaitAnswer(several.takeSubmitted());
        }
        assertEquals("two", text(several.takeMatching(HandClient.bytes("answer"))));
        assertEquals(0, several.size());
    }

    @Test
    void aMatcherReadsTheMessageFromItsStartEachTime() {
        sent("a?", 0);
        sent("b?", 0);
        ByteBuffer message = HandClient.bytes("b!");
        assertEquals("b?", text(requests.takeMatching(message)));
        assertEquals(2, message.remaining());
    }

    @Test
    void aSentRequestTimesOutAtItsDeadline() {
        CompletableFuture<ByteBuffer> answer = sent("a?", 7);
        requests.expire(7 + TIMEOUT_NANOS - 1);
        assertFalse(answer.isDone());
        requests.expire(7 + TIMEOUT_NANOS);
        assertInstanceOf(TimeoutException.class, HandClient.failureOf(answer));
        assertEquals("no answer within PT0.001S", HandClient.failureOf(answer).getMessage());
        assertEquals(0, requests.size());
        assertAllSlotsFree();
    }

    @Test
    void aDeferredRequestFailsAtItsDeadlineAsNotSent() {
        CompletableFuture<ByteBuffer> answer = deferred("a?", 7);
        requests.expire(7 + TIMEOUT_NANOS - 1);
        assertFalse(answer.isDone());
        requests.expire(7 + TIMEOUT_NANOS);
        assertNotSent(answer, null);
        assertEquals(0, requests.size());
        assertAllSlotsFree();
    }

    @Test
    void eachRequestTimesOutAtItsOwnDeadline() {
        CompletableFuture<ByteBuffer> first = sent("a?", 0);
        CompletableFuture<ByteBuffer> second = sent("b?", 1);
        requests.expire(TIMEOUT_NANOS);
        assertTrue(first.isDone());
        assertFalse(second.isDone());
        requests.expire(TIMEOUT_NANOS + 1);
        assertTrue(second.isDone());
    }

    @Test
    void aResumedRequestTimesOutInTimeBehindAYoungerOne() {
        CompletableFuture<ByteBuffer> first = deferred("a?", 0);
        CompletableFuture<ByteBuffer> second = sent("b?", 1);
        requests.awaitAnswer(requests.takeDeferred(true));
        requests.expire(TIMEOUT_NANOS);
        assertTrue(first.isDone());
        assertFalse(second.isDone());
    }

    @Test
    void aDependentOfATimeoutCanSubmitTheNextRequest() {
        List<CompletableFuture<ByteBuffer>> next = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            sent("a?", i).whenComplete((any, error) -> next.add(submit("next", TIMEOUT_NANOS)));
        }
        requests.expire(TIMEOUT_NANOS);
        assertEquals(1, next.size());
        assertFalse(next.get(0).isDone());
    }

    @Test
    void aTimeoutIsReportedBeforeTheRequestFails() {
        CompletableFuture<ByteBuffer> answer = sent("a?", 0);
        assertFalse(requests.hasTimedOut(TIMEOUT_NANOS - 1));
        assertTrue(requests.hasTimedOut(TIMEOUT_NANOS));
        assertFalse(answer.isDone());
        requests.expire(TIMEOUT_NANOS);
        assertFalse(requests.hasTimedOut(TIMEOUT_NANOS));
    }

    @Test
    void onlySentRequestsTimeOut() {
        submit("a?", 0);
        requests.defer(requests.takeSubmitted());
        submit("b?", 0);
        assertFalse(requests.hasTimedOut(TIMEOUT_NANOS));
    }

    @Test
    void theNextDeadlineIsThatOfTheOldestSentOrDeferredRequest() {
        assertEquals(Deadline.NEVER, requests.deadline());
        submit("a?", 1);
        assertEquals(Deadline.NEVER, requests.deadline());
        Request first = requests.takeSubmitted();
        CompletableFuture<ByteBuffer> second = deferred("b?", 2);
        assertEquals(2 + TIMEOUT_NANOS, requests.deadline());
        sent("c?", 3);
        assertEquals(2 + TIMEOUT_NANOS, requests.deadline());
        requests.awaitAnswer(first);
        assertEquals(1 + TIMEOUT_NANOS, requests.deadline());
        requests.answer(match("a!"), HandClient.bytes("a!"));
        second.cancel(false);
        assertEquals(3 + TIMEOUT_NANOS, requests.deadline());
    }

    @Test
    void deferredRequestsResumeAfterASearchThatStartedLater() {
        deferred("one", 0);
        deferred("two", 0);
        assertEquals(List.of(), resumed(false));
        requests.onSearchStarted();
        deferred("late", 0);
        assertEquals(List.of("one", "two"), resumed(false));
        assertEquals(List.of(), resumed(false));
        requests.onSearchStarted();
        assertEquals(List.of("late"), resumed(false));
    }

    @Test
    void allDeferredRequestsResumeOnANewRoute() {
        deferred("one", 0);
        requests.onSearchStarted();
        deferred("late", 0);
        assertEquals(List.of("one", "late"), resumed(true));
    }

    @Test
    void aCancelledRequestLeavesAndReleasesItsSlotAtOnce() {
        submit("submitted", 0);
        Request first = requests.takeSubmitted();
        List<CompletableFuture<ByteBuffer>> answers =
                List.of(sent("sent", 0), deferred("deferred", 0), submit("submitted", 0));
        assertEquals(3, requests.size());
        for (int left = 2; left >= 0; left--) {
            answers.get(left).cancel(false);
            assertEquals(left, requests.size());
            assertFalse(submit("next", 0).isDone());
            assertEquals("next", text(requests.takeSubmitted()));
        }
        assertEquals("submitted", text(first));
    }

    @Test
    void cancelledDeferredRequestsAreNotKeptDuringASearch() {
        deferred("first", 0);
        requests.onSearchStarted();
        for (int i = 0; i < 100; i++) {
            deferred("given up", 0).cancel(false);
            assertEquals(1, requests.size());
        }
        deferred("late", 0);
        assertEquals(List.of("first"), resumed(false));
    }

    @Test
    void aRequestCancelledWhileItIsTakenIsNotKept() {
        CompletableFuture<ByteBuffer> first = submit("a?", 0);
        CompletableFuture<ByteBuffer> second = submit("b?", 0);
        Request firstTaken = requests.takeSubmitted();
        Request secondTaken = requests.takeSubmitted();
        first.cancel(false);
        second.cancel(false);
        requests.awaitAnswer(firstTaken);
        requests.defer(secondTaken);
        assertEquals(0, requests.size());
        assertAllSlotsFree();
    }

    /** A dependent that was added last runs first: the request is then completed, and still in its queue. */
    private static void beforeItsRemoval(CompletableFuture<ByteBuffer> answer, Runnable action) {
        List<Throwable> failures = new ArrayList<>();
        answer.whenComplete((any, error) -> {
            try {
                action.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        answer.cancel(false);
        assertEquals(List.of(), failures);
    }

    @Test
    void aCancelledRequestIsNotTakenBeforeItsRemovalEither() {
        beforeItsRemoval(submit("a?", 0), () -> assertNull(requests.takeSubmitted()));
        beforeItsRemoval(deferred("a?", 0), () -> assertEquals(List.of(), resumed(true)));
        beforeItsRemoval(sent("a?", 0), () -> {
            assertFalse(requests.hasTimedOut(TIMEOUT_NANOS));
            assertNull(match("a!"));
        });
        assertEquals(0, requests.size());
        assertAllSlotsFree();
    }

    /** The caller's thread may have no stack left for the removal. */
    @Test
    void takingReleasesTheSlotOfACancelledRequest() {
        beforeItsRemoval(submit("a?", 0), () -> {
            assertNull(requests.takeSubmitted());
            assertAllSlotsFree();
        });
    }

    @Test
    void queueingReleasesTheSlotOfACancelledRequest() {
        CompletableFuture<ByteBuffer> answer = submit("a?", 0);
        Request taken = requests.takeSubmitted();
        beforeItsRemoval(answer, () -> {
            requests.awaitAnswer(taken);
            assertEquals(0, requests.size());
            assertAllSlotsFree();
        });
    }

    @Test
    void expiryReleasesTheSlotsOfCancelledRequestsBeforeTheirDeadline() {
        beforeItsRemoval(deferred("a?", 0), () -> {
            requests.expire(0);
            assertEquals(0, requests.size());
        });
        beforeItsRemoval(sent("a?", 0), () -> {
            requests.expire(0);
            assertAllSlotsFree();
        });
    }

    @Test
    void anErrorFailsTheSentRequestsOnly() {
        Exception error = new Exception("unreachable");
        List<CompletableFuture<ByteBuffer>> failed = List.of(sent("a?", 0), sent("b?", 0));
        CompletableFuture<ByteBuffer> deferred = deferred("c?", 0);
        CompletableFuture<ByteBuffer> submitted = submit("d?", 0);
        requests.failSent(error);
        for (CompletableFuture<ByteBuffer> answer : failed) {
            assertSame(error, HandClient.failureOf(answer));
        }
        assertFalse(deferred.isDone());
        assertFalse(submitted.isDone());
        assertEquals(2, requests.size());
        assertFalse(submit("e?", 0).isDone());
        assertFalse(submit("f?", 0).isDone());
    }

    @Test
    void anUnsentRequestFailsWithTheCauseAndReleasesItsSlot() {
        CompletableFuture<ByteBuffer> answer = submit("a?", 0);
        Exception cause = new Exception("no route");
        requests.failUnsent(requests.takeSubmitted(), cause);
        assertNotSent(answer, cause);
        assertAllSlotsFree();
    }

    @Test
    void closeFailsEveryRequestAndThoseSubmittedLater() {
        Exception cause = new Exception("a bug");
        List<CompletableFuture<ByteBuffer>> failed = List.of(sent("a?", 0), deferred("b?", 0), submit("c?", 0));
        List<CompletableFuture<ByteBuffer>> next = new ArrayList<>();
        failed.get(0).whenComplete((any, error) -> next.add(submit("next", 0)));
        requests.close(cause);
        for (CompletableFuture<ByteBuffer> answer : failed) {
            assertClosed(answer, cause);
        }
        assertClosed(next.get(0), null);
        assertClosed(submit("late", 0), null);
        assertEquals(0, requests.size());
    }
}
