package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import paloma.AddressText;
import paloma.UnsentReason;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;
import paloma.reactor.DatagramProtocol;
import paloma.reactor.Endpoint;
import paloma.reactor.SendResult;
import paloma.reactor.StackReserve;

/**
 * <em>Reactor-owned.</em> The client side of the datagram protocol: requests, keep-alive, reconnect.
 * Any thread may call {@link #send}, {@link #request}, the listeners and the counters.
 *
 * <p>The reactor thread sends the datagrams of requests. So no answer arrives before its request is registered, and
 * an error of an earlier datagram on the socket is attributed to the right request.
 */
final class ClientProtocol implements DatagramProtocol {
    /**
     * <em>Immutable.</em> A request, submitted by any thread and completed exactly once.
     *
     * @param message the datagram
     * @param deadline in nanoseconds of the reactor's clock
     * @param answer also held by the caller, who may cancel it
     * @param holdsSlot whether it counts against {@link ClientOptions#requests()}
     */
    private record Request(
            ByteBuffer message, long deadline, CompletableFuture<ByteBuffer> answer, AtomicBoolean holdsSlot) {}

    private final Endpoint endpoint;
    private final ServerConnection connection;
    private final ClientOptions options;
    private final LongSupplier clock;
    private final long timeoutNanos;
    private final long keepAliveNanos;
    /** Of the current connection; written by the reactor. */
    private volatile ValidationReply validation;

    private final CountDownLatch closed = new CountDownLatch(1);

    // Any thread.
    private final Queue<Request> submitted = new ConcurrentLinkedQueue<>();
    private final Semaphore slots;
    private final RequestCounters requestCounters = new RequestCounters();
    private final ClientListeners listeners = new ClientListeners();
    private volatile long sentAt;
    private volatile boolean ended;
    private volatile Runnable onEnd;

    // Reactor-owned.
    private final ArrayDeque<Request> awaitingAnswer = new ArrayDeque<>();
    /** Not sent yet: deferred until a search for a route ends. */
    private final ArrayDeque<Request> deferred = new ArrayDeque<>();
    /** The number of these that were deferred before the current search began. */
    private int deferredBeforeSearch;

    ClientProtocol(
            Endpoint endpoint, InetSocketAddress remote, ClientOptions options, LongSupplier clock, Dialer dialer) {
        this.endpoint = endpoint;
        this.connection = new ServerConnection(endpoint, remote, dialer);
        this.options = options;
        this.clock = clock;
        this.timeoutNanos = options.requestTimeout().toNanos();
        this.keepAliveNanos = options.keepAlive().toNanos();
        this.validation = new ValidationReply(options.validation());
        this.slots = new Semaphore(options.requests());
        this.sentAt = clock.getAsLong();
    }

    /** Any thread: what {@link Client#send(ByteBuffer)} does. */
    boolean send(ByteBuffer message) {
        try {
            StackReserve.probe();
        } catch (StackOverflowError e) {
            endpoint.sends().refused(UnsentReason.STACK);
            return false;
        }
        validation.onSend();
        return transmit(message);
    }

    private boolean transmit(ByteBuffer message) {
        if (keepAliveNanos > 0) {
            sentAt = clock.getAsLong();
        }
        boolean sent = endpoint.send(message, connection.remote()) != SendResult.REFUSED;
        if (!sent && !endpoint.onReactorThread()) {
            // The reactor checks whether the route to the server is lost.
            endpoint.wake();
        }
        return sent;
    }

    CompletableFuture<ByteBuffer> request(ByteBuffer message) {
        StackReserve.probe();
        CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
        if (ended) {
            answer.completeExceptionally(new ClosedChannelException());
            return answer;
        }
        if (!slots.tryAcquire()) {
            answer.completeExceptionally(new IllegalStateException(
                    "as many requests wait already as the options allow: " + options.requests()));
            return answer;
        }
        boolean waits = false;
        try {
            submit(new Request(copyOf(message), clock.getAsLong() + timeoutNanos, answer, new AtomicBoolean(true)));
            waits = true;
        } finally {
            if (!waits) {
                slots.release();
            }
        }
        endpoint.wake();
        if (ended) {
            failSubmitted();
        }
        return answer;
    }

    private static ByteBuffer copyOf(ByteBuffer message) {
        // Another thread may move the position and the limit of the caller's own.
        ByteBuffer bytes = message.duplicate();
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip().asReadOnlyBuffer();
    }

    /** Queues {@code request} for the reactor; not queued if this throws. */
    private void submit(Request request) {
        request.answer().whenComplete((any, error) -> onCompleted(request));
        submitted.add(request);
    }

    /** The answer is completed, possibly by the caller: frees the slot without waiting for the reactor. */
    private void onCompleted(Request request) {
        if (request.holdsSlot().get()) {
            // Should the stack end here, the reactor comes upon the request later.
            StackReserve.probe();
        }
        if (releaseSlot(request)) {
            submitted.remove(request);
        }
    }

