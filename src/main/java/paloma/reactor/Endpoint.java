package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import paloma.UnsentReason;
import paloma.lifecycle.Cleanup;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;

/**
 * <em>Any thread.</em> One socket of a reactor, with its outbox and its protocol.
 *
 * Any thread may send, wake and close; everything else runs on the reactor thread.
 */
public final class Endpoint implements AutoCloseable {
    /**
     * <em>Immutable.</em> What an endpoint may do and hold.
     *
     * @param datagramsPerTurn datagrams received, and sent from the outbox, in one turn at most
     * @param outboxDatagrams datagrams that may wait for room in the kernel
     * @param outboxBytes bytes of those
     */
    public record Bounds(int datagramsPerTurn, int outboxDatagrams, long outboxBytes) {}

    /** Receive errors in a row after which the socket counts as broken and is closed. */
    private static final int MAX_ERRORS = 512;

    /** The index of an endpoint that is not in the reactor's list. */
    static final int NO_INDEX = -1;

    private final Reactor reactor;
    private final SendCounters counters = new SendCounters();
    private final Outbox outbox;
    private final Bounds bounds;
    private final DatagramProtocol protocol;
    private final AtomicBoolean wakeupPending = new AtomicBoolean();
    private final AtomicLong countUnreachable = new AtomicLong();
    private volatile IOException lastUnreachable;
    private volatile boolean closeRequested;
    // Written by the reactor.
    private volatile Transport transport;

    // Written by the thread that has set wakeupPending, read by the one that takes the endpoint out of the list.
    Endpoint nextPending;

    // Reactor-owned.
    private long unreachableReported;
    private int errors;
    private int received;
    private boolean closed;
    boolean scheduled;
    boolean hasRoom;
    Timers.Entry timer;
    /** The index in the reactor's list. */
    int index = NO_INDEX;

    Endpoint(Reactor reactor, Transport transport, Bounds bounds, Function<Endpoint, DatagramProtocol> protocol) {
        this.reactor = reactor;
        this.transport = transport;
        this.bounds = bounds;
        this.outbox = new Outbox(
                transport,
                reactor::toDirect,
                counters,
                reactor::wakeup,
                this::onUnreachableSend,
                this::onSent,
                bounds.outboxDatagrams(),
                bounds.outboxBytes());
        this.protocol = protocol.apply(this);
    }

    /** Sends one datagram to {@code target}, or queues it while the kernel has no room; a refusal is counted. */
    public SendResult send(ByteBuffer datagram, InetSocketAddress target) {
        return send(datagram, target, null);
    }

    /**
     * Like {@link #send(ByteBuffer, InetSocketAddress)}; {@link DatagramProtocol#onSent} is called with {@code
     * attachment} when a queued datagram was sent.
     */
    public SendResult send(ByteBuffer datagram, InetSocketAddress target, Object attachment) {
        if (onReactorThread()) {
            // An error that another thread met belongs to an earlier datagram.
            reportUnreachable();
        }
        return outbox.send(datagram, target, attachment);
    }

    /**
     * Schedules a call of the protocol's {@code onTurn}; one turn serves all calls before it. Allocates nothing, so
     * it never fails; a user's thread calls {@link StackReserve#probe} first.
     */
    public void wake() {
        if (!wakeupPending.get() && wakeupPending.compareAndSet(false, true)) {
            try {
                reactor.schedule(this);
            } catch (Throwable e) {
                // Nothing was scheduled: the next call schedules again.
                wakeupPending.set(false);
                throw e;
            }
        }
    }

    /** Schedules the close of the socket. */
    @Override
    public void close() {
        closeRequested = true;
        wake();
    }

    /** The counters of the sends. */
    public SendCounters sends() {
        return counters;
    }

    /**
     * Reactor-owned: replaces the transport by {@code next} and closes the old one. Queued datagrams are sent by
     * the new one. A send that another thread has begun on the old one counts as {@link UnsentReason#CLOSED} unless
     * it was sent; datagrams that the old one received and did not deliver are lost.
     *
     * @throws IOException when {@code next} cannot be registered; it is closed then, and the old one stays
     */
    public void moveTo(Transport next) throws IOException {
        try {
            reactor.reregister(next, this);
        } catch (Throwable e) {
            Cleanup.after(e, next);
            throw e;
        }
        Transport old = transport;
        transport = next;
        outbox.moveTo(next);
        errors = 0;
        try {
            old.close();
        } catch (IOException e) {
            Log.warn("a socket that was replaced could not be closed", e);
        }
    }

