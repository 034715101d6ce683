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

    /** Receive errors in a row after which a socket is taken for broken. */
    private static final int MAX_ERRORS = 512;

    /** The place of an endpoint that is not listed. */
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

    // Written by whoever has set awoken, read by whoever takes the endpoint out of the list.
    Endpoint nextPending;

    // Reactor-owned.
    private long unreachableReported;
    private int errors;
    private int received;
    private boolean closed;
    boolean scheduled;
    boolean hasRoom;
    Timers.Entry timer;
    /** Where the reactor lists it. */
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

    /** Sends one datagram to {@code target}, or lets it wait for room in the kernel; what is refused, is counted. */
    public SendResult send(ByteBuffer datagram, InetSocketAddress target) {
        return send(datagram, target, null);
    }

    /** The same; if it has to wait, {@link DatagramProtocol#onSent} is given {@code attachment} when it has left. */
    public SendResult send(ByteBuffer datagram, InetSocketAddress target, Object attachment) {
        if (onReactorThread()) {
            // What another thread has heard meanwhile concerns what was sent before this datagram.
            reportUnreachable();
        }
        return outbox.send(datagram, target, attachment);
    }

    /**
     * Has the protocol's {@code onTurn} called soon, by one turn for any number of calls before it. Needs no memory, so it is
     * never refused; a user's thread first calls {@link StackReserve#probe}.
     */
    public void wake() {
        if (!wakeupPending.get() && wakeupPending.compareAndSet(false, true)) {
            try {
                reactor.schedule(this);
            } catch (Throwable e) {
                // No turn was asked for: whoever comes next asks again.
                wakeupPending.set(false);
                throw e;
            }
        }
    }

    /** Has the socket closed soon. */
    @Override
    public void close() {
        closeRequested = true;
        wake();
    }

    /** What was counted of the sends. */
    public SendCounters sends() {
        return counters;
    }

    /**
     * Reactor-owned: goes on with {@code next} in place of the socket that there was, which is closed. What waits in the outbox
     * leaves by the next one; a send that another thread has under way on the old one counts as {@link UnsentReason#CLOSED}
     * unless it has left. What had come to the old one and was not received is lost.
     *
     * @throws IOException when {@code next} cannot be watched: it is closed then, and nothing has changed
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

    /** Whether the socket's local address is still one of this machine's; asks the system. */
    public boolean isAddressLocal() {
        return transport.isAddressLocal();
    }

    /** Datagrams that wait for room in the kernel. */
    public int queued() {
        return outbox.queued();
    }

    /** Whether a datagram sent now would not have to wait behind others. */
    public boolean isClear() {
        return outbox.isClear();
    }

    /** Whether the calling thread is the reactor's. */
    public boolean onReactorThread() {
        return reactor.onThread();
    }

    /** The reactor's clock, see {@link Reactor#nanos()}. */
    public long nanos() {
        return reactor.nanos();
    }

    /** How often this endpoint's reactor had to replace a spinning selector. */
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
            // At once: it concerns what was sent before the datagram at hand.
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
                // An Error too: it has nothing to do with the send at hand, which is to be counted.
                Log.warn("an ICMP error could not be told", e);
            }
        }
    }

    /** The turn has begun: what is asked from now on is for another one. */
    void clearWakeup() {
        wakeupPending.set(false);
    }

    /** Passes on up to a turn's worth of datagrams. */
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

    /** Ends the turn: drains the outbox when there is room, and lets the protocol do what is due. */
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

    /** Closes the socket and tells the protocol. */
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
        // Whatever was thrown, an Error too: somebody may wait for this call.
        protocol.onClosed(cause == null ? reason : cause);
    }

    void onReregistered() {
        outbox.awaitRoomAgain();
    }
}
