package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import paloma.lifecycle.Cleanup;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.PalomaThread;

/**
 * <em>Reactor-owned.</em> The event loop: one thread, one selector, one receive buffer, one send buffer, and any number of sockets.
 *
 * A turn receives datagrams ({@link ReceiveBatch}), passes them to each socket's {@link DatagramProtocol}, and drains its outbox. The
 * loop blocks in the selector only, never sleeps, and bounds each of its steps.
 *
 * <p>Any thread may bind, connect, wake and close; {@link #turn} and its callees run on the reactor thread.
 */
public final class Reactor implements AutoCloseable {
    /** Room for any datagram: UDP's length field allows 65,535 bytes (RFC 768). */
    private static final int SEND_BUFFER_BYTES = 1 << 16;

    private final Poller poller;
    private final LongSupplier clock;
    private final Thread thread;
    private final ReceiveBatch batch = new ReceiveBatch();
    private final ByteBuffer sendBuffer = ByteBuffer.allocateDirect(SEND_BUFFER_BYTES);
    private final Timers timers = new Timers();
    // Unordered. Each endpoint knows its index, so removal is O(1) and the last iteration allocates nothing.
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<Endpoint> scheduled = new ArrayList<>();
    // Created once: every turn uses them.
    private final LongSupplier timeout = this::untilNextDeadline;
    private final Poller.Ready onReady = this::markReady;
    private final Consumer<Endpoint> onDue = endpoint -> markReady(endpoint, false);

    // Endpoints that other threads have scheduled, newest first, linked through themselves, so that scheduling
    // allocates nothing. An endpoint is in the list at most once; one wake-up serves all.
    private final AtomicReference<Endpoint> pending = new AtomicReference<>();
    private final AtomicBoolean wakeupPending = new AtomicBoolean();
    private volatile boolean closing;
    private volatile boolean ended;

    /** Starts a reactor on a new thread; a daemon thread does not keep the JVM alive. */
    public static Reactor start(String name, boolean daemon) throws IOException {
        // The JDK opens another descriptor when it closes its first selector; later none may be left.
        Selector.open().close();
        OutboxWarmUp.warmUp();
        return start(name, daemon, new BusyPoller(new SelectorPoller(Selector::open)));
    }

    /** Starts a reactor with {@code poller}, which is closed when the start fails. */
    static Reactor start(String name, boolean daemon, Poller poller) {
        try {
            long origin = System.nanoTime();
            Reactor reactor = new Reactor(name, poller, () -> System.nanoTime() - origin);
            reactor.thread.setDaemon(daemon);
            reactor.thread.start();
            return reactor;
        } catch (Throwable e) {
            // An Error too: no memory for the buffers, or no thread.
            Cleanup.after(e, poller);
            throw e;
        }
    }

    Reactor(String name, Poller poller, LongSupplier clock) {
        this.poller = poller;
        this.clock = clock;
        this.thread = new PalomaThread(this::run, name);
    }

    private void run() {
        Throwable cause = null;
        try {
            while (!closing) {
                turn();
            }
        } catch (Throwable e) {
            // A bug, or no memory: the loop cannot go on, and every waiting thread must learn it.
            cause = e;
        }
        shut(cause);
    }

    /** One turn of the loop. */
    void turn() throws IOException {
        poller.poll(timeout, onReady);
        long now = clock.getAsLong();
        if (wakeupPending.get()) {
            wakeupPending.set(false);
        }
        drainPending();
        timers.expire(now, onDue);
        for (Endpoint endpoint : scheduled) {
            endpoint.receive(batch, now);
            endpoint.turn(endpoint.hasRoom, now);
            endpoint.scheduled = false;
            updateTimer(endpoint);
        }
        scheduled.clear();
    }

    /** Nanoseconds until the next deadline; 0 after a wake-up. */
    private long untilNextDeadline() {
        if (wakeupPending.get()) {
            return 0;
        }
        long next = timers.next();
        return next == Deadline.NEVER ? next : Math.max(0, next - clock.getAsLong());
    }

    /** Marks the endpoint as ready in this turn. */
    private void markReady(Endpoint endpoint, boolean hasRoom) {
        if (!endpoint.scheduled) {
            endpoint.scheduled = true;
            endpoint.hasRoom = false;
            scheduled.add(endpoint);
        }
        endpoint.hasRoom |= hasRoom;
    }

    private void drainPending() {
        for (Endpoint endpoint = pending.get(); endpoint != null; endpoint = pending.get()) {
            if (!endpoint.isClosed()) {
                // Listed before it leaves the pending list, so that one of the two always closes it.
                add(endpoint);
            }
            if (pending.compareAndSet(endpoint, endpoint.nextPending)) {
                endpoint.nextPending = null;
                endpoint.clearWakeup();
                if (!endpoint.isClosed()) {
                    markReady(endpoint, false);
                }
            }
        }
    }

    private void add(Endpoint endpoint) {
        if (endpoint.index < 0) {
            endpoints.add(endpoint);
            endpoint.index = endpoints.size() - 1;
        }
    }

