package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import paloma.AddressText;
import paloma.UnsentReason;
import paloma.client.PendingRequests.Request;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;
import paloma.lifecycle.StackReserve;
import paloma.net.Source;
import paloma.reactor.DatagramProtocol;
import paloma.reactor.Endpoint;
import paloma.reactor.Endpoint.SendResult;

/**
 * <em>Reactor-owned.</em> Sends and receives for one client: requests, messages, keep-alive, reconnect.
 * Any thread may call {@link #send}, {@link #request}, the listeners and the counters.
 *
 * <p>The reactor thread sends the datagrams of requests. So no answer arrives before its request is registered, and
 * an error of an earlier datagram on the socket is attributed to the right request.
 */
final class ClientProtocol implements DatagramProtocol {
    private final Endpoint endpoint;
    private final ServerConnection connection;
    private final ClientOptions options;
    private final PendingRequests requests;
    private final long keepAliveNanos;
    /** Of the current connection; written by the reactor. */
    private volatile ValidationReply validation;

    private final CountDownLatch closed = new CountDownLatch(1);

    // Any thread.
    private final RequestCounters requestCounters = new RequestCounters();
    private final ClientListeners listeners = new ClientListeners();
    private volatile long sentAt;
    private volatile ClientGroup ownedGroup;

    ClientProtocol(Endpoint endpoint, InetSocketAddress remote, ClientOptions options, Dialer dialer) {
        this.endpoint = endpoint;
        this.connection = new ServerConnection(endpoint, remote, dialer);
        this.options = options;
        this.requests = new PendingRequests(options);
        this.keepAliveNanos = options.keepAlive().toNanos();
        this.validation = new ValidationReply(options.validation());
        this.sentAt = endpoint.nanos();
    }

    /** Any thread: implements {@link Client#send(ByteBuffer)}. */
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
            sentAt = endpoint.nanos();
        }
        boolean sent = endpoint.send(message, connection.remote()) != SendResult.REFUSED;
        if (!sent && !endpoint.onReactorThread()) {
            // The reactor checks whether the route to the server is lost.
            endpoint.wake();
        }
        return sent;
    }

    /** Any thread: implements {@link Client#request(ByteBuffer)}. */
    CompletableFuture<ByteBuffer> request(ByteBuffer message) {
        StackReserve.probe();
        CompletableFuture<ByteBuffer> answer = requests.submit(message, endpoint.nanos());
        if (!answer.isDone()) {
            endpoint.wake();
        }
        return answer;
    }

    @Override
    public void onDatagram(Source source, ByteBuffer datagram, long now) {
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
        Request request = requests.takeMatching(message);
        // Before the answer is published, since the caller may then close; after the match, since a send may fail the
        // sent requests.
        validate(false, now);
        if (request != null) {
            requestCounters.answer();
            requests.answer(request, message);
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

    /** Null when memory is lacking: only this datagram is lost, since other clients share the reactor. */
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

    @Override
    public void onUnreachable(IOException cause) {
        requestCounters.unreachable();
        connection.onUnreachable();
        // Created before a request is removed: without memory the request stays pending.
        SocketException error = connection.unreachableError(cause);
        requests.failSent(error);
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
            requests.onSearchStarted();
        }
    }

    private void expire(long now) {
        if (requests.hasTimedOut(now)) {
            // Before completion: a dependent action may send the next request.
            connection.onRequestTimeout();
        }
        requests.expire(now);
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
        for (Request request = requests.takeDeferred(found.isNewRoute());
                request != null;
                request = requests.takeDeferred(found.isNewRoute())) {
            if (connection.isLost()) {
                requests.failUnsent(request, found.reason());
            } else {
                send(request, false, found.reason());
            }
        }
    }

    /** Fails the sent requests: their answers would go to the old address. */
    private void failUnanswerable() {
        requests.failSent(new SocketException("the client has a new address, " + AddressText.of(connection.local())));
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
        for (Request request = requests.takeSubmitted(); request != null; request = requests.takeSubmitted()) {
            try {
                if (connection.isLost()) {
                    defer(request);
                } else {
                    send(request, true, null);
                }
            } catch (Throwable e) {
                requests.failUnsent(request, e);
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
            if (transmit(request.message())) {
                requests.awaitAnswer(request);
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
        requests.failUnsent(request, error);
    }

    /** Defers {@code request} until a search for another route has ended. */
    private void defer(Request request) {
        requests.defer(request);
        connection.doubtRoute();
    }

    @Override
    public long deadline() {
        long next = keepAliveNanos > 0 ? sentAt + keepAliveNanos : Deadline.NEVER;
        return Math.min(next, Math.min(connection.deadline(), requests.deadline()));
    }

    @Override
    public void onClosed(Throwable cause) {
        if (cause != null) {
            Log.error("the client was closed by an error", cause);
        }
        try {
            requests.close(cause);
            connection.close();
        } finally {
            closed.countDown();
            ClientGroup group = ownedGroup;
            if (group != null) {
                group.shutdown();
            }
        }
    }

    ClientListeners listeners() {
        return listeners;
    }

    /** Shuts {@code group} down once the socket is closed; called before the client is published. */
    void ownGroup(ClientGroup group) {
        ownedGroup = group;
        if (closed.getCount() == 0) {
            group.shutdown();
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
