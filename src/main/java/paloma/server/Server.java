package paloma.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import paloma.AddressText;
import paloma.BatchRefusedException;
import paloma.Counters;
import paloma.Handler;
import paloma.Limits;
import paloma.ServerListener;
import paloma.ServerMetric;
import paloma.ServerStatus;
import paloma.Session;
import paloma.TransportChoice;
import paloma.jfr.DropEvents;
import paloma.lifecycle.BoundedClose;
import paloma.lifecycle.BuildVersion;
import paloma.lifecycle.Cleanup;
import paloma.lifecycle.ListenerCall;
import paloma.lifecycle.Log;
import paloma.lifecycle.PalomaThread;
import paloma.lifecycle.ShutdownHook;
import paloma.lifecycle.StackReserve;
import paloma.net.Resolver;
import paloma.net.SocketDrops;
import paloma.reactor.Endpoint;
import paloma.reactor.Reactor;
import paloma.reactor.Transport;
import paloma.session.SessionCounters;
import paloma.worker.HandlerExecutor;
import paloma.worker.HandlerInvoker;
import paloma.worker.InlineExecutor;
import paloma.worker.StuckWorkerMonitor;
import paloma.worker.WorkerPool;

/**
 * <em>Any thread.</em> A UDP server: one socket, its sessions, a reactor thread, and a pool that runs the handler.
 *
 * <pre>{@code
 * try (Server server = Server.open(ServerOptions.on(8080), (session, message) -> session.send(message))) {
 *     server.awaitClosed();
 * }
 * }</pre>
 *
 * <p>A server runs until it is closed or fails; its threads keep it reachable. Its socket is not connected, so it
 * receives no ICMP errors: systems report those to connected sockets only.
 */
public final class Server implements AutoCloseable {
    /** Time for user code to return after the drain, before its thread is interrupted. */
    private static final Duration USER_CODE_TIMEOUT = Duration.ofMillis(500);
    /** Time that {@link #close()} waits beyond the drain time. */
    private static final Duration CLOSE_MARGIN = Duration.ofSeconds(1);

    private final Reactor reactor;
    private final Shard shard;
    private final InetSocketAddress localAddress;
    private final int receiveBufferBytes;
    private final TransportChoice transport;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final StuckWorkerMonitor workerMonitor;
    private final Thread maintenanceThread;
    private final DropEvents dropEvents;
    private final Limits limits;
    private final ServerListener listener;
    // Written before the maintenance thread starts; null when the options ask for none.
    private ShutdownHook shutdownHook;
    private volatile Throwable failure;
    private final KernelDrops kernelDrops = new KernelDrops(this::listedKernelDrops);

    private Server(ServerOptions asked, Handler handler, InetAddress host) throws IOException {
        limits = new HeapBudget(asked, host, Runtime.getRuntime().maxMemory()).fitted(asked.limits());
        ServerOptions options = asked.withLimits(limits);
        listener = options.listener();
        SessionCounters counters = new SessionCounters(1 + Math.max(1, options.workers()));
        HandlerExecutor executor = null;
        reactor = Reactor.start("paloma-server-reactor", false);
        try {
            executor = options.workers() == 0
                    ? new InlineExecutor(new HandlerInvoker(handler, listener, counters.worker(1)))
                    : new WorkerPool("paloma-server-worker", options.workers(), handler, listener, counters);
            workerMonitor = executor instanceof WorkerPool pool ? new StuckWorkerMonitor(pool, listener) : null;
            maintenanceThread = new PalomaThread(this::runMaintenance, "paloma-server-maintenance");
            maintenanceThread.setDaemon(true);
            Endpoint endpoint = bind(new InetSocketAddress(host, options.port()), options);
            transport = endpoint.transport();
            shard = openShard(endpoint, options, counters, executor);
            localAddress = shard.localAddress();
            receiveBufferBytes = shard.receiveBufferBytes();
            dropEvents = new DropEvents(localAddress);
            shard.start(new SocketCloseListener());
        } catch (Throwable e) {
            if (executor != null) {
                executor.close();
            }
            reactor.close();
            throw e;
        }
    }

