package paloma.worker;

import java.util.ArrayDeque;
import java.util.Queue;
import paloma.lifecycle.Deadline;
import paloma.session.PeerSession;

/**
 * <em>Reactor-owned.</em> The ready sessions of one reactor, handed to the executor in bulk: one wake-up for all.
 *
 * <p>It also detects blocking handlers: when the session that has been ready longest has not changed for 1 ms, the
 * executor is <em>contended</em> for 1 s.
 */
public final class HandOver {
    /** How long the oldest session may wait before another worker is woken. */
    static final long MAX_WAIT_NANOS = 1_000_000;
    /** How long the executor stays contended. */
    static final long CONTENDED_NANOS = 1_000_000_000;

    private final HandlerExecutor executor;
    // Not linked through the sessions: see FirstMessageRing.
    private final Queue<PeerSession> ready = new ArrayDeque<>();
    private PeerSession oldest;
    private boolean contended;
    private long contendedUntil;
    private long deadline = Deadline.NEVER;

    public HandOver(HandlerExecutor executor) {
        this.executor = executor;
    }

    /** Adds a session that has become ready, for the next {@link #flush}. */
    public void add(PeerSession session) {
        ready.add(session);
    }

    /** The number of sessions added since the last {@link #flush}. */
    public int size() {
        return ready.size();
    }

    /** Removes one of the sessions added since the last {@link #flush}; null when there is none. */
    public PeerSession poll() {
        return ready.poll();
    }

    /** Hands over all added sessions; called in each turn. */
    public void flush(long now) {
        if (!ready.isEmpty()) {
            executor.execute(ready);
        }
        checkOldest(now);
    }

    private void checkOldest(long now) {
        if (contended && now >= contendedUntil) {
            contended = false;
            executor.setContended(false);
        }
        PeerSession first = executor.oldest();
        if (first == null || contended) {
            deadline = Deadline.NEVER;
        } else if (deadline == Deadline.NEVER) {
            oldest = first;
            deadline = now + MAX_WAIT_NANOS;
        } else if (now >= deadline) {
            contended = first == oldest;
            contendedUntil = now + CONTENDED_NANOS;
            oldest = first;
            deadline = contended ? Deadline.NEVER : now + MAX_WAIT_NANOS;
            if (contended) {
                executor.setContended(true);
            }
        }
    }

    /** When {@link #flush} is due at the latest, on the time scale of its {@code now}. */
    public long deadline() {
        return deadline;
    }
}
