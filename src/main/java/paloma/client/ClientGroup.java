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
import paloma.lifecycle.StackReserve;
import paloma.net.Resolver;
import paloma.reactor.Endpoint;
import paloma.reactor.Reactor;

/**
 * <em>Any thread.</em> One reactor thread, a daemon, for many clients. A client keeps its group in use. A group that neither
 * the program nor a client in use can reach is closed like a leaked {@link Client}.
 */
public final class ClientGroup implements AutoCloseable {
    private static final int DATAGRAMS_PER_TURN = 64;
    private static final int OUTBOX_DATAGRAMS = 1_024;
    private static final long OUTBOX_BYTES = 4L << 20;
    private static final Endpoint.Bounds BOUNDS =
            new Endpoint.Bounds(DATAGRAMS_PER_TURN, OUTBOX_DATAGRAMS, OUTBOX_BYTES);

    private final Reactor reactor;
    private final LeakCleaner leakCleaner;
    /** Runs the searches of {@link ServerConnection}; its thread ends when there are none. */
    private final ThreadPoolExecutor searchExecutor;

    private ClientGroup(Reactor reactor, boolean closedOnLeak) {
        this.reactor = reactor;
        this.leakCleaner = closedOnLeak ? LeakCleaner.group(this, reactor) : LeakCleaner.none();
        // One thread for all clients: a network outage affects many at once, and most resolve the same name.
        this.searchExecutor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), ClientGroup::searchThread);
        searchExecutor.allowCoreThreadTimeOut(true);
    }

    /** A daemon: a slow name service must not prevent the JVM from exiting. */
    private static Thread searchThread(Runnable work) {
        Thread thread = new PalomaThread(work, "paloma-client-route");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts the reactor thread. */
    public static ClientGroup open() throws IOException {
        return start(true);
    }

    /** A group of one client, which references and closes it. */
    static ClientGroup openForOne() throws IOException {
        return start(false);
    }

    private static ClientGroup start(boolean closedOnLeak) throws IOException {
        Reactor reactor = Reactor.start("paloma-client-reactor", true);
        try {
            return new ClientGroup(reactor, closedOnLeak);
        } catch (Throwable e) {
            Cleanup.after(e, reactor);
            throw e;
        }
    }

    /**
     * Opens a client on this group's thread, see {@link Client#open}. Closing the client leaves the group open.
     *
     * @throws java.net.UnknownHostException when the host has no address
     * @throws IOException when the socket cannot be opened, or the system has no route to any address of the host
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
        Endpoint endpoint = reactor.connect(remote, options.receiveBufferBytes(), BOUNDS);
        try {
            ClientProtocol protocol = new ClientProtocol(endpoint, remote, options, dialer);
            endpoint.start(protocol);
            return new Client(endpoint, protocol, this);
        } catch (Throwable e) {
            endpoint.close();
            throw e;
        }
    }

    /**
     * Closes every client of the group and ends the thread. Idempotent.
     *
     * <p>Returns when that is done, or after 5 s: then a listener is still running, and one line of {@link System.Logger}
     * {@code paloma} names the thread. Returns at once on a thread of Paloma, which runs listeners, callbacks and handlers
     * of clients, groups and servers. In both cases the thread ends when the listener has returned. An interrupt does not
     * end the wait; the flag is set again afterwards.
     */
    @Override
    public void close() {
        StackReserve.probe();
        close(BoundedClose.DEFAULT_TIMEOUT);
    }

    /** {@link #close()} with another timeout. */
    void close(Duration timeout) {
        shutdown();
        if (PalomaThread.isCurrent()) {
            return;
        }
        BoundedClose closing = new BoundedClose(timeout);
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