    /**
     * Binds the socket with the transport that the options choose.
     *
     * @throws BatchRefusedException when they ask for {@link TransportChoice#BATCH}, which cannot work
     */
    private Endpoint bind(InetSocketAddress local, ServerOptions options) throws IOException {
        Endpoint.Bounds bounds =
                new Endpoint.Bounds(limits.datagramsPerTurn(), limits.outboxDatagrams(), limits.outboxBytes());
        Reactor.TransportRequest request = new Reactor.TransportRequest(
                options.transport(), limits.receiveBytes(), Math.max(1, options.workers()));
        return reactor.bind(local, options.receiveBufferBytes(), request, bounds);
    }

    private Shard openShard(
            Endpoint endpoint, ServerOptions options, SessionCounters counters, HandlerExecutor executor) {
        try {
            Instant origin = Instant.now().minusNanos(reactor.nanos());
            return new Shard(endpoint, options, counters, executor, Shard.Environment.of(options, endpoint, origin));
        } catch (Throwable e) {
            endpoint.close();
            throw e;
        }
    }

    /**
     * Binds the socket to the first address of the host that can be bound, and starts serving.
     *
     * @throws java.net.UnknownHostException when the host has no address
     * @throws java.net.BindException when no address is this machine's or the port is taken or not allowed at the first that is
     * @throws BatchRefusedException when the options ask for {@link TransportChoice#BATCH}, which cannot work here
     * @throws IOException when the socket cannot be made
     * @throws IllegalStateException when the options ask for {@link ServerOptions#closeOnShutdown} and the JVM is shutting down
     * @throws OutOfMemoryError when there is no memory or no thread for it; as after any other exception nothing is left open
     */
    public static Server open(ServerOptions options, Handler handler) throws IOException {
        Objects.requireNonNull(handler, "handler");
        return openAt(Resolver.SYSTEM, options, handler);
    }

    static Server openAt(Resolver resolver, ServerOptions options, Handler handler) throws IOException {
        Server server =
                resolver.firstBound(options.host(), host -> new Server(options, handler, host), Transport::canBind);
        try {
            if (options.closeOnShutdown()) {
                server.shutdownHook = ShutdownHook.register(server::close, "paloma-server-shutdown");
            }
            server.maintenanceThread.start();
        } catch (Throwable e) {
            Cleanup.after(e, server);
            server.removeShutdownHook();
            throw e;
        }
        server.reportCuts(options);
        return server;
    }

    /** Reports what this server was granted less of than requested. */
    private void reportCuts(ServerOptions requested) {
        if (receiveBufferBytes < requested.receiveBufferBytes()) {
            ListenerCall.run(() -> listener.onReceiveBufferCut(receiveBufferBytes, requested.receiveBufferBytes()));
        }
        if (!limits.equals(requested.limits())) {
            ListenerCall.run(() -> listener.onLimitsLowered(limits, requested.limits()));
        }
    }

    /** The bound address, with the port that was picked when the options said 0. */
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /** SO_RCVBUF as the kernel granted it, in bytes; less than asked for when the system's limit is lower. */
    public int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    /** The system calls in use: {@link TransportChoice#CHANNEL} or {@link TransportChoice#BATCH}. */
    public TransportChoice transport() {
        return transport;
    }

    /** The bounds in force: as requested, or lowered to fit the heap, see {@link Limits}. */
    public Limits limits() {
        return limits;
    }

    /** The counters now; after {@link #close()} the final ones. */
    public Counters counters() {
        return shard.counters();
    }