    /** Frees the request's slot; false when it was free already. */
    private boolean releaseSlot(Request request) {
        boolean was = request.holdsSlot().compareAndSet(true, false);
        if (was) {
            slots.release();
        }
        return was;
    }

    @Override
    public void onDatagram(InetSocketAddress source, ByteBuffer datagram, long now) {
        requestCounters.received();
        connection.onDatagram();
        if (!datagram.hasRemaining()) {
            requestCounters.keepAlive();
            validate(true, now);
            return;
        }
        ByteBuffer message = copied(datagram);
        if (message == null) {
            requestCounters.unheard();
            return;
        }
        Request request = takeMatching(message);
        // Before the answer is published, since the caller may then close; after the match, since a send may fail the
        // pending requests.
        validate(false, now);
        if (request != null) {
            requestCounters.answer();
            finish(request, message, null);
            return;
        }
        Consumer<ByteBuffer> listener = listeners.messageListener();
        if (listener == null) {
            requestCounters.unheard();
        } else {
            requestCounters.message();
            listeners.deliver(listener, message);
        }
    }

    /** Null without memory for it: that costs this datagram only, for the reactor serves other clients. */
    private static ByteBuffer copied(ByteBuffer datagram) {
        try {
            return ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
        } catch (OutOfMemoryError e) {
            Log.warn("a datagram could not be kept", e);
            return null;
        }
    }

    private void validate(boolean empty, long now) {
        if (validation.shouldReply(empty, now)) {
            sendKeepAlive();
        }
    }

    /** Removes and returns the request that {@code message} answers, or null. */
    private Request takeMatching(ByteBuffer message) {
        for (Iterator<Request> waiting = awaitingAnswer.iterator(); waiting.hasNext(); ) {
            Request request = waiting.next();
            if (!request.answer().isDone() && listeners.matches(options.matcher(), request.message(), message)) {
                waiting.remove();
                return request;
            }
        }
        return null;
    }

    @Override
    public void onUnreachable(IOException cause) {
        requestCounters.unreachable();
        connection.onUnreachable();
        // Created before a request is removed: without memory the request stays pending.
        SocketException error = connection.unreachableError(cause);
        for (Request request = awaitingAnswer.poll(); request != null; request = awaitingAnswer.poll()) {
            finish(request, null, error);
        }
        listeners.notifyUnreachable();
    }

    @Override
    public void onTurn(long now) {
        applySearchResult(now);
        sendSubmitted();
        expire(now);
        if (keepAliveNanos > 0 && now - sentAt >= keepAliveNanos) {
            sendKeepAlive();
        }
        connection.hasSendFailed();
        if (connection.search(now)) {
            deferredBeforeSearch = deferred.size();
        }
    }

    private void expire(long now) {
        if (isFinished(awaitingAnswer.peek(), now)
                && !awaitingAnswer.peek().answer().isDone()) {
            // Before completion: a dependent action may send the next request.
            connection.onRequestTimeout();
        }
        while (isFinished(awaitingAnswer.peek(), now)) {
            TimeoutException error = new TimeoutException("no answer within " + options.requestTimeout());
            finish(awaitingAnswer.remove(), null, error);
        }
        while (isFinished(deferred.peek(), now)) {
            deferredBeforeSearch = Math.max(0, deferredBeforeSearch - 1);
            finish(deferred.remove(), null, sendFailure(null));
        }
    }

    private static boolean isFinished(Request request, long now) {
        return request != null && (request.deadline() <= now || request.answer().isDone());
    }

    private static Throwable sendFailure(Throwable cause) {
        try {
            return new IllegalStateException("the datagram could not be sent", cause);
        } catch (OutOfMemoryError e) {
            return e;
        }
    }

    /** Moves to the route that a search has found, if any, and sends the deferred requests. */
    private void applySearchResult(long now) {
        ServerConnection.SearchResult found = connection.applyResult();
        if (found == null) {
            return;
        }
        if (found.isNewRoute()) {
            failUnanswerable();
            // For the server this client is a new peer.
            validation = new ValidationReply(options.validation());
            // The server does not know the new address yet.
            sentAt = keepAliveNanos > 0 ? now - keepAliveNanos : sentAt;
        }
        // Requests deferred after the search began wait for the next search, unless a route was found.
        int resumed = found.isNewRoute() ? deferred.size() : Math.min(deferredBeforeSearch, deferred.size());
        for (int left = resumed; left > 0; left--) {
            Request request = deferred.remove();
            if (connection.isLost()) {
                finish(request, null, sendFailure(found.reason()));
            } else if (!removeCompleted(request)) {
                send(request, false, found.reason());
            }
        }
        deferredBeforeSearch = 0;
    }

