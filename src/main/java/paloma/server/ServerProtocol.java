package paloma.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntFunction;
import paloma.CloseReason;
import paloma.Counters;
import paloma.DropReason;
import paloma.Filter;
import paloma.Handler;
import paloma.Limits;
import paloma.net.LocalAddresses;
import paloma.reactor.DatagramProtocol;
import paloma.reactor.Endpoint;
import paloma.session.Admission;
import paloma.session.Backlog;
import paloma.session.ClosingSessions;
import paloma.session.IdleExpiry;
import paloma.session.Mailbox;
import paloma.session.PeerSession;
import paloma.session.RateLimit;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.worker.HandlerExecutor;
import paloma.worker.HandlerInvoker;

/**
 * <em>Reactor-owned.</em> The server side of the datagram protocol: sessions, admission, expiry, drain.
 * Any thread may call {@link #counters}, {@link #commands} and {@link #drain}.
 *
 * <p>{@link #onDatagram} handles all input: validity, session, capacity; each refusal is counted with its reason.
 * {@link #onBatch} only prefetches. {@link #onTurn} does the rest: closes and commands of other threads, the
 * hand-over to the executor, expiry, and the drain.
 */
final class ServerProtocol implements DatagramProtocol {
    /** Maximum sessions closed by other threads that leave the table per turn. */
    static final int CLOSINGS_PER_TURN = 1_024;

    /** The same before a new session, which needs one place. */
    private static final int CLOSINGS_PER_OPEN = 16;

    /** Sessions handed over for their end together, when all end. */
    private static final int MAX_END_BATCH = 1_024;

    private final Endpoint endpoint;
    private final Limits limits;
    private final Filter filter;
    private final SessionCounters sessionCounters;
    private final SessionCounters.ReactorCounters reactorCounters;
    private final HandlerExecutor executor;
    private final LocalAddresses localAddresses;
    private final int localPort;
    private final Admission admission;
    private final Backlog backlog;
    private final RateLimit rate;
    private final SessionTable table;
    private final IdleExpiry expiry;
    private final PeerSession.SessionOutput egress;
    private final SessionCommands commands;
    private final ClosingSessions closings = new ClosingSessions();
    private final AmplificationWarnings amplificationWarnings = new AmplificationWarnings();
    // Not linked through the sessions: see FirstMessageRing.
    private final Queue<PeerSession> ready = new ArrayDeque<>();
    private final Drain drain;
    private final HandlerInvoker reactorInvoker;
    private final CloseListener closeListener;

    /** <em>Reactor-owned.</em> Called before the socket is closed, except by an error, and after. */
    interface CloseListener {
        default void onClosing() {}

        void onClosed(Throwable cause);
    }

    /**
     * @param localAddresses the addresses of the endpoint
     * @param runners makes the runners from what they need: how to make each one's delivery, and what to do after each
     *     session
     * @param origin the wall-clock time at which the reactor's clock read 0
     */
    ServerProtocol(
            Endpoint endpoint,
            ServerOptions options,
            SessionTable table,
            LocalAddresses localAddresses,
            Handler handler,
            ExecutorFactory runners,
            Instant origin,
            CloseListener closed) {
        this.endpoint = endpoint;
        this.limits = options.limits();
        this.filter = options.filter();
        // Slot 0 is the reactor's, for messages abandoned at the drain deadline; then one slot per worker.
        this.sessionCounters = new SessionCounters(1 + Math.max(1, options.workers()));
        this.reactorCounters = sessionCounters.reactor();
        this.localAddresses = localAddresses;
        this.localPort = endpoint.localAddress().getPort();
        this.admission = new Admission(limits);
        HeapBudget heap = new HeapBudget(
                options,
                endpoint.localAddress().getAddress(),
                Runtime.getRuntime().maxMemory());
        this.backlog = new Backlog(sessionCounters, limits, heap.bytesForHandlers(limits));
        this.rate = new RateLimit(limits.messagesPerSecond(), limits.burst(), table);
        this.table = table;
        this.commands = new SessionCommands(table, endpoint, limits.outboxBytes());
        this.egress = new Egress(endpoint, limits, closings, amplificationWarnings, origin);
        this.closeListener = closed;
        PeerSession.preload(egress);
        this.expiry = new IdleExpiry(table, options.idleTimeout().toNanos(), endpoint.receiveBufferBytes());
        this.drain = new Drain(endpoint, limits, sessionCounters, table, expiry);
        this.reactorInvoker = new HandlerInvoker(handler, sessionCounters.worker(0));
        this.executor =
                runners.make(i -> new HandlerInvoker(handler, sessionCounters.worker(1 + i)), drain::onSessionReleased);
    }

    /** <em>Any thread.</em> Creates the executor after the counters exist. */
    interface ExecutorFactory {
        HandlerExecutor make(IntFunction<HandlerInvoker> deliveries, Runnable onGivenBack);
    }