    /**
     * Datagrams that the kernel dropped at this socket because its receive buffer was full.
     * From Linux's {@code /proc/net/udp}; includes long datagrams whose checksum proved wrong on receipt. After
     * {@link #close()}, or an error that closed the server, the last reading; empty where the kernel does not report it.
     * Reads the list of all UDP sockets only when the machine's number of receive errors has changed.
     */
    public OptionalLong kernelDrops() {
        return closed.getCount() > 0 ? kernelDrops.get() : kernelDrops.last();
    }

    private OptionalLong listedKernelDrops() {
        return SocketDrops.SYSTEM.at(
                1, socket -> socket.remote().getPort() == 0 && socket.local().equals(localAddress));
    }

    /** Whether the server accepts messages, drains, or is closed. */
    public ServerStatus.State state() {
        if (closed.getCount() == 0) {
            return ServerStatus.State.CLOSED;
        }
        return shard.isDraining() ? ServerStatus.State.DRAINING : ServerStatus.State.SERVING;
    }

    /**
     * State and numbers now; after {@link #close()} the final ones. Takes no step on the reactor and none of its locks.
     * Reads {@link #kernelDrops()}.
     */
    public ServerStatus status() {
        // First: the counters of a closed server are final.
        ServerStatus.State state = state();
        Map<ServerMetric, Long> values = new EnumMap<>(ServerMetric.class);
        values.put(ServerMetric.SESSIONS_LIMIT, (long) limits.sessions());
        values.put(ServerMetric.WORKERS, (long) shard.executor().threads().size());
        values.put(ServerMetric.WORKERS_STUCK, (long) stuckWorkers());
        kernelDrops().ifPresent(drops -> values.put(ServerMetric.KERNEL_DROPS, drops));
        return new ServerStatus(
                BuildVersion.text(), state, transport, Duration.ofNanos(reactor.nanos()), counters(), values);
    }

    /** Whether {@link #close()} was done with everything before {@link Limits#drainTime()} ran out. */
    public boolean drainedInTime() {
        return shard.drainedInTime();
    }

    /**
     * Workers that have run one handler call for 10 s or longer, checked every second; 0 with {@code workers(0)}.
     * Also reported to {@link ServerListener#onWorkersStuck}.
     */
    public int stuckWorkers() {
        return workerMonitor == null ? 0 : workerMonitor.stuck();
    }

    /**
     * The live sessions in the order in which they opened, collected by the reactor over as many turns as that takes.
     * Completes on the reactor thread, so what depends on it must not block; exceptionally with
     * {@link IllegalStateException} when the server is closed or 1,024 such calls wait already.
     */
    public CompletableFuture<List<Session>> sessions() {
        StackReserve.probe();
        return shard.commands().sessions();
    }

    /**
     * Sends {@code message} to every session that is live now, as fast as the kernel has room. Completes with the number
     * of sessions whose {@link Session#push} returned true; otherwise as {@link #sessions()} does, and with
     * {@link IllegalStateException}, too, when broadcasts that are not done hold a sixteenth of {@link Limits#outboxBytes()}.
     *
     * @throws IllegalArgumentException when no datagram is as long as {@code message}
     */
    public CompletableFuture<Integer> broadcast(ByteBuffer message) {
        StackReserve.probe();
        return shard.commands().broadcast(message);
    }

    /**
     * Takes no more messages, lets the handler finish what was accepted, closes every session with
     * {@link paloma.CloseReason#STOPPING}, sends what still waits, and closes the socket; all within
     * {@link Limits#drainTime()}. Idempotent.
     *
     * <p>Returns when that is done and the threads have ended. User code that has not returned half a second after the drain
     * is interrupted; {@link Limits#drainTime()} and a second after the call, this returns in any case, and one line of
     * {@link System.Logger} {@code paloma} names the threads that it did not wait for. They end by themselves when the code that
     * they run has returned. On a thread of Paloma's own (where a handler, a filter, a listener, or a callback of any server,
     * client or group runs) it returns at once, and interrupts nobody. An interrupt does not end the wait; the flag is set
     * again afterwards.
     */
    @Override
    public void close() {
        StackReserve.probe();
        shard.drain();
        if (PalomaThread.isCurrent()) {
            return;
        }
        BoundedClose closing = new BoundedClose(limits.drainTime().plus(CLOSE_MARGIN));
        join(closing, limits.drainTime().plus(USER_CODE_TIMEOUT));
        closing.warn("the server at " + AddressText.of(localAddress), threads());
    }

