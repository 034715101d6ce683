package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import paloma.UnsentReason;

/**
 * <em>Any thread</em> sends, the reactor drains. Sends straight to the kernel as long as it has room. Once it is full,
 * everything that follows waits here in order, and {@code full} falls only when the last that waited has been handed
 * over: a later datagram cannot overtake an earlier one of the same thread.
 */
final class Outbox {
    record Waiting(ByteBuffer datagram, InetSocketAddress target, Object attachment) {}

    private final Transport transport;
    private final UnaryOperator<ByteBuffer> direct;
    private final SendLedger ledger;
    private final Runnable onFull;
    private final Runnable onUnreachable;
    private final Consumer<Object> onLeft;
    private final int mostDatagrams;
    private final long mostBytes;

    private volatile boolean full;
    // Guarded by this.
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /**
     * @param direct the same bytes where they are cheaper to send, until its next call
     * @param onFull has the poller look again, because the wish for room takes effect at its next poll only
     * @param onUnreachable hears that an earlier datagram of a connected socket could not be delivered
     * @param onLeft hears, on the reactor, of each datagram that waited and has left, by its attachment unless that is null
     */
    Outbox(
            Transport transport,
            UnaryOperator<ByteBuffer> direct,
            SendLedger ledger,
            Runnable onFull,
            Runnable onUnreachable,
            Consumer<Object> onLeft,
            int mostDatagrams,
            long mostBytes) {
        this.transport = transport;
        this.direct = direct;
        this.ledger = ledger;
        this.onFull = onFull;
        this.onUnreachable = onUnreachable;
        this.onLeft = onLeft;
        this.mostDatagrams = mostDatagrams;
        this.mostBytes = mostBytes;
    }

    /** Sends the datagram or lets it wait; its bytes are read before this returns. */
    Sending send(ByteBuffer datagram, InetSocketAddress target, Object attachment) {
        ledger.begun();
        if (!full) {
            Sending attempt = attempt(datagram, target);
            if (attempt != null) {
                return attempt;
            }
        }
        return enqueue(datagram, target, attachment);
    }

    /** Hands the datagram to the kernel; null when it has no room. */
    private Sending attempt(ByteBuffer datagram, InetSocketAddress target) {
        int start = datagram.position();
        for (int tries = 0; ; tries++) {
            try {
                if (!transport.send(direct.apply(datagram), target)) {
                    return null;
                }
                datagram.position(datagram.limit());
                ledger.sentAtOnce();
                return Sending.SENT;
            } catch (PortUnreachableException earlier) {
                // Of a connected socket: the answer to an earlier datagram, told instead of sending this one.
                onUnreachable.run();
                datagram.position(start);
                if (tries > 0) {
                    return refused(UnsentReason.UNREACHABLE);
                }
            } catch (IOException | RuntimeException e) {
                return refused(SendLedger.reasonOf(e));
            }
        }
    }

    private Sending refused(UnsentReason reason) {
        ledger.refusedOrQueued();
        ledger.unsent(reason);
        return Sending.REFUSED;
    }

    private synchronized Sending enqueue(ByteBuffer datagram, InetSocketAddress target, Object attachment) {
        int length = datagram.remaining();
        if (closed) {
            return refused(UnsentReason.CLOSED);
        }
        if (queue.size() >= mostDatagrams || bytes + length > mostBytes) {
            return refused(UnsentReason.OUTBOX_FULL);
        }
        Waiting waiting = new Waiting(ByteBuffer.allocate(length).put(datagram).flip(), target, attachment);
        ledger.refusedOrQueued();
        queue.add(waiting);
        bytes += length;
        if (!full) {
            full = true;
            transport.awaitRoom(true);
            onFull.run();
        }
        return Sending.QUEUED;
    }

    /** Reactor-owned: hands over what waits, {@code most} datagrams at most, until the kernel is full again. */
    void drain(int most) {
        for (int i = 0; i < most; i++) {
            Waiting oldest;
            synchronized (this) {
                oldest = queue.peek();
                if (oldest == null) {
                    full = false;
                    transport.awaitRoom(false);
                    return;
                }
            }
            if (!handOver(oldest)) {
                return;
            }
        }
    }

    /** Sends {@code oldest} outside of the lock and removes it: only the reactor removes. False when there is no room. */
    private boolean handOver(Waiting oldest) {
        UnsentReason failure = null;
        int length = oldest.datagram().remaining();
        try {
            if (!transport.send(direct.apply(oldest.datagram().duplicate()), oldest.target())) {
                return false;
            }
        } catch (PortUnreachableException earlier) {
            onUnreachable.run();
            return true;
        } catch (IOException | RuntimeException e) {
            failure = SendLedger.reasonOf(e);
        }
        synchronized (this) {
            queue.remove();
            bytes -= length;
        }
        if (failure == null) {
            ledger.sentLater();
            if (oldest.attachment() != null) {
                onLeft.accept(oldest.attachment());
            }
        } else {
            ledger.unsent(failure);
        }
        return true;
    }

    /** Whether datagrams go straight to the kernel now. */
    boolean isClear() {
        return !full;
    }

    /** Asks for room again, for a poller that has forgotten. */
    synchronized void awaitRoomAgain() {
        if (full) {
            transport.awaitRoom(true);
        }
    }

    synchronized int queued() {
        return queue.size();
    }

    /** Refuses everything from now on, and counts what still waits as refused too. */
    synchronized void close() {
        closed = true;
        full = true;
        for (int left = queue.size(); left > 0; left--) {
            ledger.unsent(UnsentReason.CLOSED);
        }
        queue.clear();
        bytes = 0;
    }
}