    @Override
    public void onBatch(InetSocketAddress[] sources, int n) {
        table.prefetch(sources, n);
    }

    @Override
    public void onDatagram(InetSocketAddress source, ByteBuffer datagram, long now) {
        reactorCounters.received();
        expiry.onReceived(datagram.remaining());
        boolean decided = false;
        DropReason reason = null;
        try {
            reason = receive(source, datagram, now);
            decided = true;
        } finally {
            if (!decided && reactorCounters.isUndecided()) {
                // An Error, which ends the server; the invariants must still hold.
                reactorCounters.dropped(DropReason.SERVER_FAILED);
            }
        }
        if (reason != null) {
            reactorCounters.dropped(reason);
        }
    }

    /** Handles one datagram; null, or the reason of the drop. */
    private DropReason receive(InetSocketAddress source, ByteBuffer datagram, long now) {
        int length = datagram.remaining();
        if (drain.isRequested()) {
            return DropReason.DRAINING;
        }
        if (source.getPort() == localPort && localAddresses.contains(source.getAddress(), now)) {
            // Not an activity of its session: a loop that has started ends, and the session expires.
            return DropReason.SOURCE_IS_SELF;
        }
        PeerSession session = findOpen(source);
        if (session != null) {
            // Counts as activity even if the datagram is dropped.
            table.onReceived(session, length, limits.amplification(), now);
        }
        DropReason refusal = refusal(source, datagram, session != null);
        if (refusal != null) {
            return refusal;
        }
        if (length == 0) {
            return keepAlive(session);
        }
        return session == null ? openAndDeliver(source, datagram, now) : deliver(session, source, datagram, now);
    }

    /** The reason to refuse the datagram regardless of capacity, or null. */
    private DropReason refusal(InetSocketAddress source, ByteBuffer datagram, boolean known) {
        if (datagram.remaining() > limits.receiveBytes()) {
            return DropReason.OVERSIZE;
        }
        DropReason refusal = known ? null : admission.refusal(source);
        return refusal != null || !datagram.hasRemaining() ? refusal : filtered(source, datagram, known);
    }

    /** The open session of {@code source}, or null; a closed one leaves the table here. */
    private PeerSession findOpen(InetSocketAddress source) {
        PeerSession session = table.find(source);
        if (session != null && !session.isOpen()) {
            removeClosed(session);
            return null;
        }
        return session;
    }

    private DropReason keepAlive(PeerSession session) {
        if (session == null) {
            return DropReason.NO_SESSION;
        }
        reactorCounters.keepAlive();
        return null;
    }

    private DropReason filtered(InetSocketAddress source, ByteBuffer datagram, boolean known) {
        if (filter == Filter.NONE) {
            return null;
        }
        try {
            return filter.accepts(source, datagram.slice().asReadOnlyBuffer(), known) ? null : DropReason.FILTERED;
        } catch (Throwable e) {
            // Also an Error: a message that overflows the filter's stack must not end the server.
            return DropReason.FILTER_THREW;
        }
    }

    /** Opens a session for its first message, if capacity and rate allow. */
    private DropReason openAndDeliver(InetSocketAddress source, ByteBuffer datagram, long now) {
        // Removes closed sessions first, so that none is evicted or refused for their places.
        closings.drain(CLOSINGS_PER_OPEN, this::removeClosed);
        // The rate state of the source's earlier session; read before an eviction.
        long dueAt = rate.dueAt(source);
        if (!rate.admits(dueAt, now)) {
            return DropReason.RATE_LIMITED;
        }
        if (!backlog.hasRoomFor(datagram.remaining())) {
            return DropReason.BACKLOG_FULL;
        }
        if (limits.sessionsPerAddress() > 0 && table.sessionsOf(source.getAddress()) >= limits.sessionsPerAddress()) {
            return DropReason.TOO_MANY_FROM_ADDRESS;
        }
        if (isFull()) {
            PeerSession evicted = table.evictionCandidate(now);
            if (evicted == null) {
                return DropReason.TOO_MANY_SESSIONS;
            }
            close(evicted, CloseReason.EVICTED);
        }
        PeerSession session = table.open(source, egress, now);
        reactorCounters.opened();
        reactorCounters.live(table.size());
        rate.onOpened(session, dueAt);
        table.onReceived(session, datagram.remaining(), limits.amplification(), now);
        return deliver(session, source, datagram, now);
    }

    private boolean isFull() {
        return table.size() >= limits.sessions();
    }

    private DropReason deliver(PeerSession session, InetSocketAddress source, ByteBuffer datagram, long now) {
        int length = datagram.remaining();
        if (!rate.admits(session, now)) {
            return DropReason.RATE_LIMITED;
        }
        if (!backlog.hasRoomFor(length)) {
            return DropReason.BACKLOG_FULL;
        }
        return offer(session, source, datagram);
    }

