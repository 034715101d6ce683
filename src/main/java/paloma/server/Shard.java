package paloma.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import paloma.CloseReason;
import paloma.Counters;
import paloma.DropReason;
import paloma.Limits;
import paloma.net.LocalAddresses;
import paloma.net.Source;
import paloma.reactor.DatagramProtocol;
import paloma.reactor.Endpoint;
import paloma.session.Backlog;
import paloma.session.IdleExpiry;
import paloma.session.PeerSession;
import paloma.session.RateLimit;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.worker.HandOver;
import paloma.worker.HandlerExecutor;

/**
 * <em>Reactor-owned.</em> All that one socket of a server owns: sessions, ingress, egress, lifecycle, expiry, commands,
 * drain. Any thread may call {@link #counters}, {@link #commands} and {@link #drain}.
 *
 * <p>{@link #onDatagram} handles all input. {@link #onBatch} only prefetches. {@link #onTurn} does the rest: closes and
 * commands of other threads, the hand-over to the executor, expiry, and the drain.
 */
final class Shard implements DatagramProtocol {
    /** <em>Reactor-owned.</em> Called before the socket is closed, except by an error, and after. */
    interface CloseListener {
        default void onClosing() {}

        void onClosed(Throwable cause);
    }

    /**
     * <em>Immutable.</em> What a shard reads from the machine; tests and the simulation have their own.
     *
     * @param table an empty table; its secret key is random
     * @param localAddresses the addresses of the socket
     * @param origin the wall-clock time at which the reactor's clock read 0
     */
    record Environment(SessionTable table, LocalAddresses localAddresses, Instant origin) {
        /** The environment of a socket of this machine. */
        static Environment of(ServerOptions options, Endpoint endpoint, Instant origin) {
            return new Environment(
                    new SessionTable(options.limits(), options.idleTimeout()),
                    LocalAddresses.of(endpoint.localAddress().getAddress()),
                    origin);
        }
    }

    private final Endpoint endpoint;
    private final Limits limits;
    private final HandlerExecutor executor;
    private final SessionTable table;
    private final SessionCounters counters;
    private final HandOver handOver;
    private final IdleExpiry expiry;
    private final SessionLifecycle lifecycle;
    private final Drain drain;
    private final Egress egress;
    private final Ingress ingress;
    private final SessionCommands commands;
    private CloseListener closeListener;

    /**
     * A shard of an endpoint that is not started yet.
     *
     * @param counters slot 0 of the workers is the shard's
     * @param executor runs the handlers
     */
    Shard(
            Endpoint endpoint,
            ServerOptions options,
            SessionCounters counters,
            HandlerExecutor executor,
            Environment environment) {
        this.endpoint = endpoint;
        this.limits = options.limits();
        this.executor = executor;
        this.table = environment.table();
        this.counters = counters;
        this.handOver = new HandOver(executor);
        InetSocketAddress local = endpoint.localAddress();
        HeapBudget heap =
                new HeapBudget(options, local.getAddress(), Runtime.getRuntime().maxMemory());
        ShardSessions sessions = new ShardSessions(
                table,
                new RateLimit(limits.messagesPerSecond(), limits.burst(), table),
                new Backlog(counters, limits, heap.bytesForHandlers(limits)),
                counters,
                handOver);
        this.expiry = new IdleExpiry(table, options.idleTimeout().toNanos(), endpoint.receiveBufferBytes());
        this.drain = new Drain(endpoint, limits, counters, table, expiry);
        this.lifecycle = new SessionLifecycle(endpoint, sessions);
        this.egress = new Egress(endpoint, limits, lifecycle, drain, environment.origin());
        this.ingress = new Ingress(
                options, sessions, lifecycle, egress, new OwnAddress(environment.localAddresses(), local.getPort()));
        this.commands = new SessionCommands(table, endpoint, limits.outboxBytes());
        PeerSession.preload(egress);
    }

    /** Starts to receive. */
    void start(CloseListener listener) throws IOException {
        closeListener = listener;
        endpoint.start(this);
    }

    @Override
    public void onBatch(Source[] sources, int n) {
        table.prefetch(sources, n);
    }

    @Override
    public void onDatagram(Source source, ByteBuffer datagram, long now) {
        expiry.onReceived(datagram.remaining());
        if (drain.isRequested()) {
            ingress.refuse(datagram.remaining(), DropReason.DRAINING);
        } else {
            ingress.receive(source, datagram, now);
        }
    }

    @Override
    public void onSocketDrained(long now) {
        expiry.onSocketDrained(now);
    }

    @Override
    public void onTurn(long now) {
        lifecycle.removeClosed();
        handOver.flush(now);
        commands.step();
        if (!drain.isRequested()) {
            expiry.expire(now, limits.expirationsPerTurn(), session -> lifecycle.close(session, CloseReason.IDLE));
            table.searchIdle(now, limits.expirationsPerTurn());
        } else if (drain.step(now, session -> lifecycle.close(session, CloseReason.STOPPING))) {
            closeListener.onClosing();
            endpoint.close();
        }
        handOver.flush(now);
    }

    @Override
    public long deadline() {
        if (commands.isDue() || !lifecycle.isSettled()) {
            return 0;
        }
        return Math.min(drain.isRequested() ? drain.deadline() : expiry.deadline(), handOver.deadline());
    }

    @Override
    public void onClosed(Throwable cause) {
        // Every step runs even if one throws: other threads wait for the end.
        Throwable reason = cause;
        try {
            drain.request();
            lifecycle.endAll(executor, endpoint.nanos());
        } catch (Throwable e) {
            reason = cause == null ? e : cause;
            lifecycle.abandonAll();
        }
        try {
            executor.close();
        } catch (Throwable e) {
            reason = reason == null ? e : reason;
        }
        try {
            commands.close();
        } catch (Throwable e) {
            reason = reason == null ? e : reason;
        }
        closeListener.onClosed(reason);
    }

    // Any thread.

    InetSocketAddress localAddress() {
        return endpoint.localAddress();
    }

    int receiveBufferBytes() {
        return endpoint.receiveBufferBytes();
    }

    /** Commands of other threads to all sessions. */
    SessionCommands commands() {
        return commands;
    }

    /** Begins the drain; the socket is closed when it is done. Idempotent. */
    void drain() {
        drain.request();
    }

    /** Whether the drain has begun. */
    boolean isDraining() {
        return drain.isRequested();
    }

    /** Once closed: whether the drain was done before its time ran out. */
    boolean drainedInTime() {
        return drain.wasInTime();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    HandlerExecutor executor() {
        return executor;
    }

    /** For the maintenance thread. */
    AmplificationWarnings amplificationWarnings() {
        return egress.amplificationWarnings();
    }

    /** The counters now. */
    Counters counters() {
        return CounterSnapshot.of(counters, endpoint);
    }
}
