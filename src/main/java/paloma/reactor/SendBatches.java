package paloma.reactor;

import java.util.Arrays;
import paloma.lifecycle.Deadline;

/**
 * <em>Any thread.</em> The send batches of one endpoint. Its reactor flushes a batch whose oldest datagram was staged
 * {@link #MAX_WAIT_NANOS} ago: the thread that staged it is in a long call of the handler.
 *
 * <p>A thread that begins a batch wakes the reactor, unless that looks at the batches anyway. The reactor goes on looking
 * until it has found all batches empty, so a busy thread wakes it once per {@link #MAX_WAIT_NANOS} at most.
 */
final class SendBatches {
    /** How long a staged datagram waits for others. */
    static final long MAX_WAIT_NANOS = 1_000_000;

    private final Endpoint endpoint;
    private final Outbox outbox;
    private volatile SendBatch[] batches = {};
    private volatile boolean watched;

    // Reactor-owned.
    private long deadline = Deadline.NEVER;

    SendBatches(Endpoint endpoint, Outbox outbox) {
        this.endpoint = endpoint;
        this.outbox = outbox;
    }

    /** Adds the batch of another thread. */
    synchronized void add(SendBatch batch) {
        SendBatch[] more = Arrays.copyOf(batches, batches.length + 1);
        more[batches.length] = batch;
        batches = more;
    }

    /** A batch was begun. */
    void onBegun() {
        if (!watched) {
            endpoint.wake();
        }
    }

    /** Datagrams in all batches; takes no lock. */
    int staged() {
        int staged = 0;
        for (SendBatch batch : batches) {
            staged += batch.staged();
        }
        return staged;
    }

    /** Flushes all batches. */
    void flush() {
        for (SendBatch batch : batches) {
            if (!batch.isEmpty()) {
                outbox.flush(batch);
            }
        }
    }

    /** Reactor-owned: flushes the batches that are due; called in each turn. */
    void check(long now) {
        if (batches.length == 0) {
            return;
        }
        long oldest = flushDue(now);
        if (oldest == Deadline.NEVER && now >= deadline) {
            watched = false;
            // A batch that was begun before the store is found now; one begun after it wakes the reactor.
            oldest = flushDue(now);
            deadline = Deadline.NEVER;
        }
        if (oldest != Deadline.NEVER) {
            watched = true;
            deadline = oldest + MAX_WAIT_NANOS;
        }
    }

    /** Flushes the batches that are due at {@code now}; when the oldest of the others was begun. */
    private long flushDue(long now) {
        long oldest = Deadline.NEVER;
        for (SendBatch batch : batches) {
            long begunAt = batch.begunAt();
            if (begunAt != Deadline.NEVER && now - begunAt >= MAX_WAIT_NANOS) {
                outbox.flush(batch);
            } else {
                oldest = Math.min(oldest, begunAt);
            }
        }
        return oldest;
    }

    /** Reactor-owned: when the next {@link #check} is due. */
    long deadline() {
        return deadline;
    }
}
