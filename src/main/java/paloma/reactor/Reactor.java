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
import java.util.function.LongSupplier;
import paloma.lifecycle.Cleanup;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.PalomaThread;

/**
 * <em>Reactor-owned.</em> The event loop: one thread, one selector, any number of datagram sockets.
 * Any thread may call {@link #bind}, {@link #connect}, {@link #wakeup}, {@link #nanos} and {@link #close}; {@link
 * #turn} and its callees run on the reactor thread.
 *
 * <p>A turn receives datagrams ({@link ReceiveBatch}), passes them to the socket's {@link DatagramProtocol}, and
 * drains the outbox while the kernel has room. The loop blocks in the selector only, never sleeps, and bounds each
 * step.
 */
public final class Reactor implements AutoCloseable {
    /** The largest datagram: UDP's length field allows 65,535 bytes (RFC 768). */
    private static final int SEND_BUFFER_BYTES = 1 << 16;

    private final Poller poller;
    private final LongSupplier clock;
    private final Thread thread;
    private final ReceiveBatch batch = new ReceiveBatch();
    private final ByteBuffer sendBuffer = ByteBuffer.allocateDirect(SEND_BUFFER_BYTES);
    private final Timers timers = new Timers();
    // Unordered. Each endpoint stores its index, so removal needs no search and shutdown allocates nothing.
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<Endpoint> scheduled = new ArrayList<>();
    // Allocated once: every turn uses them.
    private final LongSupplier timeout = this::untilNextDeadline;
    private final Poller.Ready onReady = this::markReady;
    private final Consumer<Endpoint> onDue = endpoint -> markReady(endpoint, false);

    // Endpoints scheduled by other threads, newest first, linked through Endpoint.nextPending: scheduling allocates
    // nothing. An endpoint is listed at most once, and one wake-up serves all that were added before the turn.
    private final AtomicReference<Endpoint> pending = new AtomicReference<>();
    private final AtomicBoolean wakeupPending = new AtomicBoolean();
    private volatile boolean closing;
    private volatile boolean ended;

    /** Starts a reactor on a new thread; a daemon thread does not keep the JVM alive. */
    public static Reactor start(String name, boolean daemon) throws IOException {
        // Closing the first selector makes the JDK open a descriptor; later none may be left.
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
            // Also an Error: no memory for the buffers, or no thread.
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
            // A bug or an exhausted heap: the loop cannot continue, and every endpoint must be closed.
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

    /** Nanoseconds until the next timer; 0 when a wake-up is pending. */
    private long untilNextDeadline() {
        if (wakeupPending.get()) {
            return 0;
        }
        long next = timers.next();
        return next == Deadline.NEVER ? next : Math.max(0, next - clock.getAsLong());
    }

    /** Adds {@code endpoint} to this turn. */
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
                // Listed in endpoints before it leaves the pending list, so that shutdown always finds it in one of the
                // two.
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

    /** Closes all endpoints. Must not depend on free heap: allocates nothing per endpoint. */
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
            // Every socket was closed before.
        }
        if (bug != null) {
            throw new IllegalStateException("a socket could not be told of its end", bug);
        }
    }

    /** Closes one endpoint; a failure is returned and does not stop the others. */
    private static Throwable shut(Endpoint endpoint, Throwable cause, Throwable bug) {
        try {
            endpoint.shut(cause);
            return bug;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Binds a socket to {@code local}. It receives nothing before {@link Endpoint#start}. */
    public Endpoint bind(InetSocketAddress local, int receiveBufferBytes, Endpoint.Bounds bounds) throws IOException {
        return open(ChannelTransport.bind(local, receiveBufferBytes), bounds);
    }

    /**
     * Connects a socket to {@code remote}: it receives from that peer only, and reports its ICMP errors. It receives
     * nothing before {@link Endpoint#start}.
     */
    public Endpoint connect(InetSocketAddress remote, int receiveBufferBytes, Endpoint.Bounds bounds)
            throws IOException {
        return connect(null, remote, receiveBufferBytes, bounds);
    }

    /** Connects from {@code local}; null lets the system choose the address and the port. */
    public Endpoint connect(
            InetSocketAddress local, InetSocketAddress remote, int receiveBufferBytes, Endpoint.Bounds bounds)
            throws IOException {
        return open(ChannelTransport.connect(local, remote, receiveBufferBytes), bounds);
    }

    /** An endpoint of {@code transport}, which is closed when that fails. */
    Endpoint open(Transport transport, Endpoint.Bounds bounds) {
        try {
            return new Endpoint(this, transport, bounds);
        } catch (Throwable e) {
            Cleanup.after(e, transport);
            throw e;
        }
    }

    /** Registers {@code transport} with the poller, and schedules the first turn of {@code endpoint}. */
    void start(Endpoint endpoint, Transport transport) throws IOException {
        if (closing || ended) {
            throw new IllegalStateException("the reactor is closed");
        }
        poller.register(transport, endpoint);
        schedule(endpoint);
    }

    /** Registers {@code transport} as a further socket of {@code endpoint}. */
    void reregister(Transport transport, Endpoint endpoint) throws IOException {
        poller.register(transport, endpoint);
    }

    /**
     * Copies a heap buffer into the reactor's direct send buffer.
     * The JDK would make the same copy, but would first look up a temporary buffer. On other threads, and for direct
     * or oversized buffers, returns {@code datagram}.
     */
    ByteBuffer toDirect(ByteBuffer datagram) {
        int length = datagram.remaining();
        if (datagram.isDirect() || length > SEND_BUFFER_BYTES || !onThread()) {
            return datagram;
        }
        return sendBuffer.clear().put(0, datagram, datagram.position(), length).limit(length);
    }

    /** Any thread: schedules {@code endpoint} for the next turn. */
    void schedule(Endpoint endpoint) {
        do {
            endpoint.nextPending = pending.get();
        } while (!pending.compareAndSet(endpoint.nextPending, endpoint));
        wakeup();
        if (ended) {
            shutPending(null, null);
        }
    }

    /** Closes the pending endpoints after the last turn; runs on the thread that finds them. */
    private synchronized Throwable shutPending(Throwable cause, Throwable bug) {
        Throwable last = bug;
        for (Endpoint endpoint = pending.getAndSet(null); endpoint != null; endpoint = endpoint.nextPending) {
            last = shut(endpoint, cause, last);
        }
        return last;
    }

    /** Any thread: ends the current or the next poll. Calls before the next turn share one wake-up. */
    void wakeup() {
        if (!wakeupPending.get() && wakeupPending.compareAndSet(false, true) && !onThread()) {
            poller.wakeup();
        }
    }

    /** Any thread: nanoseconds on the monotonic clock since the reactor was created. */
    public long nanos() {
        return clock.getAsLong();
    }

    boolean onThread() {
        return Thread.currentThread() == thread;
    }

    long rebuilds() {
        return poller.rebuilds();
    }

    /** Any thread: ends the loop. Every endpoint is closed, and the thread ends soon after. Idempotent. */
    @Override
    public void close() {
        closing = true;
        wakeup();
    }

    /** The loop's thread, for joining. */
    public Thread thread() {
        return thread;
    }
}
