package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import paloma.UnsentReason;
import paloma.net.Peer;
import paloma.reactor.Endpoint.SendResult;

/**
 * <em>Any thread.</em> Sends directly to the kernel, alone or in batches, and queues in order while the kernel is full.
 * The reactor drains the queue. {@code full} is cleared only after the last queued datagram was handed over, so a
 * later datagram cannot overtake an earlier one of the same thread.
 */
final class Outbox {
    /** Result of an attempt that finds the kernel full: the reason of the refusal unless the datagram is queued. */
    private static final UnsentReason NO_ROOM = UnsentReason.OUTBOX_FULL;

    /** <em>Any thread.</em> A queued datagram and its link; guarded by the outbox. */
    static final class QueuedDatagram {
        private final ByteBuffer datagram;
        private final InetSocketAddress target;
        private final Peer peer;
        private QueuedDatagram next;

        /** Copies the remaining bytes of {@code datagram}. */
        QueuedDatagram(ByteBuffer datagram, InetSocketAddress target, Peer peer) {
            this.datagram =
                    ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
            this.target = target;
            this.peer = peer;
        }

        ByteBuffer datagram() {
            return datagram;
        }

        /** The recipient, or null. */
        Peer peer() {
            return peer;
        }

        /** The next in the queue, or null. */
        QueuedDatagram next() {
            return next;
        }
    }

    /** <em>Any thread.</em> The owner of an outbox. */
    interface Listener {
        /** The kernel is full. Must wake the poller, since interest in room takes effect at its next poll. */
        void onFull();

        /** A connected socket threw {@code error} for an earlier, undeliverable datagram. */
        void onUnreachableSend(IOException error);
    }

    private final Endpoint.Bounds bounds;
    private final SendCounters counters;
    private final Listener listener;

    private volatile boolean full;
    // Written by the reactor.
    volatile Transport transport;
    // Written under the lock; any thread reads it without the lock.
    private volatile int queued;
    // Guarded by this.
    private QueuedDatagram oldest;
    private QueuedDatagram newest;
    private long bytes;
    private boolean closed;

    Outbox(Transport transport, Endpoint.Bounds bounds, SendCounters counters, Listener listener) {
        this.transport = transport;
        this.bounds = bounds;
        this.counters = counters;
        this.listener = listener;
    }

    /**
     * Sends or queues the datagram; its bytes are read before this returns.
     * A send begins here or in {@link #stage}. Every outcome is counted, an exception as {@link UnsentReason#OTHER}.
     *
     * @param peer its callbacks are called, also later when a queued datagram is sent; or null
     */
    SendResult send(ByteBuffer datagram, InetSocketAddress target, Peer peer) {
        counters.requireMessage(datagram);
        counters.begun();
        UnsentReason refusal = UnsentReason.OTHER;
        QueuedDatagram waiting = null;
        // Read before the transport advances the position.
        int length = datagram.remaining();
        try {
            if (peer != null) {
                peer.onSending();
            }
            UnsentReason found = full ? NO_ROOM : attempt(datagram, target);
            if (found == NO_ROOM) {
                // Another thread may change the position and limit of the caller's buffer.
                ByteBuffer bytesToKeep = datagram.duplicate();
                found = refusal(bytesToKeep.remaining());
                waiting = found == null ? new QueuedDatagram(bytesToKeep, target, peer) : null;
            }
            refusal = found;
        } finally {
            counters.ended();
            if (waiting == null) {
                countOutcome(refusal, length);
            }
            report(peer, waiting == null && refusal == null);
        }
        if (waiting != null) {
            refusal = enqueue(waiting);
        }
        if (refusal != null) {
            return SendResult.REFUSED;
        }
        consume(datagram);
        return waiting == null ? SendResult.SENT : SendResult.QUEUED;
    }

    private static void report(Peer peer, boolean sent) {
        if (peer == null) {
            return;
        }
        if (sent) {
            peer.onSent();
        } else {
            peer.onNotSent();
        }
    }

    private void countOutcome(UnsentReason refusal, int length) {
        if (refusal == null) {
            counters.sentAtOnce(length);
        } else {
            counters.unsent(refusal);
        }
    }

