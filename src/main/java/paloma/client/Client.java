package paloma.client;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import paloma.AddressText;
import paloma.lifecycle.BoundedClose;
import paloma.lifecycle.Cleanup;
import paloma.lifecycle.PalomaThread;
import paloma.lifecycle.StackReserve;
import paloma.reactor.Endpoint;

/**
 * <em>Any thread.</em> One peer of a server: a connected non-blocking UDP socket on a reactor thread.
 * A client is in use while the program can reach it, a request awaits its answer, or {@link #onMessage} has a listener.
 * A client that is not in use and was not closed is closed after the garbage collector has found it, with one line of
 * {@link System.Logger} {@code paloma}; of the clients of a {@link ClientGroup} only the first writes that line.
 *
 * <p>The client reconnects when the local address changes, or when the server's name resolves to other addresses and the
 * current one does not answer. It then resolves the name again on a separate thread and continues with another socket, at
 * most once a second; {@link ClientCounters#reconnects} counts this. A reconnect fails the sent requests and loses the
 * datagrams that the old socket has not delivered; to the server the client is a new peer. A request without a route waits
 * for the reconnect; {@link #send} returns false. A removed IPv6 address is detected only by a request without an answer or
 * by a keep-alive that cannot be sent: a client that uses neither continues to send from it.
 *
 * <pre>{@code
 * try (Client client = Client.open(ClientOptions.to("localhost", 8080))) {
 *     System.out.println(client.request("Hello, server!").get());
 * }
 * }</pre>
 */
public final class Client implements AutoCloseable {
    private final Endpoint endpoint;
    private final ClientProtocol protocol;
    private final ClientGroup group;
    private final LeakCleaner leakCleaner;
    private volatile boolean ownsGroup;

    Client(Endpoint endpoint, ClientProtocol protocol, ClientGroup group) {
        this.endpoint = endpoint;
        this.protocol = protocol;
        this.group = group;
        this.leakCleaner = LeakCleaner.client(this, remoteAddress(), endpoint, group);
    }

    /**
     * Opens a socket connected to the server, on its own reactor thread. Sends nothing: {@link #request} or
     * {@link #onUnreachable} later detects a server that is not running.
     *
     * @throws java.net.UnknownHostException when the host has no address
     * @throws IOException when the socket cannot be opened, or the system has no route to any address of the host
     */
    public static Client open(ClientOptions options) throws IOException {
        ClientGroup group = ClientGroup.openForOne();
        try {
            Client client = group.connect(options);
            client.ownsGroup = true;
            client.protocol.ownGroup(group);
            return client;
        } catch (Throwable e) {
            Cleanup.after(e, group);
            throw e;
        }
    }

    /** The client's current local address. */
    public InetSocketAddress localAddress() {
        return protocol.localAddress();
    }

    /** The server's current address, one of those that its name resolved to. */
    public InetSocketAddress remoteAddress() {
        return protocol.remoteAddress();
    }

    /**
     * Sends one datagram without blocking; the bytes are read before this returns.
     *
     * @param message at most 65,507 bytes; an empty one is a keep-alive
     * @return false when it was refused; {@link ClientCounters#unsent} counts it
     */
    public boolean send(ByteBuffer message) {
        try {
            return protocol.send(message);
        } finally {
            // Keeps the client reachable during the send.
            Reference.reachabilityFence(this);
        }
    }

    /** {@link #send(ByteBuffer)} with the UTF-8 bytes of {@code message}. */
    public boolean send(String message) {
        return send(utf8(message));
    }

