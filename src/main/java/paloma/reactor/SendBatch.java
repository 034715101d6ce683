package paloma.reactor;

import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import paloma.lifecycle.Deadline;
import paloma.linux.MessageVector;
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

    /** Writes {@code datagram} behind the others; {@link #publish} adds it. */
    void put(ByteBuffer datagram, Peer peer) {
        // Another thread may change the position and limit of the caller's buffer.
        ByteBuffer bytes = datagram.duplicate();
        long packed = peer.packedAddress();
        if (packed >= 0) {
            vector.put(size, bytes, packed);
        } else {
            vector.put(size, bytes, peer.remoteAddress());
        }
        lengths[size] = bytes.remaining();
        peers[size] = peer;
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

    /** Datagrams in the batch, those that a flush has sent included. */
    int size() {
        return size;
    }

    boolean isFull() {
        return size == MAX_DATAGRAMS;
    }

    /** Whether a datagram to {@code peer} is in the batch; the newest is looked at first. */
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

    /** {@code n} datagrams leave the batch; their outcome is counted afterwards. */
    void leave(int n) {
        staged = staged - n;
    }

    /** All datagrams have left. */
    void clear() {
        for (int i = 0; i < size; i++) {
            peers[i].onFlushed();
            peers[i] = null;
        }
        size = 0;
        begunAt = Deadline.NEVER;
    }

    /** Takes no lock: the datagrams that have not left. */
    int staged() {
        return staged;
    }

    /** Takes no lock: whether all datagrams have left. */
    public boolean isEmpty() {
        return staged == 0;
    }

    /** Takes no lock: when the oldest datagram was staged, or {@link Deadline#NEVER}. */
    long begunAt() {
        return begunAt;
    }
}