    /**
     * Hands the datagram to the kernel; null on success, else the reason.
     * A connected socket may throw the error of an earlier datagram. That clears the error, so a second attempt
     * decides.
     */
    private UnsentReason attempt(ByteBuffer datagram, InetSocketAddress target) {
        int start = datagram.position();
        IOException first = null;
        while (true) {
            try {
                boolean taken = transport.send(datagram, target);
                reportPending(first);
                return taken ? null : NO_ROOM;
            } catch (IOException e) {
                datagram.position(start);
                if (e instanceof PortUnreachableException) {
                    // Always of an earlier datagram; reported before this one is tried again.
                    listener.onUnreachableSend(e);
                }
                if (first != null || !mayBePending(e)) {
                    return refusal(first, e);
                }
                first = e;
            } catch (RuntimeException e) {
                return SendCounters.reasonOf(e);
            }
        }
    }

    private boolean mayBePending(IOException error) {
        return error instanceof PortUnreachableException
                || transport.isConnected() && !(error instanceof ClosedChannelException);
    }

    /** The reason for {@code last}; a different {@code first} error is reported as an earlier datagram's. */
    private UnsentReason refusal(IOException first, IOException last) {
        if (first != null && !Objects.equals(first.getMessage(), last.getMessage())) {
            reportPending(first);
        }
        return SendCounters.reasonOf(last);
    }

    /** Reports {@code error}, which may be null, as the error of an earlier datagram. */
    private void reportPending(IOException error) {
        if (error != null && !(error instanceof PortUnreachableException) && IcmpErrors.isUnreachable(error)) {
            listener.onUnreachableSend(error);
        }
    }

    /**
     * Adds the datagram to the batch of the calling thread; its bytes are read before this returns. Sent at once with the
     * batch when that is full; alone and behind the batch when it is too long for it, or the kernel is full; alone when
     * another batch has a datagram to the same peer: the flags of a peer allow one batch at a time.
     */
    SendResult stage(ByteBuffer datagram, Peer peer, SendBatch batch) {
        synchronized (batch) {
            if (full || datagram.remaining() > SendBatch.MAX_BYTES) {
                flush(batch);
                return send(datagram, peer.remoteAddress(), peer);
            }
            boolean first = peer.onStaged();
            if (!first && !batch.contains(peer)) {
                return send(datagram, peer.remoteAddress(), peer);
            }
            put(datagram, peer, first, batch);
            // The outbox may have been closed since the first look, and the batch flushed for the last time.
            if (batch.isFull() || full) {
                flush(batch);
            }
        }
        consume(datagram);
        return SendResult.STAGED;
    }

    private void put(ByteBuffer datagram, Peer peer, boolean first, SendBatch batch) {
        counters.begun();
        boolean written = false;
        try {
            batch.put(datagram, peer, first);
            written = true;
        } finally {
            counters.ended();
            if (!written) {
                counters.unsent(UnsentReason.OTHER);
                if (first) {
                    peer.onFlushed();
                }
            }
        }
        batch.publish();
    }

    /** Sends or queues all datagrams of the batch, in order. */
    void flush(SendBatch batch) {
        synchronized (batch) {
            for (int i = 0; i < batch.size(); ) {
                int taken = full ? 0 : attempt(batch, i);
                if (taken > 0) {
                    countSent(batch, i, taken);
                } else {
                    sendAlone(batch, i);
                }
                i += Math.max(1, taken);
            }
            batch.clear();
        }
    }

    /** Hands datagrams from {@code from} on to the kernel; how many it took. */
    private int attempt(SendBatch batch, int from) {
        for (int i = from; i < batch.size(); i++) {
            // Again after a refusal: that of an earlier datagram to the same peer has cleared the flag.
            batch.peer(i).onSending();
        }
        try {
            return transport.send(batch, from);
        } catch (Throwable e) {
            // Also an Error. The first datagram is tried again, alone, which decides its outcome.
            return 0;
        }
    }

    private void countSent(SendBatch batch, int from, int n) {
        int bytes = 0;
        for (int i = from; i < from + n; i++) {
            bytes += batch.length(i);
            batch.peer(i).onSent();
        }
        batch.remove(n);
        counters.sentLater(n, bytes);
    }

    /** Sends or queues a datagram that the kernel did not take with the others. */
    private void sendAlone(SendBatch batch, int i) {
        Peer peer = batch.peer(i);
        QueuedDatagram waiting = null;
        UnsentReason refusal;
        try {
            InetSocketAddress target = peer.remoteAddress();
            refusal = full ? NO_ROOM : attempt(batch.datagram(i), target);
            if (refusal == NO_ROOM) {
                refusal = refusal(batch.length(i));
                waiting = refusal == null ? new QueuedDatagram(batch.datagram(i), target, peer) : null;
            }
        } catch (Throwable e) {
            // Also an Error: it fails this datagram only.
            refusal = SendCounters.reasonOf(e);
        }
        if (refusal == null && waiting == null) {
            countSent(batch, i, 1);
            return;
        }
        report(peer, false);
        batch.remove(1);
        if (waiting == null) {
            counters.unsent(refusal);
            return;
        }
        try {
            enqueue(waiting);
        } catch (Throwable counted) {
            // The others are sent.
        }
    }

