package paloma.client;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;
import paloma.lifecycle.StackReserve;

/**
 * <em>Reactor-owned.</em> The requests of one client, from submission to completion.
 * Any thread may call {@link #submit}, and complete the future that it returns. Has no socket, thread or clock; instants
 * are in nanoseconds on the scale that the caller chooses.
 *
 * <pre>
 *   submit ──▶ submitted ── takeSubmitted ──▶ taken ── awaitAnswer ──▶ sent ── takeMatching ──▶ taken ── answer ──▶ completed
 *                                             │  ▲
 *                                       defer │  │ takeDeferred, at the end of a search for a route
 *                                             ▼  │
 *                                           deferred
 * </pre>
 *
 * <p>In each state {@link #close} fails the request, and its caller may complete it, e.g. cancel it; a sent or deferred
 * request also fails at its deadline. A request completed by its caller frees its slot and leaves its queue at once; a taken
 * one is not queued again. A taken request is passed to exactly one of {@link #awaitAnswer}, {@link #defer}, {@link #answer}
 * and {@link #failUnsent}.
 */
final class PendingRequests {
    /** <em>Reactor-owned.</em> One request, completed exactly once. */
    static final class Request {
        private final long number;
        private final ByteBuffer message;
        private final long deadline;
        private final CompletableFuture<ByteBuffer> answer;
        /** Whether it counts against {@link ClientOptions#requests()}. */
        private final AtomicBoolean holdsSlot = new AtomicBoolean(true);
        /** Number of searches that had started when the request was deferred. */
        private long searchesBefore;

        Request(long number, ByteBuffer message, long deadline, CompletableFuture<ByteBuffer> answer) {
            this.number = number;
            this.message = message;
            this.deadline = deadline;
            this.answer = answer;
        }

        /** The datagram, as a view with its own position. */
        ByteBuffer message() {
            return message.duplicate();
        }
    }

    private final ClientOptions options;
    private final long timeoutNanos;

    // Any thread.
    private final AtomicLong lastNumber = new AtomicLong();
    private final Semaphore slots;
    private volatile boolean closed;

    // Filled and drained by the reactor, except `submitted`, which any thread fills; any thread removes.
    private final NavigableSet<Request> submitted = queue();
    private final NavigableSet<Request> sent = queue();
    private final NavigableSet<Request> deferred = queue();

    // Reactor-owned.
    private long searches;

    PendingRequests(ClientOptions options) {
        this.options = options;
        this.timeoutNanos = options.requestTimeout().toNanos();
        this.slots = new Semaphore(options.requests());
    }

    /** In order of submission. Iteration tolerates removal by other threads, which costs O(log n). */
    private static NavigableSet<Request> queue() {
        return new ConcurrentSkipListSet<>(Comparator.comparingLong((Request request) -> request.number));
    }

