package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** <em>Any thread.</em> One peer of a server: a connected socket on a reactor thread. */
public final class Client implements AutoCloseable {
    private Client() {}

    /**
     * Opens a socket towards the server, on a reactor thread of its own. Nothing is sent, so that a server that is not there is
     * noticed later, by {@link #request} or {@link #onUnreachable}.
     *
     * @throws java.net.UnknownHostException when the host has no address
     * @throws IOException when the socket cannot be made
     */
    public static Client open(ClientOptions options) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** This client's own address. */
    public InetSocketAddress localAddress() {
        throw new UnsupportedOperationException();
    }

    /** The server's address. */
    public InetSocketAddress remoteAddress() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends one datagram, without waiting for anything; the bytes are read before this returns.
     *
     * @return false when it was refused, which is counted
     */
    public boolean send(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    /** {@link #send(ByteBuffer)} with the UTF-8 bytes of {@code message}. */
    public boolean send(String message) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends one datagram and waits, without blocking, for its answer: the next message of the server, or with a
     * matcher the first that matches. Completes on the reactor thread, so what depends on it must not block.
     *
     * <p>Completes exceptionally with {@link java.util.concurrent.TimeoutException} when no answer came within
     * {@link ClientOptions#requestTimeout()}; {@link java.net.PortUnreachableException} when the server's host says that
     * no one listens; {@link IllegalStateException} when {@link ClientOptions#requests()} wait already or the datagram
     * could not be sent; {@link java.nio.channels.ClosedChannelException} when the client is or gets closed.
     */
    public CompletableFuture<ByteBuffer> request(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    /** {@link #request(ByteBuffer)} in UTF-8, with U+FFFD in place of what is malformed in the answer. */
    public CompletableFuture<String> request(String message) {
        throw new UnsupportedOperationException();
    }

    /**
     * Who hears messages that answer no request: pushed by the server, late, or repeated. Called on the reactor thread
     * with a heap buffer that is the listener's to keep; must not block. Without a listener they are counted and dropped.
     *
     * @return this
     */
    public Client onMessage(Consumer<ByteBuffer> listener) {
        throw new UnsupportedOperationException();
    }

    /**
     * Who hears, on the reactor thread, that the server's host answered that no one listens (ICMP port unreachable);
     * the client goes on and works once the server is up.
     *
     * @return this
     */
    public Client onUnreachable(Runnable listener) {
        throw new UnsupportedOperationException();
    }

    /** What was counted up to now. */
    public ClientCounters counters() {
        throw new UnsupportedOperationException();
    }

    /** Closes the socket; open requests fail. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