    private static void consume(ByteBuffer datagram) {
        try {
            datagram.position(datagram.limit());
        } catch (IllegalArgumentException smaller) {
            // Another thread has changed the limit; the datagram was sent.
        }
    }

    /** The next datagram to send, or null. */
    synchronized QueuedDatagram oldest() {
        return oldest;
    }

    /** The reason why {@code length} bytes cannot be queued, or null. */
    private synchronized UnsentReason refusal(int length) {
        if (closed) {
            return UnsentReason.CLOSED;
        }
        return queued >= bounds.outboxDatagrams() || bytes + length > bounds.outboxBytes()
                ? UnsentReason.OUTBOX_FULL
                : null;
    }

    /** Queues a datagram; null on success, else the reason, which is counted. */
    private synchronized UnsentReason enqueue(QueuedDatagram waiting) {
        UnsentReason refusal = refusal(waiting.datagram.remaining());
        try {
            if (refusal == null) {
                append(waiting);
            }
        } finally {
            if (newest != waiting) {
                counters.unsent(refusal == null ? UnsentReason.OTHER : refusal);
            }
        }
        return refusal;
    }

    private void append(QueuedDatagram waiting) {
        boolean first = !full;
        if (first) {
            // First, because it may fail: a queued datagram would then never be drained.
            transport.awaitRoom(true);
            full = true;
        }
        if (newest == null) {
            oldest = waiting;
        } else {
            newest.next = waiting;
        }
        newest = waiting;
        queued = queued + 1;
        bytes += waiting.datagram.remaining();
        if (first) {
            listener.onFull();
        }
    }

    /** Reactor-owned: sends at most {@code max} queued datagrams, until the kernel is full. */
    void drain(int max) {
        for (int i = 0; i < max; i++) {
            QueuedDatagram next;
            synchronized (this) {
                next = oldest;
                if (next == null) {
                    full = false;
                    transport.awaitRoom(false);
                    return;
                }
            }
            if (!handOver(next)) {
                return;
            }
        }
    }

    /** Sends outside of the lock and then removes, since only the reactor removes; false when the kernel is full. */
    private boolean handOver(QueuedDatagram waiting) {
        UnsentReason failure;
        try {
            failure = attempt(waiting.datagram.duplicate(), waiting.target);
        } catch (Throwable e) {
            // Also an Error: it fails this datagram only.
            failure = SendCounters.reasonOf(e);
        }
        if (failure == NO_ROOM) {
            return false;
        }
        if (remove(waiting)) {
            countRemoved(waiting, failure);
        }
        return true;
    }

    /** False when the outbox was closed meanwhile, which counted all queued datagrams. */
    private synchronized boolean remove(QueuedDatagram waiting) {
        if (oldest != waiting) {
            return false;
        }
        oldest = waiting.next;
        newest = oldest == null ? null : newest;
        queued = queued - 1;
        bytes -= waiting.datagram.remaining();
        return true;
    }

    private void countRemoved(QueuedDatagram waiting, UnsentReason failure) {
        if (failure != null) {
            counters.unsent(failure);
            return;
        }
        counters.sentLater(1, waiting.datagram.remaining());
        if (waiting.peer != null) {
            waiting.peer.onSent();
        }
    }

    /** Whether datagrams go directly to the kernel. */
    boolean isClear() {
        return !full;
    }

    /** Reactor-owned: sends by {@code next} from now on, queued datagrams included. */
    synchronized void moveTo(Transport next) {
        transport = next;
        awaitRoomAgain();
    }

    /** Renews the interest in room after the socket was registered again. */
    synchronized void awaitRoomAgain() {
        if (full) {
            transport.awaitRoom(true);
        }
    }

    /** Datagrams in the queue; takes no lock. A datagram leaves this count before its outcome is counted. */
    int queued() {
        return queued;
    }

    /** Refuses every later send, and counts each queued datagram as {@link UnsentReason#CLOSED}. */
    synchronized void close() {
        closed = true;
        full = true;
        for (int left = queued; left > 0; left--) {
            queued = left - 1;
            counters.unsent(UnsentReason.CLOSED);
        }
        oldest = null;
        newest = null;
        bytes = 0;
    }
}
