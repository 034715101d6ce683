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
    /** What an attempt returns that finds no room in the kernel: the datagram is refused for that unless it can wait here. */
    private static final UnsentReason NO_ROOM = UnsentReason.OUTBOX_FULL;

    /** <em>Any thread.</em> A queued datagram, linked through itself: enqueueing allocates nothing more. */
    static final class QueuedDatagram {
        private final ByteBuffer datagram;
        private final InetSocketAddress target;
        private final Object attachment;
        private QueuedDatagram next;

        /** Copies what remains of {@code datagram}. */
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

        /** What waits behind this one, or null. */
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
     * @param direct the same bytes where they are cheaper to send, until its next call
     * @param onFull has the poller look again, because the wish for room takes effect at its next poll only
     * @param onUnreachable hears that an earlier datagram of a connected socket could not be delivered, by what the socket threw
     * @param onLeft hears, on the reactor, of each datagram that waited and has left, by its attachment unless that is null
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
     * Sends the datagram or lets it wait; its bytes are read before this returns. The one place where a send is begun: whatever
     * becomes of it, it is counted, an exception as {@link UnsentReason#OTHER}.
     */
    SendResult send(ByteBuffer datagram, InetSocketAddress target, Object attachment) {
        counters.requireMessage(datagram);
        counters.begun();
        UnsentReason refusal = UnsentReason.OTHER;
        QueuedDatagram waiting = null;
        try {
            UnsentReason found = full ? NO_ROOM : attempt(datagram, target);
            if (found == NO_ROOM) {
                // Another thread may move the position and the limit of the caller's own.
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
     * Hands the datagram to the kernel; null when it has it, else why not. What a connected socket throws may be the error of an
     * earlier datagram instead of this one's. That error is gone then, so a second try decides.
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
                    // Of an earlier one in any case, and told before this one is tried again.
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

    /** Why the datagram is refused that met {@code last}. The error before that, if any, was its own too, or an earlier one's. */
    private UnsentReason refusal(IOException first, IOException last) {
        if (first != null && !Objects.equals(first.getMessage(), last.getMessage())) {
            reportPending(first);
        }
        return SendCounters.reasonOf(last);
    }

    /** {@code error}, unless that is null, was of an earlier datagram. */
    private void reportPending(IOException error) {
        if (error != null && !(error instanceof PortUnreachableException) && IcmpErrors.isUnreachable(error)) {
            onUnreachable.accept(error);
        }
    }

    private static void consume(ByteBuffer datagram) {
        try {
            datagram.position(datagram.limit());
        } catch (IllegalArgumentException smaller) {
            // Another thread has moved the limit meanwhile. The datagram has left all the same.
        }
    }

    /** Why {@code length} more bytes may not wait; null when they may. */
    private synchronized UnsentReason refusal(int length) {
        if (closed) {
            return UnsentReason.CLOSED;
        }
        return queued >= maxDatagrams || bytes + length > maxBytes ? UnsentReason.OUTBOX_FULL : null;
    }

    /** Lets what has left {@link SendCounters#sending} wait; null when it does, else why not, which is counted. */
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
            // Should this fail, nothing waits yet that nobody would drain.
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

    /** Reactor-owned: hands over what waits, {@code most} datagrams at most, until the kernel is full again. */
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

    /** Sends {@code waiting} outside of the lock and removes it: only the reactor removes. False when there is no room. */
    private boolean handOver(QueuedDatagram waiting) {
        UnsentReason failure;
        try {
            failure = attempt(waiting.datagram.duplicate(), waiting.target);
        } catch (Throwable e) {
            // An Error too costs this datagram only: the reactor serves others.
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

    /** False when the outbox was closed meanwhile, and all that waited is counted. */
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

    /** Whether datagrams go straight to the kernel now. */
    boolean isClear() {
        return !full;
    }

    /** Reactor-owned: hands over to {@code next} from now on, what waits too. */
    synchronized void moveTo(Transport next) {
        transport = next;
        awaitRoomAgain();
    }

    /** Asks for room again, for a poller that has forgotten. */
    synchronized void awaitRoomAgain() {
        if (full) {
            transport.awaitRoom(true);
        }
    }

    synchronized int queued() {
        return queued;
    }

    /** Refuses everything from now on, and counts what still waits as refused too. */
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
