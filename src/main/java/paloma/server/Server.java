package paloma.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import paloma.Counters;
import paloma.Handler;
import paloma.Session;

/** <em>Any thread.</em> One UDP socket, its sessions, and the threads that serve them. */
public final class Server implements AutoCloseable {
    private Server() {}

    /**
     * Binds the socket and starts serving.
     *
     * @throws java.net.UnknownHostException when the host has no address
     * @throws java.net.BindException when the address is not this machine's or the port is taken or not allowed
     * @throws IOException when the socket cannot be made
     */
    public static Server open(ServerOptions options, Handler handler) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The bound address, with the port that was picked when the options said 0. */
    public InetSocketAddress localAddress() {
        throw new UnsupportedOperationException();
    }

    /** SO_RCVBUF as the kernel granted it, in bytes; less than asked for when the system's limit is lower. */
    public int receiveBufferBytes() {
        throw new UnsupportedOperationException();
    }

    /** What was counted up to now; after {@link #close()} the final account. */
    public Counters counters() {
        throw new UnsupportedOperationException();
    }

    /**
     * The live sessions in the order in which they opened, collected by the reactor over as many turns as that takes.
     * Completes exceptionally with {@link IllegalStateException} when the server is closed or too many commands wait.
     */
    public CompletableFuture<List<Session>> sessions() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends {@code message} to every session that is live now, as fast as the outbox allows. Completes with the number
     * of sessions whose {@link Session#send} returned true; exceptionally as {@link #sessions()} does.
     */
    public CompletableFuture<Integer> broadcast(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes no more messages, lets the handler finish what was accepted, closes every session with
     * {@link paloma.CloseReason#STOPPING}, sends what still waits, and closes the socket; all within
     * {@link paloma.Limits#drainTime()}. Returns when that is done, or at once when called by the handler or a second time
     * by any thread that serves this server.
     */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /**
     * Waits until the server is closed.
     *
     * @throws IllegalStateException when it was closed by an error of its own, which is the cause
     */
    public void awaitClosed() throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