    /** @param reactorEnds how long the reactor has from now on before it is interrupted in what user code it may run */
    private void join(BoundedClose closing, Duration reactorEnds) {
        List<Thread> runsUserCode = shard.executor().threads();
        boolean ended =
                closing.join(List.of(reactor.thread()), reactorEnds) && closing.join(runsUserCode, USER_CODE_TIMEOUT);
        if (!ended) {
            reactor.thread().interrupt();
            runsUserCode.forEach(Thread::interrupt);
        }
        closing.join(threads());
    }

    private List<Thread> threads() {
        List<Thread> threads = new ArrayList<>();
        threads.add(reactor.thread());
        threads.addAll(shard.executor().threads());
        threads.add(maintenanceThread);
        return threads;
    }

    /**
     * Runs slow work off the data path: registers the MXBean after one second, and every second checks the workers and
     * records drops. At the end it removes what the server registered. JMX takes longer to start than the server; on a
     * single core it would delay the first answer.
     */
    private void runMaintenance() {
        ObjectName name = null;
        try {
            for (boolean first = true; !closed.await(1, TimeUnit.SECONDS); first = false) {
                if (first) {
                    name = register();
                }
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            runCheck(() -> shard.amplificationWarnings().flush(listener));
            recordDrops();
            ServerBean.unregister(name);
            removeShutdownHook();
        }
    }

    private void removeShutdownHook() {
        if (shutdownHook != null) {
            shutdownHook.remove();
        }
    }

    private void recordDrops() {
        try {
            dropEvents.update(counters().dropped());
        } catch (Throwable lost) {
            // The events are lost; the datagrams were counted.
        }
    }

    private ObjectName register() {
        try {
            return ServerBean.register(this);
        } catch (Throwable e) {
            Log.warn("the counters are not registered as an MXBean", e);
            return null;
        }
    }

    /** Once a second; whatever one check throws, the others run. */
    private void check() {
        if (workerMonitor != null) {
            runCheck(workerMonitor::check);
        }
        runCheck(() -> shard.amplificationWarnings().check(listener));
        recordDrops();
    }

    static void runCheck(Runnable check) {
        try {
            check.run();
        } catch (Throwable e) {
            Log.warn("a check of the server threw", e);
        }
    }

    /**
     * Waits, without a bound, until the server is closed; then, for a second at most, until its threads have ended.
     *
     * @throws IllegalStateException when it was closed by an error of its own, which is the cause; or on a thread of Paloma's
     *     own, such as a handler's, which would keep from its work what this waits for
     */
    public void awaitClosed() throws InterruptedException {
        StackReserve.probe();
        if (PalomaThread.isCurrent()) {
            throw new IllegalStateException(Thread.currentThread().getName() + " cannot wait for a server to close");
        }
        closed.await();
        new BoundedClose(CLOSE_MARGIN).join(threads());
        if (failure != null) {
            throw new IllegalStateException("the server was closed by an error", failure);
        }
    }

    Shard shard() {
        return shard;
    }

    /** <em>Reactor-owned.</em> Ends the server when its socket is closed. */
    private final class SocketCloseListener implements Shard.CloseListener {
        @Override
        public void onClosing() {
            kernelDrops.readLast();
        }

        @Override
        public void onClosed(Throwable cause) {
            failure = cause;
            if (cause != null) {
                ListenerCall.run(() -> listener.onFailed(cause));
            }
            try {
                reactor.close();
            } finally {
                closed.countDown();
            }
        }
    }
}
