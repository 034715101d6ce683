package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import paloma.UnsentReason;

/**
 * <em>Any thread.</em> Sends datagrams of one socket and queues them while the kernel's send buffer is full.
 *
 * Once a send has found the buffer full, every later datagram is queued behind it; {@code full} is cleared only after the last queued
 * datagram has been handed to the kernel. So datagrams of one thread leave in order. The reactor drains the queue.
 */
final class Outbox {
    /**
     * Returned by an attempt that finds no room in the kernel; the datagram is refused for it only if it cannot be
     * queued.
     */
    private static final UnsentReason NO_ROOM = UnsentReason.OUTBOX_FULL;

    /** <em>Any thread.</em> A queued datagram, linked through itself: enqueueing allocates nothing more. */
    static final class QueuedDatagram {
        private final ByteBuffer datagram;
        private final InetSocketAddress target;
        private final Object attachment;
        private QueuedDatagram next;

        /** Copies the remaining bytes of {@code datagram}. */
        QueuedDatagram(ByteBuffer datagram, InetSocketAddress target, Object attachment) {
            this.datagram =
                    ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
            this.target = target;
            this.attachment = attachment;
        }

        ByteBuffer datagram() {
            return datagram;
        }

        Object attachment() {
            return attachment;
        }

        /** The next datagram of the queue, or null. */
        QueuedDatagram next() {
            return next;
        }
    }

    private final UnaryOperator<ByteBuffer> toDirect;
    private final SendCounters counters;
    private final Runnable onFull;
    private final Consumer<IOException> onUnreachable;
    private final Consumer<Object> onSent;
    private final int maxDatagrams;
    private final long maxBytes;

    private volatile boolean full;
    // Written by the reactor.
    private volatile Transport transport;
    // Guarded by this.
    private QueuedDatagram oldest;
    private QueuedDatagram newest;
    private int queued;
    private long bytes;
    private boolean closed;

    /**
     * @param direct copies a datagram into a direct buffer if that is cheaper to send; the result is valid until
     *     the next call
     * @param onFull called when the kernel becomes full: the poller must poll again, since interest in room takes
     *     effect at the next poll
     * @param onUnreachable called with the exception when an earlier datagram of a connected socket was not
     *     delivered
     * @param onLeft called on the reactor with the attachment, if not null, of each queued datagram that was sent
     */
    Outbox(
            Transport transport,
            UnaryOperator<ByteBuffer> direct,
            SendCounters ledger,
            Runnable onFull,
            Consumer<IOException> onUnreachable,
            Consumer<Object> onLeft,
            int mostDatagrams,
            long mostBytes) {
        this.transport = transport;
        this.toDirect = direct;
        this.counters = ledger;
        this.onFull = onFull;
        this.onUnreachable = onUnreachable;
        this.onSent = onLeft;
        this.maxDatagrams = mostDatagrams;
        this.maxBytes = mostBytes;
    }

