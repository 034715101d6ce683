package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
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
 * What a client makes of its datagrams. <em>Reactor-owned</em>, but for {@link #send}, {@link #request}, the listeners and the
 * counters, which any thread may use.
 *
 * <p>A request's datagram is sent by the reactor thread. So an answer cannot come before its request waits for it, and
 * when the socket reports an earlier datagram undeliverable instead of sending this one, it is clear whom that concerns.
 */
final class ClientProtocol implements DatagramProtocol {
    /**
     * Asked by any thread, then finished exactly once.
     *
     * @param answer the caller's too, who may cancel it
     * @param counted whether it counts among those that are open
     */
    private record Request(
            ByteBuffer message, long deadline, CompletableFuture<ByteBuffer> answer, AtomicBoolean counted) {}

    private final Endpoint endpoint;
    private final ServerConnection route;
    private final ClientOptions options;
    private final LongSupplier clock;
    private final long timeoutNanos;
    private final long keepAliveNanos;
    /** Of the way in use: written by the reactor. */
    private volatile ValidationReply validation;

    private final CountDownLatch closed = new CountDownLatch(1);

    // Any thread.
    private final Queue<Request> asked = new ConcurrentLinkedQueue<>();
    private final Semaphore room;
    private final RequestCounters ledger = new RequestCounters();
    private final ClientListeners listeners = new ClientListeners();
    private volatile long sentAt;
    private volatile boolean ended;
    private volatile Runnable onEnd;

    // Reactor-owned.
    private final ArrayDeque<Request> requests = new ArrayDeque<>();
    /** Not sent yet: they wait for the end of a search for another way. */
    private final ArrayDeque<Request> held = new ArrayDeque<>();
    /** As many of the first of these waited before the search that is under way began. */
    private int heldBefore;

    ClientProtocol(
            Endpoint endpoint, InetSocketAddress remote, ClientOptions options, LongSupplier clock, Dialer dialer) {
        this.endpoint = endpoint;
        this.route = new ServerConnection(endpoint, remote, dialer);
        this.options = options;
        this.clock = clock;
        this.timeoutNanos = options.requestTimeout().toNanos();
        this.keepAliveNanos = options.keepAlive().toNanos();
        this.validation = new ValidationReply(options.validation());
        this.room = new Semaphore(options.requests());
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
        validation.sent();
        return transmit(message);
    }

    private boolean transmit(ByteBuffer message) {
        if (keepAliveNanos > 0) {
            sentAt = clock.getAsLong();
        }
        boolean sent = endpoint.send(message, route.remote()) != SendResult.REFUSED;
        if (!sent && !endpoint.onReactorThread()) {
            // The reactor looks whether the way to the server is lost.
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
        if (!room.tryAcquire()) {
            answer.completeExceptionally(new IllegalStateException(
                    "as many requests wait already as the options allow: " + options.requests()));
            return answer;
        }
        boolean waits = false;
        try {
            ask(new Request(copyOf(message), clock.getAsLong() + timeoutNanos, answer, new AtomicBoolean(true)));
            waits = true;
        } finally {
            if (!waits) {
                room.release();
            }
        }
        endpoint.wake();
        if (ended) {
            failAsked();
        }
        return answer;
    }

    private static ByteBuffer copyOf(ByteBuffer message) {
        // Another thread may move the position and the limit of the caller's own.
        ByteBuffer bytes = message.duplicate();
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip().asReadOnlyBuffer();
    }

    /** Lets {@code request} wait for the reactor; when this throws, it does not wait. */
    private void ask(Request request) {
        request.answer().whenComplete((any, error) -> givenUp(request));
        asked.add(request);
    }

    /** The answer was completed, perhaps by the caller: then the next request need not wait for the reactor. */
    private void givenUp(Request request) {
        if (request.counted().get()) {
            // Should the stack end here, the reactor comes upon the request later.
            StackReserve.probe();
        }
        if (discount(request)) {
            asked.remove(request);
        }
    }

    /** Whether {@code request} was open until this call. */
    private boolean discount(Request request) {
        boolean was = request.counted().compareAndSet(true, false);
        if (was) {
            room.release();
        }
        return was;
    }

    @Override
    public void onDatagram(InetSocketAddress source, ByteBuffer datagram, long now) {
        ledger.received();
        route.onDatagram();
        if (!datagram.hasRemaining()) {
            ledger.keepAlive();
            validate(true, now);
            return;
        }
        ByteBuffer message = copied(datagram);
        if (message == null) {
            ledger.unheard();
            return;
        }
        Request request = answered(message);
        // Before anybody knows of the answer, who may count or close then; and after the request was found, since a
        // send
        // may fail those that wait.
        validate(false, now);
        if (request != null) {
            ledger.answer();
            finish(request, message, null);
            return;
        }
        Consumer<ByteBuffer> listener = listeners.ofMessages();
        if (listener == null) {
            ledger.unheard();
        } else {
            ledger.message();
            listeners.tell(listener, message);
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
        if (validation.answers(empty, now)) {
            keepAlive();
        }
    }

    /** The request that {@code message} answers, which then no longer waits; null when it answers none. */
    private Request answered(ByteBuffer message) {
        for (Iterator<Request> waiting = requests.iterator(); waiting.hasNext(); ) {
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
        ledger.unreachable();
        route.onUnreachable();
        // Made before a request is taken out, here and below: without memory it waits on.
        SocketException error = unreachable(cause);
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            finish(request, null, error);
        }
        listeners.tellUnreachable();
    }

    private SocketException unreachable(IOException cause) {
        SocketException unreachable = cause instanceof PortUnreachableException
                ? new PortUnreachableException("no one listens at " + AddressText.of(route.remote()))
                : new NoRouteToHostException(
                        "the way to " + AddressText.of(route.remote()) + " is closed: " + cause.getMessage());
        unreachable.initCause(cause);
        return unreachable;
    }

    @Override
    public void onTurn(long now) {
        proceed(now);
        sendAsked();
        expire(now);
        if (keepAliveNanos > 0 && now - sentAt >= keepAliveNanos) {
            keepAlive();
        }
        route.hasFailed();
        if (route.search(now)) {
            heldBefore = held.size();
        }
    }

    private void expire(long now) {
        if (isOver(requests.peek(), now) && !requests.peek().answer().isDone()) {
            // Before it is finished: what depends on it may ask again at once.
            route.onSilence();
        }
        while (isOver(requests.peek(), now)) {
            TimeoutException error = new TimeoutException("no answer within " + options.requestTimeout());
            finish(requests.remove(), null, error);
        }
        while (isOver(held.peek(), now)) {
            heldBefore = Math.max(0, heldBefore - 1);
            finish(held.remove(), null, notSent(null));
        }
    }

    private static boolean isOver(Request request, long now) {
        return request != null && (request.deadline() <= now || request.answer().isDone());
    }

    private static Throwable notSent(Throwable cause) {
        try {
            return new IllegalStateException("the datagram could not be sent", cause);
        } catch (OutOfMemoryError e) {
            return e;
        }
    }

    /** Goes another way to the server, when a search has found one, and sends what was held until then. */
    private void proceed(long now) {
        ServerConnection.Found found = route.proceed();
        if (found == null) {
            return;
        }
        if (found.isAnotherWay()) {
            failUnanswerable();
            // To the server this is another peer.
            validation = new ValidationReply(options.validation());
            // The server does not know the new address yet.
            sentAt = keepAliveNanos > 0 ? now - keepAliveNanos : sentAt;
        }
        // Those that came after the search began wait for the next, unless there is another way now.
        for (int left = found.isAnotherWay() ? held.size() : Math.min(heldBefore, held.size()); left > 0; left--) {
            Request request = held.remove();
            if (route.isLost()) {
                finish(request, null, notSent(found.reason()));
            } else {
                send(request, false, found.reason());
            }
        }
        heldBefore = 0;
    }

    /** What was sent from the old address would be answered to it. */
    private void failUnanswerable() {
        SocketException error = new SocketException("the client has a new address, " + AddressText.of(route.local()));
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            finish(request, null, error);
        }
    }

    private void keepAlive() {
        try {
            transmit(ByteBuffer.allocate(0));
        } catch (Throwable e) {
            // An Error too costs this datagram only: the reactor serves other clients.
            Log.warn("a keep-alive could not be sent", e);
        }
    }

    private void sendAsked() {
        for (Request request = asked.poll(); request != null; request = asked.poll()) {
            if (request.answer().isDone()) {
                discount(request);
                continue;
            }
            try {
                if (route.isLost()) {
                    hold(request);
                } else {
                    send(request, true, null);
                }
            } catch (Throwable e) {
                finish(request, null, notSent(e));
            }
        }
    }

    /**
     * Sends {@code request} and lets it wait for its answer. When the way is in doubt then, it is held, or finished.
     *
     * @param mayBeHeld false when it was
     * @param searched why a search has found no other way, or null
     */
    private void send(Request request, boolean mayBeHeld, Throwable searched) {
        Throwable error = searched;
        try {
            validation.sent();
            if (transmit(request.message().duplicate())) {
                keep(request);
                return;
            }
            if (route.hasFailed() && mayBeHeld) {
                hold(request);
                return;
            }
        } catch (Throwable e) {
            // An Error too costs this request only.
            error = e;
        }
        finish(request, null, notSent(error));
    }

    /** Lets {@code request} wait for another way, among as many that were given up as are open at most. */
    private void hold(Request request) {
        if (held.size() >= 2 * options.requests()) {
            held.removeIf(this::isGivenUp);
            heldBefore = Math.min(heldBefore, held.size());
        }
        held.add(request);
        route.doubt();
    }

    /** Lets {@code request} wait for its answer, among as many that were given up as are open at most. */
    private void keep(Request request) {
        if (requests.size() >= 2 * options.requests()) {
            requests.removeIf(this::isGivenUp);
        }
        requests.add(request);
    }

    private boolean isGivenUp(Request request) {
        boolean givenUp = request.answer().isDone();
        if (givenUp) {
            discount(request);
        }
        return givenUp;
    }

    @Override
    public long deadline() {
        long next = keepAliveNanos > 0 ? sentAt + keepAliveNanos : Deadline.NEVER;
        next = Math.min(next, route.deadline());
        next = held.isEmpty() ? next : Math.min(next, held.peek().deadline());
        return requests.isEmpty() ? next : Math.min(next, requests.peek().deadline());
    }

    @Override
    public void onClosed(Throwable cause) {
        ended = true;
        if (cause != null) {
            Log.error("the client was closed by an error", cause);
        }
        try {
            route.close();
            failAll(requests, cause);
            failAll(held, cause);
            failAll(asked, cause);
        } finally {
            closed.countDown();
            Runnable end = onEnd;
            if (end != null) {
                end.run();
            }
        }
    }

    private void failAsked() {
        failAll(asked, null);
    }

    /** One that cannot be failed, as without memory, must not keep the others from it. */
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
        // Before completing: what depends on the answer may ask again at once.
        discount(request);
        if (error == null) {
            request.answer().complete(message);
        } else {
            request.answer().completeExceptionally(error);
        }
    }

    ClientListeners listeners() {
        return listeners;
    }

    /** Runs {@code end} once the socket is closed; for the thread that opens the client, before anybody else has it. */
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
        return route.local();
    }

    InetSocketAddress remoteAddress() {
        return route.remote();
    }

    ClientCounters counters() {
        return ledger.counters(endpoint, route.reconnects());
    }
}
