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
import paloma.reactor.Endpoint;
import paloma.reactor.StackReserve;

/**
 * <em>Any thread.</em> One peer of a server: a connected non-blocking socket on a reactor thread. It is in use as long as the
 * program can reach it, a request waits for its answer, or it has a listener of {@link #onMessage}. One that is in use no
 * more and was not closed is closed when the garbage collector comes upon it, with one line of {@link System.Logger}
 * {@code paloma}; of the clients of one {@link ClientGroup} the first has that line.
 *
 * <p>When the machine's address changes, or the name of the server means another address and the one in use is silent, the
 * client connects again by itself: it resolves the name anew, on a thread that is there for that alone, and goes on with another socket, once a
 * second at most; {@link ClientCounters#reconnects} tells how often. Requests on their way fail then, what had come to the old
 * socket and was not received is lost, and to the server the client is another peer. A request that finds no route waits for
 * that; {@link #send} returns false. Nothing tells of an IPv6 address that was taken away, but that a request has no answer or a
 * keep-alive cannot leave: a client that makes neither goes on to send from it.
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
     * Opens a socket towards the server, on a reactor thread of its own. Nothing is sent yet: a server that is not
     * there is noticed later, by {@link #request} or {@link #onUnreachable}.
     *
     * @throws java.net.UnknownHostException when the host has no address
     * @throws IOException when the socket cannot be made, or the system has no route to any address of the host
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

    /** The server's current address: the one in use of those of its name. */
    public InetSocketAddress remoteAddress() {
        return protocol.remoteAddress();
    }

    /**
     * Sends one datagram without blocking; the bytes are read before this returns.
     *
     * @param message at most 65,507 bytes; an empty one is a keep-alive
     * @return false when it was refused, which is counted
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
     * Sends one datagram and has its answer completed, without blocking: the next message of the server, or with a
     * matcher the first that matches. Completes on the reactor thread, so what depends on it must not block.
     *
     * <p>Completes exceptionally with {@link java.util.concurrent.TimeoutException} when no answer came within
     * {@link ClientOptions#requestTimeout()}; {@link java.net.PortUnreachableException} when the server's host says that
     * no one listens (ICMP port unreachable); {@link java.net.NoRouteToHostException} when that host or a router says that
     * datagrams are not let through (every other ICMP message that the system passes on, a packet filter's
     * host-prohibited or admin-prohibited for instance; RFC 1122 §4.1.3.3); {@link IllegalStateException} when {@link ClientOptions#requests()} wait already or the datagram
     * could not be sent; {@link java.net.SocketException} when the client has connected again meanwhile, from another address
     * than the answer would go to; {@link java.nio.channels.ClosedChannelException} when the client is or gets closed. A caller who
     * completes or cancels it has given up the request, and may ask again at once.
     *
     * <p>Plain datagrams carry no number. Without a matcher the answer is whatever comes next: also the late answer to a
     * request that timed out or was given up, an answer that came twice, or what the server says of its own accord. So put
     * something into each request that its answer has too and no other's, and tell answers apart by that. With a number
     * in the first four bytes of both:
     *
     * <pre>{@code
     * ClientOptions options = ClientOptions.to("localhost", 8080)
     *         .withMatcher(16, (request, message) -> message.remaining() >= 4 && message.getInt(0) == request.getInt(0));
     * }</pre>
     *
     * <p>What then matches no request goes to {@link #onMessage}.
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
     * Sets the listener of messages that answer no request: pushed by the server, late, or repeated. It is called
     * on the reactor thread with a heap buffer that it may keep, and must not block. Without a listener, or with
     * null, such messages are counted and dropped. A client with a listener stays in use until it is closed, even
     * if the program cannot reach it. An empty datagram is a keep-alive: counted, and neither a message nor an
     * answer.
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
     * Who hears, on the reactor thread, that the server's host answered that no one listens (ICMP port unreachable), or that
     * this host or a router lets no datagrams through (RFC 1122 §4.1.3.3); the client goes on and works once the server is
     * up. Linux keeps net, host and address unreachable, no route and time exceeded to itself: it takes them for transient.
     * Nor is a datagram told that was too long for its path: the next ones are sent in fragments.
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
     * Closes the socket; open requests fail; the reactor thread ends, unless a {@link ClientGroup} owns it. Idempotent.
     *
     * <p>Returns when that is done, or after 5 s: a listener may still run then, and one line of {@link System.Logger}
     * {@code paloma} names the thread. On a thread of Paloma's own (where a listener, a callback, or a handler of any client,
     * group or server runs) it returns at once. In both cases the rest is done as soon as the listener has returned. An
     * interrupt does not end the wait; the flag is set again afterwards.
     */
    @Override
    public void close() {
        StackReserve.probe();
        close(BoundedClose.DEFAULT_TIMEOUT);
    }

    /** {@link #close()} with another bound. */
    void close(Duration patience) {
        leakCleaner.onClosed();
        endpoint.close();
        if (PalomaThread.isCurrent()) {
            return;
        }
        BoundedClose closing = new BoundedClose(patience);
        boolean closed = closing.await(protocol::awaitClosed);
        if (!closed || ownsGroup && !closing.join(List.of(group.thread()))) {
            closing.warn("the client of " + AddressText.of(remoteAddress()), List.of(group.thread()));
        }
    }
}