    /**
     * Sends or queues the datagram; its bytes are read before this returns. Every send begins here and is counted
     * whatever its outcome, an exception as {@link UnsentReason#OTHER}.
     */
    SendResult send(ByteBuffer datagram, InetSocketAddress target, Object attachment) {
        counters.requireMessage(datagram);
        counters.begun();
        UnsentReason refusal = UnsentReason.OTHER;
        QueuedDatagram waiting = null;
        try {
            UnsentReason found = full ? NO_ROOM : attempt(datagram, target);
            if (found == NO_ROOM) {
                // Another thread may change position and limit of the caller's buffer.
                ByteBuffer bytesToKeep = datagram.duplicate();
                found = refusal(bytesToKeep.remaining());
                waiting = found == null ? new QueuedDatagram(bytesToKeep, target, attachment) : null;
            }
            refusal = found;
        } finally {
            counters.ended();
            if (waiting == null) {
                countOutcome(refusal);
            }
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

    private void countOutcome(UnsentReason refusal) {
        if (refusal == null) {
            counters.sentAtOnce();
        } else {
            counters.unsent(refusal);
        }
    }

    /**
     * Hands the datagram to the kernel; null when sent, otherwise the reason. A connected socket may report the
     * pending error of an earlier datagram instead. That clears the error, so a second attempt decides.
     */
    private UnsentReason attempt(ByteBuffer datagram, InetSocketAddress target) {
        int start = datagram.position();
        IOException first = null;
        while (true) {
            try {
                boolean taken = transport.send(toDirect.apply(datagram), target);
                reportPending(first);
                return taken ? null : NO_ROOM;
            } catch (IOException e) {
                datagram.position(start);
                if (e instanceof PortUnreachableException) {
                    // The error belongs to an earlier datagram and is reported before this one is sent again.
                    onUnreachable.accept(e);
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

    /**
     * The reason of a datagram whose last attempt threw {@code last}; {@code first} belonged to it or to an earlier
     * one.
     */
    private UnsentReason refusal(IOException first, IOException last) {
        if (first != null && !Objects.equals(first.getMessage(), last.getMessage())) {
            reportPending(first);
        }
        return SendCounters.reasonOf(last);
    }

    /** Reports {@code error}, if not null, as that of an earlier datagram. */
    private void reportPending(IOException error) {
        if (error != null && !(error instanceof PortUnreachableException) && IcmpErrors.isUnreachable(error)) {
            onUnreachable.accept(error);
        }
    }

    private static void consume(ByteBuffer datagram) {
        try {
            datagram.position(datagram.limit());
        } catch (IllegalArgumentException smaller) {
            // Another thread has changed the limit; the datagram was sent.
        }
    }

    /** Why {@code length} more bytes may not be queued; null when they may. */
    private synchronized UnsentReason refusal(int length) {
        if (closed) {
            return UnsentReason.CLOSED;
        }
        return queued >= maxDatagrams || bytes + length > maxBytes ? UnsentReason.OUTBOX_FULL : null;
    }

    /**
     * Queues a datagram that {@link SendCounters#sending} no longer counts; null when queued, otherwise the reason,
     * which is counted.
     */
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
            // Before the queue changes: if this throws, no datagram is queued that would never be drained.
            transport.awaitRoom(true);
            full = true;
        }
        if (newest == null) {
            oldest = waiting;
        } else {
            newest.next = waiting;
        }
        newest = waiting;
        queued++;
        bytes += waiting.datagram.remaining();
        if (first) {
            onFull.run();
        }
    }

    /** Reactor-owned: sends at most {@code most} queued datagrams, until the kernel is full again. */
    void drain(int most) {
        for (int i = 0; i < most; i++) {
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

    /**
     * Sends {@code waiting} outside the lock and removes it; only the reactor removes. False when there is no room.
     */
    private boolean handOver(QueuedDatagram waiting) {
        UnsentReason failure;
        try {
            failure = attempt(waiting.datagram.duplicate(), waiting.target);
        } catch (Throwable e) {
            // An Error too costs one datagram: the reactor serves other sockets.
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

    /** False when the outbox was closed meanwhile, which counted everything queued. */
    private synchronized boolean remove(QueuedDatagram waiting) {
        if (oldest != waiting) {
            return false;
        }
        oldest = waiting.next;
        newest = oldest == null ? null : newest;
        queued--;
        bytes -= waiting.datagram.remaining();
        return true;
    }

    private void countRemoved(QueuedDatagram waiting, UnsentReason failure) {
        if (failure != null) {
            counters.unsent(failure);
            return;
        }
        counters.sentLater();
        if (waiting.attachment != null) {
            onSent.accept(waiting.attachment);
        }
    }

    /** Whether datagrams go straight to the kernel. */
    boolean isClear() {
        return !full;
    }

    /** Reactor-owned: sends by {@code next} from now on, queued datagrams included. */
    synchronized void moveTo(Transport next) {
        transport = next;
        awaitRoomAgain();
    }

    /** Registers interest in room again, with a new poller registration. */
    synchronized void awaitRoomAgain() {
        if (full) {
            transport.awaitRoom(true);
        }
    }

    synchronized int queued() {
        return queued;
    }

    /** Refuses all later sends, and counts queued datagrams as refused. */
    synchronized void close() {
        closed = true;
        full = true;
        for (; queued > 0; queued--) {
            counters.unsent(UnsentReason.CLOSED);
        }
        oldest = null;
        newest = null;
        bytes = 0;
    }
}
