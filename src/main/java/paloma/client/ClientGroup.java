package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import paloma.lifecycle.BoundedClose;
import paloma.lifecycle.Cleanup;
import paloma.lifecycle.PalomaThread;
import paloma.net.Resolver;
import paloma.reactor.Endpoint;
import paloma.reactor.Reactor;
import paloma.reactor.StackReserve;

/**
 * <em>Any thread.</em> One reactor thread, a daemon, for many clients. A client keeps its group in use. One that neither the
 * program nor a client in use can reach is closed like a forgotten {@link Client}.
 */
public final class ClientGroup implements AutoCloseable {
    private static final int DATAGRAMS_PER_TURN = 64;
    private static final int OUTBOX_DATAGRAMS = 1_024;
    private static final long OUTBOX_BYTES = 4L << 20;
    private static final Endpoint.Bounds BOUNDS =
            new Endpoint.Bounds(DATAGRAMS_PER_TURN, OUTBOX_DATAGRAMS, OUTBOX_BYTES);

    private final Reactor reactor;
    private final LeakCleaner leakCleaner;
    /** Runs searches for a route to a server, see {@link ServerConnection}; its thread ends when there are none. */
    private final ThreadPoolExecutor searchExecutor;

    private ClientGroup(Reactor reactor, boolean forgettable) {
        this.reactor = reactor;
        this.leakCleaner = forgettable ? LeakCleaner.group(this, reactor) : LeakCleaner.none();
        // One thread for all: a lost network is lost for many clients at once, and most resolve the same name.
        this.searchExecutor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), ClientGroup::searchThread);
        searchExecutor.allowCoreThreadTimeOut(true);
    }

    /** A daemon: a slow name service must not keep the program from its end. */
    private static Thread searchThread(Runnable work) {
        Thread thread = new PalomaThread(work, "paloma-client-route");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts the reactor thread. */
    public static ClientGroup open() throws IOException {
        return start(true);
    }

    /** A group of one client, which refers to it and closes it. */
    static ClientGroup openForOne() throws IOException {
        return start(false);
    }

    private static ClientGroup start(boolean forgettable) throws IOException {
        Reactor reactor = Reactor.start("paloma-client-reactor", true);
        try {
            return new ClientGroup(reactor, forgettable);
        } catch (Throwable e) {
            Cleanup.after(e, reactor);
            throw e;
        }
    }

    /**
     * Opens a client as {@link Client#open} does, served by this group's thread. Closing the client leaves the group
     * open.
     *
     * @throws java.net.UnknownHostException when the host has no address
     * @throws IOException when the socket cannot be made, or the system has no route to any address of the host
     * @throws IllegalStateException when the group is closed
     */
    public Client connect(ClientOptions options) throws IOException {
        return connect(options, Resolver.SYSTEM);
    }

    Client connect(ClientOptions options, Resolver resolver) throws IOException {
        Dialer dialer = new SystemDialer(resolver, options, searchExecutor);
        return resolver.firstConnected(
                options.host(), address -> connect(options, new InetSocketAddress(address, options.port()), dialer));
    }

    private Client connect(ClientOptions options, InetSocketAddress remote, Dialer dialer) throws IOException {
        ClientProtocol[] protocol = {null};
        Endpoint endpoint = reactor.connect(remote, options.receiveBufferBytes(), BOUNDS, connected -> {
            protocol[0] = new ClientProtocol(connected, remote, options, dialer);
            return protocol[0];
        });
        try {
            return new Client(endpoint, protocol[0], this);
        } catch (Throwable e) {
            endpoint.close();
            throw e;
        }
    }

    /**
     * Closes every client of the group and ends the thread. Idempotent.
     *
     * <p>Returns when that is done, or after 5 s: a listener may still run then, and one line of {@link System.Logger}
     * {@code paloma} names the thread. On a thread of Paloma's own (where a listener, a callback, or a handler of any client,
     * group or server runs) it returns at once. In both cases the thread ends by itself when the listener has returned. An
     * interrupt does not end the wait; the flag is set again afterwards.
     */
    @Override
    public void close() {
        StackReserve.probe();
        close(BoundedClose.DEFAULT_TIMEOUT);
    }

    /** {@link #close()} with another bound. */
    void close(Duration patience) {
        shutdown();
        if (PalomaThread.isCurrent()) {
            return;
        }
        BoundedClose closing = new BoundedClose(patience);
        closing.join(List.of(thread()));
        closing.warn("a group of clients", List.of(thread()));
    }

    /** Like {@link #close()}, without waiting. */
    void shutdown() {
        leakCleaner.onClosed();
        reactor.close();
    }

    LeakCleaner leakCleaner() {
        return leakCleaner;
    }

    Thread thread() {
        return reactor.thread();
    }
}