    /**
     * Any thread: adds a request with a copy of {@code message}, to be sent by the reactor.
     * A request beyond {@link ClientOptions#requests()} or after {@link #close} fails at once.
     *
     * @return completed with the answer, or exceptionally as {@link Client#request(ByteBuffer)} lists
     */
    CompletableFuture<ByteBuffer> submit(ByteBuffer message, long now) {
        if (closed) {
            return CompletableFuture.failedFuture(new ClosedChannelException());
        }
        if (!slots.tryAcquire()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "as many requests wait already as the options allow: " + options.requests()));
        }
        CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
        boolean added = false;
        try {
            Request request = new Request(lastNumber.incrementAndGet(), copyOf(message), now + timeoutNanos, answer);
            answer.whenComplete((any, error) -> onCompleted(request));
            added = submitted.add(request);
        } finally {
            if (!added) {
                slots.release();
            }
        }
        if (closed) {
            failAll(submitted, null);
        }
        return answer;
    }

    private static ByteBuffer copyOf(ByteBuffer message) {
        // Another thread may move the position and the limit of the caller's own.
        ByteBuffer bytes = message.duplicate();
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip().asReadOnlyBuffer();
    }

    /** Any thread: removes a request that its caller completed. */
    private void onCompleted(Request request) {
        if (!request.holdsSlot.get()) {
            return;
        }
        // If the stack ends here, the reactor finds the completed request later.
        StackReserve.probe();
        submitted.remove(request);
        sent.remove(request);
        deferred.remove(request);
        releaseSlot(request);
    }

    private void releaseSlot(Request request) {
        if (request.holdsSlot.compareAndSet(true, false)) {
            slots.release();
        }
    }

    /** Removes and returns the oldest submitted request, or null; the caller sends, defers or fails it. */
    Request takeSubmitted() {
        return takeFirst(submitted, Long.MAX_VALUE);
    }

    /** A search for a route has started: {@link #takeDeferred} can return the requests deferred until now. */
    void onSearchStarted() {
        searches++;
    }

    /**
     * Removes and returns the oldest deferred request that the end of a search concerns, or null.
     *
     * @param newRoute whether the search found a route; if not, requests deferred after its start wait for the next one
     */
    Request takeDeferred(boolean newRoute) {
        return takeFirst(deferred, newRoute ? Long.MAX_VALUE : searches);
    }

    /** The oldest request of {@code queue} deferred before search number {@code search}, or null. */
    private Request takeFirst(NavigableSet<Request> queue, long search) {
        for (Request request : queue) {
            if (request.searchesBefore < search && queue.remove(request)) {
                if (!request.answer.isDone()) {
                    return request;
                }
                releaseSlot(request);
            }
        }
        return null;
    }

    /** The datagram of a taken request is sent or queued: the request waits for its answer. */
    void awaitAnswer(Request request) {
        add(request, sent);
    }

    /** A taken request found no route: it waits for the end of a search that starts from now on. */
    void defer(Request request) {
        request.searchesBefore = searches;
        add(request, deferred);
    }

    private void add(Request request, NavigableSet<Request> queue) {
        queue.add(request);
        if (request.answer.isDone()) {
            // Completed by its caller while it was in no queue.
            queue.remove(request);
            releaseSlot(request);
        }
    }

    /** Removes and returns the oldest sent request that {@code message} answers, or null. */
    Request takeMatching(ByteBuffer message) {
        for (Request request : sent) {
            if (!request.answer.isDone() && matches(request, message) && sent.remove(request)) {
                return request;
            }
        }
        return null;
    }

    /** Without a matcher every message is an answer; a matcher that throws matches nothing. */
    private boolean matches(Request request, ByteBuffer message) {
        BiPredicate<ByteBuffer, ByteBuffer> matcher = options.matcher();
        if (matcher == null) {
            return true;
        }
        try {
            return matcher.test(request.message(), message.asReadOnlyBuffer());
        } catch (Throwable e) {
            // An Error too: other clients share the reactor.
            Log.warn("a client's callback threw", e);
            return false;
        }
    }

    /** Completes a taken request with {@code message}. */
    void answer(Request request, ByteBuffer message) {
        // Before completion: a dependent action may submit the next request.
        releaseSlot(request);
        request.answer.complete(message);
    }

    /**
     * Fails a taken request: its datagram could not be sent.
     *
     * @param cause may be null
     */
    void failUnsent(Request request, Throwable cause) {
        fail(request, sendFailure(cause));
    }

    private static Throwable sendFailure(Throwable cause) {
        try {
            return new IllegalStateException("the datagram could not be sent", cause);
        } catch (OutOfMemoryError e) {
            return e;
        }
    }

    /** Fails all sent requests with {@code error}. */
    void failSent(Throwable error) {
        for (Request request = sent.pollFirst(); request != null; request = sent.pollFirst()) {
            fail(request, error);
        }
    }

    /** Whether {@link #expire} would fail a sent request. */
    boolean hasTimedOut(long now) {
        Request oldest = first(sent);
        return oldest != null && oldest.deadline <= now && !oldest.answer.isDone();
    }

    /** Fails the sent and deferred requests whose deadline is {@code now} or earlier. */
    void expire(long now) {
        for (Request request = first(sent); isFinished(request, now); request = first(sent)) {
            // Created before the removal: without memory the request stays pending.
            TimeoutException error = new TimeoutException("no answer within " + options.requestTimeout());
            sent.remove(request);
            fail(request, error);
        }
        for (Request request = first(deferred); isFinished(request, now); request = first(deferred)) {
            deferred.remove(request);
            failUnsent(request, null);
        }
    }

    private static boolean isFinished(Request request, long now) {
        return request != null && (request.deadline <= now || request.answer.isDone());
    }

    /** When {@link #expire} is due, or {@link Deadline#NEVER}. */
    long deadline() {
        return Math.min(deadlineOf(first(sent)), deadlineOf(first(deferred)));
    }

    private static long deadlineOf(Request request) {
        return request == null ? Deadline.NEVER : request.deadline;
    }

    /** Null when empty. {@code NavigableSet.first} would throw if another thread emptied the queue. */
    private static Request first(NavigableSet<Request> queue) {
        Iterator<Request> requests = queue.iterator();
        return requests.hasNext() ? requests.next() : null;
    }

    /**
     * Fails all requests, and those submitted later, with a {@link ClosedChannelException}.
     *
     * @param cause null when the client was closed on request
     */
    void close(Throwable cause) {
        closed = true;
        failAll(sent, cause);
        failAll(deferred, cause);
        failAll(submitted, cause);
    }

    /** One failure, e.g. for lack of memory, does not stop the others. */
    private void failAll(NavigableSet<Request> queue, Throwable cause) {
        for (Request request = queue.pollFirst(); request != null; request = queue.pollFirst()) {
            try {
                ClosedChannelException error = new ClosedChannelException();
                error.initCause(cause);
                fail(request, error);
            } catch (Throwable e) {
                Log.warn("a request could not be failed", e);
            }
        }
    }

    private void fail(Request request, Throwable error) {
        // Before completion: a dependent action may submit the next request.
        releaseSlot(request);
        request.answer.completeExceptionally(error);
    }

    /** Requests in a queue, which this object keeps reachable; for tests. */
    int size() {
        return submitted.size() + sent.size() + deferred.size();
    }
}