    /**
     * Sends one datagram and returns its answer as a future, without blocking. The answer is the next message of the
     * server or, with a matcher, the first that matches. The future completes on the reactor thread: dependent actions
     * must not block.
     *
     * <p>Completes exceptionally with
     * <ul>
     * <li>{@link java.util.concurrent.TimeoutException} when no answer came within {@link ClientOptions#requestTimeout()};
     * <li>{@link java.net.PortUnreachableException} when the server's host reported that nothing listens at the port (ICMP
     *     port unreachable);
     * <li>{@link java.net.NoRouteToHostException} when that host or a router reported that it blocks the datagrams: every
     *     other ICMP error that the system delivers, e.g. host prohibited or admin prohibited of a packet filter (RFC 1122
     *     §4.1.3.3);
     * <li>{@link IllegalStateException} when {@link ClientOptions#requests()} are pending, or the datagram could not be sent;
     * <li>{@link java.net.SocketException} when the client has reconnected: the answer would go to the old address;
     * <li>{@link java.nio.channels.ClosedChannelException} when the client is closed, before or after the call.
     * </ul>
     * A caller that completes or cancels the future abandons the request, and can submit the next at once.
     *
     * <p>Plain datagrams carry no number. Without a matcher any message is the answer: also the late answer of a request
     * that timed out or was cancelled, a duplicate, or a message that the server pushed. So put a value into each request
     * that the server copies into its answer and that no other request has, and match by it. With a number in the first
     * four bytes of both:
     *
     * <pre>{@code
     * ClientOptions options = ClientOptions.to("localhost", 8080)
     *         .withMatcher(16, (request, message) -> message.remaining() >= 4 && message.getInt(0) == request.getInt(0));
     * }</pre>
     *
     * <p>{@link #onMessage} receives the messages that match no request.
     */
    public CompletableFuture<ByteBuffer> request(ByteBuffer message) {
        CompletableFuture<ByteBuffer> answer = protocol.request(message);
        // A dependent stage refers to this client, which so stays reachable.
        answer.whenComplete((any, error) -> Reference.reachabilityFence(this));
        return answer;
    }

    /** {@link #request(ByteBuffer)} in UTF-8; malformed bytes of the answer become U+FFFD. */
    public CompletableFuture<String> request(String message) {
        CompletableFuture<ByteBuffer> answer = request(utf8(message));
        CompletableFuture<String> text =
                answer.thenApply(bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
        // Cancelling the text cancels the request.
        text.whenComplete((any, error) -> answer.cancel(false));
        return text;
    }

    /** Null for null, which {@link #send(ByteBuffer)} refuses and counts. */
    private static ByteBuffer utf8(String message) {
        return message == null ? null : ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the listener of messages that answer no request: pushed, late, or duplicate. It is called on the reactor thread
     * with a heap buffer that it may keep, and must not block. Without a listener, or with null, such messages are counted
     * and dropped. A client with a listener stays in use until it is closed, even if the program cannot reach it. An empty
     * datagram is a keep-alive: it is counted, and is neither a message nor an answer.
     *
     * @return this
     */
    public Client onMessage(Consumer<ByteBuffer> listener) {
        protocol.listeners()
                .onMessage(
                        listener == null
                                ? null
                                : message -> {
                                    listener.accept(message);
                                    Reference.reachabilityFence(this);
                                });
        return this;
    }

    /**
     * Sets the listener of ICMP errors; called on the reactor thread, it must not block. It is called when the server's
     * host reported that nothing listens at the port (port unreachable), or that host or a router that it blocks the
     * datagrams (RFC 1122 §4.1.3.3). The client stays open and works once the server is up. Linux does not deliver net
     * unreachable, host unreachable, address unreachable, no route and time exceeded, which it regards as transient. A
     * datagram longer than the path MTU is not reported either: the system fragments the next ones.
     *
     * @return this
     */
    public Client onUnreachable(Runnable listener) {
        protocol.listeners().onUnreachable(listener);
        return this;
    }

    /** The counters at this moment. */
    public ClientCounters counters() {
        return protocol.counters();
    }

    /**
     * Closes the socket and fails the pending requests. Idempotent. The reactor thread ends too, unless a
     * {@link ClientGroup} owns it.
     *
     * <p>Returns when that is done, or after 5 s: then a listener is still running, and one line of {@link System.Logger}
     * {@code paloma} names the thread. Returns at once on a thread of Paloma, which runs listeners, callbacks and handlers
     * of clients, groups and servers. In both cases the close completes when the listener has returned. An interrupt does
     * not end the wait; the flag is set again afterwards.
     */
    @Override
    public void close() {
        StackReserve.probe();
        close(BoundedClose.DEFAULT_TIMEOUT);
    }

    /** {@link #close()} with another timeout. */
    void close(Duration timeout) {
        leakCleaner.onClosed();
        endpoint.close();
        if (PalomaThread.isCurrent()) {
            return;
        }
        BoundedClose closing = new BoundedClose(timeout);
        boolean closed = closing.await(protocol::awaitClosed);
        if (!closed || ownsGroup && !closing.join(List.of(group.thread()))) {
            closing.warn("the client of " + AddressText.of(remoteAddress()), List.of(group.thread()));
        }
    }
}
