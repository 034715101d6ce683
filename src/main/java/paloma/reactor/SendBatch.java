package paloma.reactor;

import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongSupplier;
import paloma.lifecycle.Deadline;
import paloma.linux.MessageVector;
import paloma.net.PackedAddress;
import paloma.net.Peer;

/**
 * <em>Any thread.</em> The datagrams that one thread has staged, in order, for a common system call. Guarded by itself: the
 * reactor flushes a batch whose thread does not.
 */
public final class SendBatch {
    /** Datagrams of one call. */
    static final int MAX_DATAGRAMS = 64;

    /** The longest staged datagram, in bytes: more than the payload of an Ethernet frame. */
    static final int MAX_BYTES = 1 << 11;

    private final MessageVector vector;
    private final LongSupplier clock;
    private final Peer[] peers = new Peer[MAX_DATAGRAMS];
    private final int[] lengths = new int[MAX_DATAGRAMS];
    private int size;
    // A bit for each slot whose datagram was the first of its peer.
    private long firsts;
    // Of the thread that stages.
    private boolean begun;
    // Written under the lock.
    private volatile int staged;
    private volatile long begunAt = Deadline.NEVER;

    /**
     * The memory of a batch for a socket of {@code family}.
     *
     * @throws OutOfMemoryError when the direct memory does not suffice
     */
    static MessageVector newVector(StandardProtocolFamily family) {
        return MessageVector.forSending(MAX_DATAGRAMS, MAX_BYTES, family);
    }

    /** @param clock the clock of {@link #begunAt} */
    SendBatch(MessageVector vector, LongSupplier clock) {
        this.vector = vector;
        this.clock = clock;
    }

    /**
     * Writes {@code datagram} behind the others; {@link #publish} adds it.
     *
     * @param first whether no other datagram to {@code peer} is in a batch, see {@link Peer#onStaged}
     */
    void put(ByteBuffer datagram, Peer peer, boolean first) {
        // Another thread may change the position and limit of the caller's buffer.
        ByteBuffer bytes = datagram.duplicate();
        long packed = peer.packedAddress();
        if (PackedAddress.isExact(packed)) {
            vector.put(size, bytes, packed);
        } else {
            vector.put(size, bytes, peer.remoteAddress());
        }
        lengths[size] = bytes.remaining();
        peers[size] = peer;
        if (first) {
            firsts |= 1L << size;
        }
    }

    /** Adds the datagram written by {@link #put}. */
    void publish() {
        if (size == 0) {
            begunAt = clock.getAsLong();
            begun = true;
        }
        size++;
        staged = staged + 1;
    }

    /** By the thread that stages, without the lock: whether a batch was begun since the last call. */
    boolean takeBegun() {
        boolean taken = begun;
        begun = false;
        return taken;
    }

    /** Slots in use. During a flush these include the datagrams that were sent. */
    int size() {
        return size;
    }

    boolean isFull() {
        return size == MAX_DATAGRAMS;
    }

    /** Whether a datagram to {@code peer} is in the batch. Searches from the newest to the oldest. */
    public synchronized boolean contains(Peer peer) {
        for (int i = size - 1; i >= 0; i--) {
            if (peers[i] == peer) {
                return true;
            }
        }
        return false;
    }

    /** A view of datagram {@code i}. */
    ByteBuffer datagram(int i) {
        int start = i * MAX_BYTES;
        return vector.payload().duplicate().limit(start + lengths[i]).position(start);
    }

    int length(int i) {
        return lengths[i];
    }

    Peer peer(int i) {
        return peers[i];
    }

    MessageVector vector() {
        return vector;
    }

    /** {@code n} datagrams were sent, refused or moved to the outbox; their outcome is counted afterwards. */
    void remove(int n) {
        staged = staged - n;
    }

    /** Frees all slots, whose datagrams were sent, refused or moved to the outbox. */
    void clear() {
        // Once per peer: another thread may stage the next datagram to it as soon as it is flushed.
        for (long left = firsts; left != 0; left &= left - 1) {
            peers[Long.numberOfTrailingZeros(left)].onFlushed();
        }
        firsts = 0;
        Arrays.fill(peers, 0, size, null);
        size = 0;
        begunAt = Deadline.NEVER;
    }

    /** Takes no lock: the datagrams that wait. One that moves to the outbox is subtracted here before it is added there. */
    int staged() {
        return staged;
    }

    /** Takes no lock: whether all slots are free, so that a datagram sent now follows those of the last flush. */
    public boolean isEmpty() {
        return begunAt == Deadline.NEVER;
    }

    /** Takes no lock: when the oldest datagram was staged, or {@link Deadline#NEVER}. */
    long begunAt() {
        return begunAt;
    }

    /**
     * <em>Any thread.</em> The send batches of one endpoint. Its reactor flushes a batch whose oldest datagram was staged
     * {@link #MAX_WAIT_NANOS} ago: the thread that staged it is in a long call of the handler.
     *
     * <p>A thread that begins a batch wakes the reactor, unless that watches the batches. The reactor watches until it has found
     * all batches empty for {@link #MAX_WAIT_NANOS}; so a busy thread wakes it rarely.
     */
    static final class Watch {
        /** How long a staged datagram waits for others. */
        static final long MAX_WAIT_NANOS = 1_000_000;

        private final Endpoint endpoint;
        private final Outbox outbox;
        private volatile SendBatch[] batches = {};
        private volatile boolean watched;

        // Reactor-owned.
        private long deadline = Deadline.NEVER;
        private long watchUntil = Deadline.NEVER;

        Watch(Endpoint endpoint, Outbox outbox) {
            this.endpoint = endpoint;
            this.outbox = outbox;
        }

        /** Adds the batch of another thread. */
        synchronized void add(SendBatch batch) {
            SendBatch[] more = Arrays.copyOf(batches, batches.length + 1);
            more[batches.length] = batch;
            batches = more;
        }

        /** Whether there is no batch. */
        boolean isEmpty() {
            return batches.length == 0;
        }

        /** A batch was begun. */
        void onBegun() {
            if (!watched) {
                watched = true;
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

        /** Whether no batch has datagrams; takes no lock. */
        boolean areFlushed() {
            for (SendBatch batch : batches) {
                if (!batch.isEmpty()) {
                    return false;
                }
            }
            return true;
        }

        /** Flushes all batches; waits for a flush that another thread has in progress. */
        void flush() {
            for (SendBatch batch : batches) {
                if (!batch.isEmpty()) {
                    outbox.flush(batch);
                }
            }
        }

        /** Reactor-owned: flushes the batches that are due; called in each turn. */
        void check(long now) {
            if (!watched) {
                return;
            }
            long oldest = flushDue(now);
            if (oldest != Deadline.NEVER || watchUntil == Deadline.NEVER) {
                watchUntil = now + MAX_WAIT_NANOS;
            } else if (now >= watchUntil) {
                watched = false;
                watchUntil = Deadline.NEVER;
                // A batch that was begun before the store is found now; one begun after it wakes the reactor.
                oldest = flushDue(now);
                if (oldest != Deadline.NEVER) {
                    watched = true;
                    watchUntil = now + MAX_WAIT_NANOS;
                }
            }
            deadline = oldest == Deadline.NEVER ? watchUntil : oldest + MAX_WAIT_NANOS;
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
}
