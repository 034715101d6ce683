package paloma.server;

import java.util.function.Consumer;
import paloma.Limits;
import paloma.lifecycle.Deadline;
import paloma.reactor.Endpoint;
import paloma.session.IdleExpiry;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;

/**
 * <em>Reactor-owned.</em> Graceful shutdown of all sessions within the drain time.
 * Closes sessions no faster than outbox and workers can take, until all are closed or the time has passed. Any thread
 * may call {@link #request}, {@link #isRequested}, {@link #onSessionReleased} and {@link #wasInTime}.
 */
final class Drain {
    /** Maximum sessions that are closing at the same time, if the outbox holds a datagram of each. */
    private static final int MAX_ENDING = 1_024;

    private final Endpoint endpoint;
    private final Limits limits;
    private final SessionCounters counters;
    private final SessionTable table;
    private final IdleExpiry expiry;
    private final int maxEnding;

    private volatile boolean requested;
    private volatile boolean inTime;
    private boolean started;
    /** Latest time of the next step. */
    private long deadline = Deadline.NEVER;

    private long drainedAt = Deadline.NEVER;

    Drain(Endpoint endpoint, Limits limits, SessionCounters counters, SessionTable table, IdleExpiry expiry) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.counters = counters;
        this.table = table;
        this.expiry = expiry;
        this.maxEnding = Math.min(MAX_ENDING, limits.outboxDatagrams());
    }

    /** Starts the drain: no message is accepted from now on. Idempotent. */
    void request() {
        requested = true;
        endpoint.wake();
    }

    boolean isRequested() {
        return requested;
    }

    /** An executor has released a session, which may complete the drain. */
    void onSessionReleased() {
        if (requested) {
            endpoint.wake();
        }
    }

    /** Passes the next sessions to {@code closer}; true when the socket is to be closed. */
    boolean step(long now, Consumer<PeerSession> closer) {
        // The drain waits until nothing is staged or queued.
        endpoint.flushAll();
        if (!started) {
            started = true;
            deadline = now + limits.drainTime().toNanos();
        }
        if (now >= deadline) {
            return true;
        }
        for (int i = 0; i < limits.expirationsPerTurn() && canCloseMore(); i++) {
            closer.accept(table.idleCandidate());
        }
        if (isDrained()) {
            // Earlier datagrams are received and counted; a continuing flood does not delay the drain.
            drainedAt = Math.min(drainedAt, now);
            inTime = expiry.isSocketDrained(drainedAt, now);
        }
        return inTime;
    }

    /** When the next step is due at the latest. */
    long deadline() {
        return canCloseMore() || isDrained() || !started ? 0 : deadline;
    }

    private boolean canCloseMore() {
        return table.size() > 0 && endpoint.isClear() && counters.ending() < maxEnding;
    }

    private boolean isDrained() {
        return table.size() == 0 && counters.ending() == 0 && endpoint.isDrained();
    }

    /** After close: whether the drain finished within its time. */
    boolean wasInTime() {
        return inTime;
    }
}