    private void remove(Endpoint endpoint) {
        if (endpoint.index >= 0) {
            Endpoint last = endpoints.remove(endpoints.size() - 1);
            if (last != endpoint) {
                endpoints.set(endpoint.index, last);
                last.index = endpoint.index;
            }
            endpoint.index = Endpoint.NO_INDEX;
        }
    }

    private void updateTimer(Endpoint endpoint) {
        if (endpoint.isClosed()) {
            remove(endpoint);
            timers.cancel(endpoint);
        } else {
            timers.schedule(endpoint, endpoint.deadline());
        }
    }

    /** Allocates nothing that could keep an endpoint from its close. */
    private void shut(Throwable cause) {
        Throwable bug = null;
        for (int i = 0; i < endpoints.size(); i++) {
            bug = shut(endpoints.get(i), cause, bug);
        }
        ended = true;
        bug = shutPending(cause, bug);
        try {
            poller.close();
        } catch (Throwable e) {
            // Every socket was closed before, and the selector is gone either way.
        }
        if (bug != null) {
            throw new IllegalStateException("a socket could not be told of its end", bug);
        }
    }

    /** A failure must not keep the others from being closed: threads may wait for them. */
    private static Throwable shut(Endpoint endpoint, Throwable cause, Throwable bug) {
        try {
            endpoint.shut(cause);
            return bug;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Binds a socket to {@code local}. {@code protocol} is applied before the first call to its result. */
    public Endpoint bind(
            InetSocketAddress local,
            int receiveBufferBytes,
            Endpoint.Bounds bounds,
            Function<Endpoint, DatagramProtocol> protocol)
            throws IOException {
        return register(ChannelTransport.bind(local, receiveBufferBytes), bounds, protocol);
    }

    /**
     * Connects a socket to {@code remote}: it receives from that peer only, and ICMP errors of its sends are
     * reported.
     */
    public Endpoint connect(
            InetSocketAddress remote,
            int receiveBufferBytes,
            Endpoint.Bounds bounds,
            Function<Endpoint, DatagramProtocol> protocol)
            throws IOException {
        return connect(null, remote, receiveBufferBytes, bounds, protocol);
    }

    /** Like the other {@code connect}, from {@code local}; null leaves address and port to the system. */
    public Endpoint connect(
            InetSocketAddress local,
            InetSocketAddress remote,
            int receiveBufferBytes,
            Endpoint.Bounds bounds,
            Function<Endpoint, DatagramProtocol> protocol)
            throws IOException {
        return register(ChannelTransport.connect(local, remote, receiveBufferBytes), bounds, protocol);
    }

    /** Serves {@code transport} from the next turn on. */
    Endpoint register(Transport transport, Endpoint.Bounds bounds, Function<Endpoint, DatagramProtocol> protocol)
            throws IOException {
        try {
            if (closing || ended) {
                throw new IllegalStateException("the reactor is closed");
            }
            Endpoint endpoint = new Endpoint(this, transport, bounds, protocol);
            poller.register(transport, endpoint);
            endpoint.wake();
            return endpoint;
        } catch (Throwable e) {
            Cleanup.after(e, transport);
            throw e;
        }
    }

    /** Serves {@code endpoint} by {@code transport} as well, from the next turn on. */
    void reregister(Transport transport, Endpoint endpoint) throws IOException {
        poller.register(transport, endpoint);
    }

    /**
     * Copies a heap buffer into the reactor's direct send buffer. The JDK would make the same copy, but would first
     * look up a temporary buffer. Other buffers, and those of other threads, are returned as they are.
     */
    ByteBuffer toDirect(ByteBuffer datagram) {
        int length = datagram.remaining();
        if (datagram.isDirect() || length > SEND_BUFFER_BYTES || !onThread()) {
            return datagram;
        }
        return sendBuffer.clear().put(0, datagram, datagram.position(), length).limit(length);
    }

    /** Schedules {@code endpoint} for the next turn. */
    void schedule(Endpoint endpoint) {
        do {
            endpoint.nextPending = pending.get();
        } while (!pending.compareAndSet(endpoint.nextPending, endpoint));
        wakeup();
        if (ended) {
            shutPending(null, null);
        }
    }

    /** Closes scheduled endpoints after the last turn; whichever thread takes one closes it. */
    private synchronized Throwable shutPending(Throwable cause, Throwable bug) {
        Throwable last = bug;
        for (Endpoint endpoint = pending.getAndSet(null); endpoint != null; endpoint = endpoint.nextPending) {
            last = shut(endpoint, cause, last);
        }
        return last;
    }

    /** Ends the current poll, or the next one; one wake-up for all calls until the loop reads it. */
    void wakeup() {
        if (!wakeupPending.get() && wakeupPending.compareAndSet(false, true) && !onThread()) {
            poller.wakeup();
        }
    }

    /** The reactor's clock: nanoseconds since it was created. */
    public long nanos() {
        return clock.getAsLong();
    }

    boolean onThread() {
        return Thread.currentThread() == thread;
    }

    long rebuilds() {
        return poller.rebuilds();
    }

    /** Ends the loop: every endpoint is closed, and the thread ends. Idempotent. */
    @Override
    public void close() {
        closing = true;
        wakeup();
    }

    /** The loop's thread, to join it. */
    public Thread thread() {
        return thread;
    }
}
