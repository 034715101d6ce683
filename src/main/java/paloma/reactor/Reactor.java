package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import paloma.BatchRefusedException;
import paloma.TransportChoice;
import paloma.lifecycle.Cleanup;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.PalomaThread;

/**
 * <em>Reactor-owned.</em> The event loop: one thread, one selector, any number of datagram sockets and tasks.
 * Any thread may call {@link #bind}, {@link #connect}, {@link #schedule}, {@link #wakeup}, {@link #nanos} and {@link
 * #close}; {@link #turn} and its callees run on the reactor thread.
 *
 * <p>A turn runs every {@link ReactorTask} that is ready, woken, or due. One with a socket, an {@link Endpoint},
 * receives datagrams ({@link ReceiveBatch}), passes them to its {@link DatagramProtocol}, and drains its outbox while
 * the kernel has room. The loop blocks in the selector only, never sleeps, and bounds each step.
 */
public final class Reactor implements AutoCloseable {
    /**
     * <em>Immutable.</em> The transport that a socket should have.
     *
     * @param receiveBytes the longest datagram that is received whole
     * @param senders the threads that stage datagrams; the memory of their batches is allocated at the bind
     */
    public record TransportRequest(TransportChoice choice, int receiveBytes, int senders) {}

    private final Poller poller;
    private final LongSupplier clock;
    private final Thread thread;
    private final ReceiveBatch batch = new ReceiveBatch();
    private final Timers timers = new Timers();
    // Unordered. Each task stores its index, so removal needs no search and shutdown allocates nothing.
    private final List<ReactorTask> tasks = new ArrayList<>();
    private final List<ReactorTask> scheduled = new ArrayList<>();
    // Allocated once: every turn uses them.
    private final LongSupplier timeout = this::untilNextDeadline;
    private final Poller.Ready onReady = this::markReady;
    private final Consumer<ReactorTask> onDue = this::addToTurn;

    // Tasks scheduled by other threads, newest first, linked through ReactorTask.nextPending: scheduling allocates
    // nothing. A task is listed at most once, and one wake-up serves all that were added before the turn.
    private final AtomicReference<ReactorTask> pending = new AtomicReference<>();
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
            // A bug or an exhausted heap: the loop cannot continue, and every task must be closed.
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
        // Indexed: an iterator would be an object per turn.
        for (int i = 0; i < scheduled.size(); i++) {
            ReactorTask task = scheduled.get(i);
            task.turn(batch, now);
            task.scheduled = false;
            updateTimer(task);
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
        endpoint.onReady(hasRoom);
        addToTurn(endpoint);
    }

    private void addToTurn(ReactorTask task) {
        if (!task.scheduled) {
            task.scheduled = true;
            scheduled.add(task);
        }
    }

    private void drainPending() {
        for (ReactorTask task = pending.get(); task != null; task = pending.get()) {
            if (!task.isClosed()) {
                // Listed in tasks before it leaves the pending list, so that shutdown always finds it in one of the
                // two.
                add(task);
            }
            if (pending.compareAndSet(task, task.nextPending)) {
                task.nextPending = null;
                task.clearWakeup();
                if (!task.isClosed()) {
                    addToTurn(task);
                }
            }
        }
    }

    private void add(ReactorTask task) {
        if (task.index < 0) {
            tasks.add(task);
            task.index = tasks.size() - 1;
        }
    }

    private void remove(ReactorTask task) {
        if (task.index >= 0) {
            ReactorTask last = tasks.remove(tasks.size() - 1);
            if (last != task) {
                tasks.set(task.index, last);
                last.index = task.index;
            }
            task.index = ReactorTask.NO_INDEX;
        }
    }

    private void updateTimer(ReactorTask task) {
        if (task.isClosed()) {
            remove(task);
            timers.cancel(task);
        } else {
            timers.schedule(task, task.deadline());
        }
    }

    /** Closes all tasks. Must not depend on free heap: allocates nothing per task. */
    private void shut(Throwable cause) {
        Throwable bug = null;
        for (int i = 0; i < tasks.size(); i++) {
            bug = shut(tasks.get(i), cause, bug);
        }
        ended = true;
        bug = shutPending(cause, bug);
        try {
            poller.close();
        } catch (Throwable e) {
            // Every socket was closed before.
        }
        if (bug != null) {
            throw new IllegalStateException("a socket or a task could not be closed", bug);
        }
    }

    /** Closes one task; a failure is returned and does not stop the others. */
    private static Throwable shut(ReactorTask task, Throwable cause, Throwable bug) {
        try {
            task.shut(cause);
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
     * Binds a socket to {@code local}, which may receive and send in batches. It receives nothing before {@link
     * Endpoint#start}.
     *
     * @throws BatchRefusedException when the request is for {@link TransportChoice#BATCH}, and that cannot work here
     */
    public Endpoint bind(
            InetSocketAddress local, int receiveBufferBytes, TransportRequest request, Endpoint.Bounds bounds)
            throws IOException {
        ChannelTransport bound = ChannelTransport.bind(local, receiveBufferBytes);
        Transport chosen = bound;
        try {
            if (request.choice() != TransportChoice.CHANNEL) {
                chosen = BatchTransport.on(bound, request.receiveBytes(), request.senders());
            }
        } catch (BatchRefusedException e) {
            if (request.choice() == TransportChoice.BATCH) {
                Cleanup.after(e, bound);
                throw e;
            }
        } catch (Throwable e) {
            Cleanup.after(e, bound);
            throw e;
        }
        return open(chosen, bounds);
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
        requireOpen();
        poller.register(transport, endpoint);
        scheduleTurn(endpoint);
    }

    /**
     * Schedules the first turn of {@code task}, which gets further turns when it is woken or its deadline passes.
     *
     * @throws IllegalStateException when the reactor is closed, or the task has a reactor already
     */
    public void schedule(ReactorTask task) {
        requireOpen();
        task.assignTo(this);
        scheduleTurn(task);
    }

    private void requireOpen() {
        if (closing || ended) {
            throw new IllegalStateException("the reactor is closed");
        }
    }

    /** Registers {@code transport} as a further socket of {@code endpoint}. */
    void reregister(Transport transport, Endpoint endpoint) throws IOException {
        poller.register(transport, endpoint);
    }

    /** Any thread: schedules {@code task} for the next turn. */
    void scheduleTurn(ReactorTask task) {
        do {
            task.nextPending = pending.get();
        } while (!pending.compareAndSet(task.nextPending, task));
        wakeup();
        if (ended) {
            shutPending(null, null);
        }
    }

    /** Closes the pending tasks after the last turn; runs on the thread that finds them. */
    private synchronized Throwable shutPending(Throwable cause, Throwable bug) {
        Throwable last = bug;
        for (ReactorTask task = pending.getAndSet(null); task != null; task = task.nextPending) {
            last = shut(task, cause, last);
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

    /** Any thread: ends the loop. Every task is closed, and the thread ends soon after. Idempotent. */
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
