package paloma.server;

import java.net.InetSocketAddress;
import java.util.UUID;
import paloma.CloseReason;
import paloma.jfr.SessionEvents;
import paloma.net.Source;
import paloma.reactor.Endpoint;
import paloma.session.ClosingSessions;
import paloma.session.PeerSession;
import paloma.session.RateLimit;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.worker.HandOver;
import paloma.worker.HandlerExecutor;
import paloma.worker.HandlerInvoker;

/**
 * <em>Reactor-owned.</em> Opens, closes and ends the sessions of one shard. Any thread may call {@link #requestRemoval}
 * and {@link #newId}.
 *
 * <p>A close is decided once, by {@link PeerSession#requestClose}. The reactor then removes the session from the table
 * and hands it over for its {@code onClose}, unless a worker has it.
 */
final class SessionLifecycle {
    /** Maximum sessions closed by other threads that leave the table per turn. */
    static final int CLOSINGS_PER_TURN = 1_024;

    /** The same before a new session, which needs one place. */
    private static final int CLOSINGS_PER_OPEN = 16;

    /** Sessions handed over for their end together, when all end. */
    private static final int MAX_END_BATCH = 1_024;

    private final Endpoint endpoint;
    private final SessionTable table;
    private final RateLimit rate;
    private final SessionCounters counters;
    private final HandOver handOver;
    private final SessionEvents events;
    private final ClosingSessions closings = new ClosingSessions();

    SessionLifecycle(Endpoint endpoint, ShardSessions sessions) {
        this.endpoint = endpoint;
        this.table = sessions.table();
        this.rate = sessions.rate();
        this.counters = sessions.counters();
        this.handOver = sessions.handOver();
        this.events = new SessionEvents(endpoint.localAddress());
    }

    /** The open session of {@code source}, or null; a closed one leaves the table here. */
    PeerSession find(Source source) {
        PeerSession session = table.find(source);
        if (session != null && !session.isOpen()) {
            remove(session);
            return null;
        }
        return session;
    }

    /**
     * Opens a session for {@code source}, which has none; the table has room for it.
     *
     * @param dueAt when the next message of the source is due, see {@link RateLimit#dueAt}
     */
    PeerSession open(InetSocketAddress source, PeerSession.SessionOutput output, long dueAt, long now) {
        PeerSession session = table.open(source, output, now);
        counters.reactor().opened();
        counters.reactor().live(table.size());
        rate.onOpened(session, dueAt);
        events.opened(session);
        return session;
    }

    /** Closes {@code session}, unless it is closing already. */
    void close(PeerSession session, CloseReason reason) {
        session.requestClose(reason);
        remove(session);
    }

    /** Removes a closing session from the table, once, and hands it over for its end. */
    private void remove(PeerSession session) {
        if (removeFromTable(session)) {
            handOver.add(session);
        }
    }

    /** Removes a closing session from the table, once; true when it must be handed over for its end. */
    private boolean removeFromTable(PeerSession session) {
        if (!table.remove(session)) {
            return false;
        }
        rate.onRemoved(session);
        counters.reactor().live(table.size());
        counters.reactor().closed(session.closeReason());
        counters.reactor().ending();
        if (events.isRecording()) {
            events.closed(session, session.closeReason(), endpoint.nanos() - session.openedAtNanos());
        }
        return session.scheduleEnd();
    }

    /** Any thread: this call decided the close of {@code session}, which the reactor must remove. */
    void requestRemoval(PeerSession session) {
        closings.add(session);
        endpoint.wake();
    }

    /** Removes sessions that other threads have closed, as many as a turn may. */
    void removeClosed() {
        closings.drain(CLOSINGS_PER_TURN, this::remove);
    }

    /** The same before a session is opened, so that none is evicted or refused for a place that is free. */
    void removeClosedBeforeOpen() {
        closings.drain(CLOSINGS_PER_OPEN, this::remove);
    }

    /** Whether no session closed by another thread is in the table. */
    boolean isSettled() {
        return closings.isEmpty();
    }

    /** Any thread: a new session id. */
    UUID newId() {
        return UUID.randomUUID();
    }

    /** Closes all sessions, discards their messages, and hands them over for their end. */
    void endAll(HandlerExecutor executor, long now) {
        handOver.flush(now);
        while (table.size() > 0) {
            PeerSession session = table.idleCandidate();
            HandlerInvoker.abandonQueue(session, reactorSlot());
            close(session, CloseReason.STOPPING);
            if (handOver.size() == MAX_END_BATCH) {
                handOver.flush(now);
            }
        }
        executor.abandonQueues(session -> HandlerInvoker.abandonQueue(session, reactorSlot()));
        handOver.flush(now);
    }

    /** Ends all sessions without a hand-over, e.g. on an exhausted heap: allocates nothing, decides every count. */
    void abandonAll() {
        while (table.size() > 0) {
            PeerSession session = table.idleCandidate();
            session.requestClose(CloseReason.STOPPING);
            if (removeFromTable(session)) {
                HandlerInvoker.abandonSession(session, reactorSlot());
            } else {
                // Owned by a worker, or still to be handed over.
                HandlerInvoker.abandonQueue(session, reactorSlot());
            }
        }
        for (PeerSession session = handOver.poll(); session != null; session = handOver.poll()) {
            HandlerInvoker.abandonSession(session, reactorSlot());
        }
    }

    /** The counters of messages that the reactor discards; those of the workers follow. */
    private SessionCounters.WorkerCounters reactorSlot() {
        return counters.worker(0);
    }
}
