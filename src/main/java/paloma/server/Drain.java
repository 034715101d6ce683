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
 * <em>Reactor-owned.</em> Graceful shutdown: closes sessions no faster than outbox and workers can take.
 *
 * It ends when all sessions are closed and sent, or when the drain time has passed. Any thread may call {@link #request},
 * {@link #isRequested}, {@link #onSessionReleased} and {@link #wasInTime}.
 */
final class Drain {
    /** Sessions that may be on their way to their goodbye at the same time, if the outbox can take a datagram of each. */
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
    private long deadline = Deadline.NEVER;
    private long drainedAt = Deadline.NEVER;

    Drain(Endpoint endpoint, Limits limits, SessionCounters ledger, SessionTable table, IdleExpiry expiry) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.counters = ledger;
        this.table = table;
        this.expiry = expiry;
        this.maxEnding = Math.min(MAX_ENDING, limits.outboxDatagrams());
    }

    /** From now on nothing is accepted. Idempotent. */
    void request() {
        requested = true;
        endpoint.wake();
    }

    boolean isRequested() {
        return requested;
    }

    /** A runner has given a session back: that may be what the drain waits for. */
    void onSessionReleased() {
        if (requested) {
            endpoint.wake();
        }
    }

    /** Passes the next sessions that are to end to {@code closer}; true when the socket is to be closed. */
    boolean step(long now, Consumer<PeerSession> closer) {
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
            // What came before is received and counted; a flood that goes on does not hold the drain.
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
        return table.size() == 0 && counters.ending() == 0 && endpoint.queued() == 0;
    }

    /** Once closed: whether all was done before the time ran out. */
    boolean wasInTime() {
        return inTime;
    }
}