    /** Whether the socket's local address is still one of this machine's; a system call. */
    public boolean isAddressLocal() {
        return transport.isAddressLocal();
    }

    /** Datagrams in the outbox. */
    public int queued() {
        return outbox.queued();
    }

    /** Whether a datagram sent now would go straight to the kernel. */
    public boolean isClear() {
        return outbox.isClear();
    }

    /** Whether the calling thread is the reactor thread. */
    public boolean onReactorThread() {
        return reactor.onThread();
    }

    /** The reactor's clock, see {@link Reactor#nanos()}. */
    public long nanos() {
        return reactor.nanos();
    }

    /** How often this endpoint's reactor replaced a spinning selector. */
    public long rebuilds() {
        return reactor.rebuilds();
    }

    public InetSocketAddress localAddress() {
        return transport.localAddress();
    }

    /** SO_RCVBUF as granted, in bytes. */
    public int receiveBufferBytes() {
        return transport.receiveBufferBytes();
    }

    private void onSent(Object attachment) {
        protocol.onSent(attachment);
    }

    private void onUnreachableSend(IOException error) {
        countUnreachable(error);
        if (onReactorThread()) {
            // Before the datagram at hand is sent: the error belongs to an earlier one.
            reportUnreachable();
        } else {
            wake();
        }
    }

    private void onPendingError(IOException error) {
        if (IcmpErrors.isUnreachable(error)) {
            countUnreachable(error);
        }
    }

    private void countUnreachable(IOException error) {
        lastUnreachable = error;
        countUnreachable.incrementAndGet();
    }

    private void reportUnreachable() {
        while (unreachableReported < countUnreachable.get()) {
            unreachableReported++;
            try {
                protocol.onUnreachable(lastUnreachable);
            } catch (Throwable e) {
                // An Error too: it does not concern the send at hand, which must be counted.
                Log.warn("an ICMP error could not be told", e);
            }
        }
    }

    /** The turn begins: later wake-ups schedule another one. */
    void clearWakeup() {
        wakeupPending.set(false);
    }

    /** Receives and passes at most one turn's datagrams. */
    void receive(ReceiveBatch batch, long now) {
        int left = Math.min(bounds.datagramsPerTurn(), protocol.maxPending());
        int together = protocol.maxBatch();
        while (left > 0 && !closed) {
            boolean more = true;
            IOException error = null;
            try {
                more = batch.fill(transport, Math.min(left, together));
            } catch (IOException e) {
                error = e;
            }
            deliver(batch, more, now);
            left -= batch.size();
            if (error != null) {
                left--;
                onReceiveError(error);
            }
            if (!more) {
                return;
            }
        }
    }

    private void deliver(ReceiveBatch batch, boolean more, long now) {
        if (batch.size() > 0 || !more) {
            errors = 0;
        }
        received += batch.size();
        batch.deliver(protocol, now);
        if (!more) {
            protocol.onSocketDrained(now);
        }
    }

    /** Datagrams received since the last call. */
    int takeReceived() {
        int taken = received;
        received = 0;
        return taken;
    }

    private void onReceiveError(IOException error) {
        boolean known = SendCounters.reasonOf(error) == UnsentReason.UNREACHABLE
                || transport.isConnected() && IcmpErrors.isKnown(error);
        if (known || transport.isConnected()) {
            onPendingError(error);
        }
        if (!known && ++errors == MAX_ERRORS || error instanceof ClosedChannelException) {
            shut(error);
        }
    }

    /** Ends the turn: drains the outbox if there is room, and calls the protocol's {@code onTurn}. */
    void turn(boolean hasRoom, long now) {
        if (closed) {
            return;
        }
        if (hasRoom) {
            outbox.drain(bounds.datagramsPerTurn());
        }
        reportUnreachable();
        protocol.onTurn(now);
        if (closeRequested) {
            shut(null);
        }
    }

    /** When the protocol wants its next turn. */
    long deadline() {
        return closed ? Deadline.NEVER : protocol.deadline();
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the socket and calls the protocol's {@code onClosed}. */
    void shut(Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        Throwable reason = cause;
        try {
            outbox.close();
        } catch (Throwable e) {
            reason = e;
        }
        try {
            transport.close();
        } catch (Throwable e) {
            reason = e;
        }
        // After any exception or Error: a thread may wait for this call.
        protocol.onClosed(cause == null ? reason : cause);
    }

    void onReregistered() {
        outbox.awaitRoomAgain();
    }
}