    /** Fails the pending requests: their answers would go to the old address. */
    private void failUnanswerable() {
        SocketException error =
                new SocketException("the client has a new address, " + AddressText.of(connection.local()));
        for (Request request = awaitingAnswer.poll(); request != null; request = awaitingAnswer.poll()) {
            finish(request, null, error);
        }
    }

    private void sendKeepAlive() {
        try {
            transmit(ByteBuffer.allocate(0));
        } catch (Throwable e) {
            // An Error too costs this datagram only: the reactor serves other clients.
            Log.warn("a keep-alive could not be sent", e);
        }
    }

    private void sendSubmitted() {
        for (Request request = submitted.poll(); request != null; request = submitted.poll()) {
            if (request.answer().isDone()) {
                releaseSlot(request);
                continue;
            }
            try {
                if (connection.isLost()) {
                    defer(request);
                } else {
                    send(request, true, null);
                }
            } catch (Throwable e) {
                finish(request, null, sendFailure(e));
            }
        }
    }

    /**
     * Sends {@code request} and registers it; if the route is in doubt, the request is deferred or failed.
     *
     * @param mayBeDeferred false when it was deferred before
     * @param searchFailure the reason why a search found no other route, or null
     */
    private void send(Request request, boolean mayBeDeferred, Throwable searchFailure) {
        Throwable error = searchFailure;
        try {
            validation.onSend();
            if (transmit(request.message().duplicate())) {
                awaitAnswer(request);
                return;
            }
            if (connection.hasSendFailed() && mayBeDeferred) {
                defer(request);
                return;
            }
        } catch (Throwable e) {
            // An Error too costs this request only.
            error = e;
        }
        finish(request, null, sendFailure(error));
    }

    /** Defers {@code request} until another route is found; removes completed requests beyond twice the limit. */
    private void defer(Request request) {
        if (deferred.size() >= 2 * options.requests()) {
            for (int left = deferred.size(), before = deferredBeforeSearch; left > 0; left--, before--) {
                Request next = deferred.remove();
                boolean kept = !removeCompleted(next) && deferred.add(next);
                deferredBeforeSearch -= kept || before <= 0 ? 0 : 1;
            }
        }
        deferred.add(request);
        connection.doubtRoute();
    }

    /** Registers {@code request} as pending; removes completed requests beyond twice the limit. */
    private void awaitAnswer(Request request) {
        if (awaitingAnswer.size() >= 2 * options.requests()) {
            awaitingAnswer.removeIf(this::removeCompleted);
        }
        awaitingAnswer.add(request);
    }

    private boolean removeCompleted(Request request) {
        boolean givenUp = request.answer().isDone();
        if (givenUp) {
            releaseSlot(request);
        }
        return givenUp;
    }

    @Override
    public long deadline() {
        long next = keepAliveNanos > 0 ? sentAt + keepAliveNanos : Deadline.NEVER;
        next = Math.min(next, connection.deadline());
        next = deferred.isEmpty() ? next : Math.min(next, deferred.peek().deadline());
        return awaitingAnswer.isEmpty()
                ? next
                : Math.min(next, awaitingAnswer.peek().deadline());
    }

    @Override
    public void onClosed(Throwable cause) {
        ended = true;
        if (cause != null) {
            Log.error("the client was closed by an error", cause);
        }
        try {
            connection.close();
            failAll(awaitingAnswer, cause);
            failAll(deferred, cause);
            failAll(submitted, cause);
        } finally {
            closed.countDown();
            Runnable end = onEnd;
            if (end != null) {
                end.run();
            }
        }
    }

    private void failSubmitted() {
        failAll(submitted, null);
    }

    /** Fails all requests; one failure, e.g. for want of memory, does not stop the others. */
    private void failAll(Queue<Request> open, Throwable cause) {
        for (Request request = open.poll(); request != null; request = open.poll()) {
            try {
                ClosedChannelException gone = new ClosedChannelException();
                gone.initCause(cause);
                finish(request, null, gone);
            } catch (Throwable e) {
                Log.warn("a request could not be failed", e);
            }
        }
    }

    private void finish(Request request, ByteBuffer message, Throwable error) {
        // Before completion: a dependent action may send the next request.
        releaseSlot(request);
        if (error == null) {
            request.answer().complete(message);
        } else {
            request.answer().completeExceptionally(error);
        }
    }

    ClientListeners listeners() {
        return listeners;
    }

    /** Runs {@code end} once the socket is closed; set before the client is published. */
    void onEnd(Runnable end) {
        onEnd = end;
        if (closed.getCount() == 0) {
            end.run();
        }
    }

    /** Waits for at most {@code nanos}; returns whether the socket is closed. */
    boolean awaitClosed(long nanos) throws InterruptedException {
        return closed.await(nanos, TimeUnit.NANOSECONDS);
    }

    InetSocketAddress localAddress() {
        return connection.local();
    }

    InetSocketAddress remoteAddress() {
        return connection.remote();
    }

    ClientCounters counters() {
        return requestCounters.counters(endpoint, connection.reconnects());
    }
}
