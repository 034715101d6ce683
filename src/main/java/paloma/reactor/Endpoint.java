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
 * One socket of a reactor, with its outbox and its protocol. <em>Any thread</em> may send, wake and close; the rest is
 * reactor-owned.
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
    private static final int MOST_ERRORS = 512;

    /** The place of an endpoint that is not listed. */
    static final int NOWHERE = -1;

    private final Reactor reactor;
    private final SendCounters ledger = new SendCounters();
    private final Outbox outbox;
    private final Bounds bounds;
    private final DatagramProtocol protocol;
    private final AtomicBoolean awoken = new AtomicBoolean();
    private final AtomicLong unreachable = new AtomicLong();
    private volatile IOException unreachableBy;
    private volatile boolean closeRequested;
    // Written by the reactor.
    private volatile Transport transport;

    // Written by whoever has set awoken, read by whoever takes the endpoint out of the list.
    Endpoint nextAsked;

    // Reactor-owned.
    private long unreachableTold;
    private int errors;
    private int received;
    private boolean closed;
    boolean attended;
    boolean hasRoom;
    Timers.Entry timer;
    /** Where the reactor lists it. */
    int place = NOWHERE;

    Endpoint(Reactor reactor, Transport transport, Bounds bounds, Function<Endpoint, DatagramProtocol> protocol) {
        this.reactor = reactor;
        this.transport = transport;
        this.bounds = bounds;
        this.outbox = new Outbox(
                transport,
                reactor::direct,
                ledger,
                reactor::wakeup,
                this::unreachableOnSend,
                this::left,
                bounds.outboxDatagrams(),
                bounds.outboxBytes());
        this.protocol = protocol.apply(this);
    }

    /** Sends one datagram to {@code target}, or lets it wait for room in the kernel; what is refused, is counted. */
    public SendResult send(ByteBuffer datagram, InetSocketAddress target) {
        return send(datagram, target, null);
    }

    /** The same; if it has to wait, {@link DatagramProtocol#onLeft} is given {@code attachment} when it has left. */
    public SendResult send(ByteBuffer datagram, InetSocketAddress target, Object attachment) {
        if (onReactorThread()) {
            // What another thread has heard meanwhile concerns what was sent before this datagram.
            tellUnreachable();
        }
        return outbox.send(datagram, target, attachment);
    }

    /**
     * Has the protocol's {@code onTurn} called soon, by one turn for any number of calls before it. Needs no memory, so it is
     * never refused; a user's thread first calls {@link StackReserve#probe}.
     */
    public void wake() {
        if (!awoken.get() && awoken.compareAndSet(false, true)) {
            try {
                reactor.attend(this);
            } catch (Throwable e) {
                // No turn was asked for: whoever comes next asks again.
                awoken.set(false);
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
        return ledger;
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
            reactor.rewatch(next, this);
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
    public boolean hasItsAddress() {
        return transport.hasItsAddress();
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

    private void left(Object attachment) {
        protocol.onLeft(attachment);
    }

    private void unreachableOnSend(IOException error) {
        unreachable(error);
        if (onReactorThread()) {
            // At once: it concerns what was sent before the datagram at hand.
            tellUnreachable();
        } else {
            wake();
        }
    }

    private void pending(IOException error) {
        if (IcmpErrors.isUnreachable(error)) {
            unreachable(error);
        }
    }

    private void unreachable(IOException error) {
        unreachableBy = error;
        unreachable.incrementAndGet();
    }

    private void tellUnreachable() {
        while (unreachableTold < unreachable.get()) {
            unreachableTold++;
            try {
                protocol.onUnreachable(unreachableBy);
            } catch (Throwable e) {
                // An Error too: it has nothing to do with the send at hand, which is to be counted.
                Log.warn("an ICMP error could not be told", e);
            }
        }
    }

    /** The turn has begun: what is asked from now on is for another one. */
    void attend() {
        awoken.set(false);
    }

    /** Passes on up to a turn's worth of datagrams. */
    void receive(ReceiveBatch batch, long now) {
        int left = Math.min(bounds.datagramsPerTurn(), protocol.mostExpected());
        int together = protocol.mostTogether();
        while (left > 0 && !closed) {
            boolean more = true;
            IOException error = null;
            try {
                more = batch.fill(transport, Math.min(left, together));
            } catch (IOException e) {
                error = e;
            }
            pass(batch, more, now);
            left -= batch.size();
            if (error != null) {
                left--;
                failed(error);
            }
            if (!more) {
                return;
            }
        }
    }

    private void pass(ReceiveBatch batch, boolean more, long now) {
        if (batch.size() > 0 || !more) {
            errors = 0;
        }
        received += batch.size();
        batch.pass(protocol, now);
        if (!more) {
            protocol.onCaughtUp(now);
        }
    }

    /** Datagrams received since the last call. */
    int takeReceived() {
        int taken = received;
        received = 0;
        return taken;
    }

    private void failed(IOException error) {
        boolean known = SendCounters.reasonOf(error) == UnsentReason.UNREACHABLE
                || transport.isConnected() && IcmpErrors.isKnown(error);
        if (known || transport.isConnected()) {
            pending(error);
        }
        if (!known && ++errors == MOST_ERRORS || error instanceof ClosedChannelException) {
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
        tellUnreachable();
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

    void watchedAgain() {
        outbox.awaitRoomAgain();
    }
}