    private DropReason offer(PeerSession session, InetSocketAddress source, ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        // Counted first, because a worker that has the session may be done with the message before offer returns.
        backlog.add(bytes.length);
        Mailbox.OfferResult offer = null;
        try {
            offer = session.offer(bytes, source, limits.mailboxMessages());
        } finally {
            if (offer != Mailbox.OfferResult.READY && offer != Mailbox.OfferResult.WAITING) {
                backlog.remove(bytes.length);
            }
        }
        if (offer == Mailbox.OfferResult.FULL || offer == Mailbox.OfferResult.CLOSING) {
            return offer == Mailbox.OfferResult.FULL ? DropReason.MAILBOX_FULL : DropReason.SESSION_CLOSING;
        }
        session.onAccepted();
        if (offer == Mailbox.OfferResult.READY) {
            ready.add(session);
        }
        return null;
    }

    @Override
    public void onSent(Object attachment) {
        ((PeerSession) attachment).onSent();
    }

    @Override
    public void onSocketDrained(long now) {
        expiry.onSocketDrained(now);
    }

    @Override
    public void onTurn(long now) {
        closings.drain(CLOSINGS_PER_TURN, this::removeClosed);
        table.prefetchAgain(ready);
        executor.handOver(ready, now);
        commands.step();
        if (!drain.isRequested()) {
            expiry.expire(now, limits.expirationsPerTurn(), session -> close(session, CloseReason.IDLE));
            table.searchIdle(now, limits.expirationsPerTurn());
        } else if (drain.step(now, session -> close(session, CloseReason.STOPPING))) {
            closeSocket();
        }
        executor.handOver(ready, now);
    }

    private void close(PeerSession session, CloseReason reason) {
        session.requestClose(reason);
        removeClosed(session);
    }

    /** Removes a closing session from the table, once, and schedules its end. */
    private void removeClosed(PeerSession session) {
        if (removeFromTable(session)) {
            ready.add(session);
        }
    }

    /** Removes a closing session from the table, once; true when it must be handed over for its end. */
    private boolean removeFromTable(PeerSession session) {
        if (!table.remove(session)) {
            return false;
        }
        rate.onRemoved(session);
        reactorCounters.live(table.size());
        reactorCounters.closed(session.closeReason());
        reactorCounters.ending();
        return session.scheduleEnd();
    }

    /** Closes the socket, after a last reading of its kernel drops. */
    private void closeSocket() {
        closeListener.onClosing();
        endpoint.close();
    }

    /** Any thread, once closed: whether the drain was done before its time ran out. */
    boolean drainedInTime() {
        return drain.wasInTime();
    }

    @Override
    public long deadline() {
        if (commands.isDue() || !closings.isEmpty()) {
            return 0;
        }
        return Math.min(drain.isRequested() ? drain.deadline() : expiry.deadline(), executor.deadline());
    }

    @Override
    public void onClosed(Throwable cause) {
        // Every step runs even if one throws: other threads wait for the end.
        Throwable reason = cause;
        try {
            endSessions();
        } catch (Throwable e) {
            reason = cause == null ? e : cause;
            abandonSessions();
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

    private void endSessions() {
        drain.request();
        long now = endpoint.nanos();
        executor.handOver(ready, now);
        while (table.size() > 0) {
            PeerSession session = table.idleCandidate();
            reactorInvoker.abandonQueue(session);
            close(session, CloseReason.STOPPING);
            if (ready.size() == MAX_END_BATCH) {
                executor.handOver(ready, now);
            }
        }
        executor.abandonQueues(reactorInvoker::abandonQueue);
        executor.handOver(ready, now);
    }

    /** Ends all sessions without a hand-over, e.g. on an exhausted heap: allocates nothing, decides every count. */
    private void abandonSessions() {
        while (table.size() > 0) {
            PeerSession session = table.idleCandidate();
            session.requestClose(CloseReason.STOPPING);
            if (removeFromTable(session)) {
                reactorInvoker.abandonSession(session);
            } else {
                // Owned by a worker, or still in the ready queue.
                reactorInvoker.abandonQueue(session);
            }
        }
        for (PeerSession session = ready.poll(); session != null; session = ready.poll()) {
            reactorInvoker.abandonSession(session);
        }
    }

    // Any thread.

    /** Commands of other threads to all sessions. */
    SessionCommands commands() {
        return commands;
    }

    /** Begins the drain; the socket is closed when it is done. Idempotent. */
    void drain() {
        drain.request();
    }

    HandlerExecutor executor() {
        return executor;
    }

    /** For the maintenance thread. */
    AmplificationWarnings amplificationWarnings() {
        return amplificationWarnings;
    }

    /** The counters now. */
    Counters counters() {
        return CounterSnapshot.of(sessionCounters, endpoint);
    }
}
