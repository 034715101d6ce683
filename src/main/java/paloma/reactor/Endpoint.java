package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicLong;
import paloma.TransportChoice;
import paloma.UnsentReason;
import paloma.lifecycle.Cleanup;
import paloma.lifecycle.Log;
import paloma.linux.MessageVector;
import paloma.net.Peer;

/**
 * <em>Reactor-owned.</em> One socket of a reactor, with its outbox and its protocol: a task with datagrams.
 * Any thread may call {@link #send}, {@link #wake}, {@link #close} and the getters.
 */
public final class Endpoint extends ReactorTask {
    /**
     * <em>Immutable.</em> The bounds of one endpoint.
     *
     * @param datagramsPerTurn maximum datagrams received, and sent from the outbox, per turn
     * @param outboxDatagrams maximum datagrams in the outbox
     * @param outboxBytes maximum bytes in the outbox
     */
    public record Bounds(int datagramsPerTurn, int outboxDatagrams, long outboxBytes) {}

    /** <em>Immutable.</em> The outcome of a send. */
    public enum SendResult {
        /** The kernel accepted the datagram. */
        SENT,
        /** The datagram is in a batch; the callbacks of its {@link Peer} report the outcome. */
        STAGED,
        /** The datagram is in the outbox. */
        QUEUED,
        /** The datagram was refused, and its reason counted. */
        REFUSED
    }

    /** Consecutive receive errors after which the socket is closed as broken. */
    private static final int MAX_ERRORS = 512;

    private final SendCounters counters = new SendCounters();
    final Outbox outbox;
    private final SendBatch.Watch batches;
    private final Bounds bounds;
    private final AtomicLong countUnreachable = new AtomicLong();
    private volatile IOException lastUnreachable;
    // Null before the start.
    volatile DatagramProtocol protocol;
    // Written by the reactor.
    volatile Transport transport;

    // Reactor-owned.
    private long unreachableReported;
    private int errors;
    private int received;
    private boolean hasRoom;

    /** An endpoint that receives nothing until {@link #start}. */
    Endpoint(Reactor reactor, Transport transport, Bounds bounds) {
        super(reactor);
        this.transport = transport;
        this.bounds = bounds;
        this.outbox = new Outbox(transport, bounds, counters, new OutboxEvents());
        this.batches = new SendBatch.Watch(this, outbox);
    }

    /**
     * Registers the socket with the reactor: {@code callbacks} get its datagrams and a first turn. Called once, by the
     * thread that opened the endpoint. Datagrams that arrived before wait in the kernel.
     *
     * @throws IOException when the poller refuses the socket; as after any other exception, the socket is closed
     * @throws IllegalStateException when the reactor is closed
     */
    public void start(DatagramProtocol callbacks) throws IOException {
        protocol = callbacks;
        try {
            reactor().start(this, transport);
        } catch (Throwable e) {
            Cleanup.after(e, transport);
            throw e;
        }
    }

    /** Sends one datagram to {@code target}, or queues it while the kernel is full; a refusal is counted. */
    public SendResult send(ByteBuffer datagram, InetSocketAddress target) {
        return send(datagram, target, null);
    }

    /** Sends one datagram to {@code peer}; if it is queued, {@link Peer#onSent} is called later. */
    public SendResult send(ByteBuffer datagram, Peer peer) {
        return send(datagram, peer.remoteAddress(), peer);
    }

    private SendResult send(ByteBuffer datagram, InetSocketAddress target, Peer peer) {
        if (onReactorThread()) {
            // ICMP errors counted by other threads concern datagrams sent before this one.
            reportUnreachable();
        }
        return outbox.send(datagram, target, peer);
    }

    /**
     * A new batch for one thread, which calls {@link #stage} and {@link #flush} with it; null when this socket sends each
     * datagram alone.
     *
     * @throws OutOfMemoryError when the heap or the direct memory does not suffice
     */
    public SendBatch newSendBatch() {
        MessageVector vector = transport.newSendVector();
        if (vector == null) {
            return null;
        }
        SendBatch batch = new SendBatch(vector, this::nanos);
        batches.add(batch);
        return batch;
    }

    /**
     * Adds one datagram to {@code batch}, or sends it behind the batch when it is too long for it. A batch that is not
     * flushed is flushed by the reactor 1 ms after its first datagram.
     */
    public SendResult stage(ByteBuffer datagram, Peer peer, SendBatch batch) {
        SendResult result = outbox.stage(datagram, peer, batch);
        if (batch.takeBegun() && !onReactorThread()) {
            // Not under the lock of the batch: may close the endpoint of a reactor that has ended.
            batches.onBegun();
        }
        return result;
    }

    /** Sends the datagrams of {@code batch}. */
    public void flush(SendBatch batch) {
        if (!batch.isEmpty()) {
            outbox.flush(batch);
        }
    }

    /** Whether {@link #newSendBatch} has made a batch. */
    public boolean hasBatches() {
        return !batches.isEmpty();
    }

    /** Sends the datagrams of all batches: what is sent next follows them. */
    public void flushAll() {
        batches.flush();
    }

    /** Closes the socket in the next turn; at once when the endpoint was not started. Idempotent. */
    @Override
    public void close() {
        if (protocol == null) {
            shut(null);
        } else {
            super.close();
        }
    }

    /** The counters of this socket's sends. */
    public SendCounters sends() {
        return counters;
    }

    /**
     * Reactor-owned: replaces the socket by {@code next} and closes the old one.
     * Queued datagrams leave by the new socket. A send that another thread has in progress on the old one counts as
     * {@link UnsentReason#CLOSED} unless it has left. Datagrams not yet received from the old socket are lost.
     *
     * @throws IOException when {@code next} cannot be registered; it is closed, and the endpoint is unchanged
     */
    public void moveTo(Transport next) throws IOException {
        try {
            reactor().reregister(next, this);
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

    /** Whether the local address is still assigned to this machine; a system call. */
    public boolean isAddressLocal() {
        return transport.isAddressLocal();
    }

    /** Datagrams in the outbox and in batches. */
    public int queued() {
        // The outbox first: datagrams move from a batch to the outbox.
        return outbox.queued() + batches.staged();
    }

    /**
     * Whether no datagram is in a batch or in the outbox. Unlike {@link #queued}, this never misses one that moves from a
     * batch to the outbox.
     */
    public boolean isDrained() {
        return batches.areFlushed() && outbox.queued() == 0;
    }

    /** Whether a datagram sent now would not be queued. */
    public boolean isClear() {
        return outbox.isClear();
    }

    /** Whether the calling thread is the reactor thread. */
    public boolean onReactorThread() {
        return reactor().onThread();
    }

    /** Number of times this reactor replaced a spinning selector. */
    public long rebuilds() {
        return reactor().rebuilds();
    }

    /** How datagrams are received and sent. */
    public TransportChoice transport() {
        return transport.kind();
    }

    public InetSocketAddress localAddress() {
        return transport.localAddress();
    }

    /** SO_RCVBUF as granted, in bytes. */
    public int receiveBufferBytes() {
        return transport.receiveBufferBytes();
    }

    /** A send threw the error of an earlier, undeliverable datagram of a connected socket. */
    private void onUnreachableSend(IOException error) {
        countUnreachable(error);
        if (onReactorThread()) {
            // Reported at once: it concerns datagrams sent before the current one.
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
                // Also an Error: the current send must still be counted.
                Log.warn("an ICMP error could not be told", e);
            }
        }
    }

    /** The socket is ready in this turn; {@code room} when the kernel has room again. */
    void onReady(boolean room) {
        hasRoom |= room;
    }

    /** Receives and delivers at most {@link Bounds#datagramsPerTurn} datagrams. */
    @Override
    void receive(ReceiveBatch batch, long now) {
        int left = Math.min(Math.min(bounds.datagramsPerTurn(), transport.maxPerTurn()), protocol.maxPending());
        int together = protocol.maxBatch();
        while (left > 0 && !isClosed()) {
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

    /** Datagrams received since the previous call. */
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

    /** Drains the outbox if the kernel has room, and calls the protocol's {@code onTurn}. */
    @Override
    protected void onTurn(long now) {
        if (hasRoom) {
            hasRoom = false;
            outbox.drain(bounds.datagramsPerTurn());
        }
        reportUnreachable();
        protocol.onTurn(now);
        batches.check(now);
    }

    @Override
    protected long deadline() {
        return Math.min(protocol.deadline(), batches.deadline());
    }

    /** Closes the outbox and the socket, then calls the protocol's {@code onClosed}. */
    @Override
    protected void onClosed(Throwable cause) {
        Throwable reason = cause;
        try {
            batches.flush();
            outbox.close();
            // Staged meanwhile: counted as closed.
            batches.flush();
        } catch (Throwable e) {
            reason = e;
        }
        try {
            transport.close();
        } catch (Throwable e) {
            reason = e;
        }
        if (protocol != null) {
            // Called in any case: other threads may wait for it.
            protocol.onClosed(cause == null ? reason : cause);
        } else if (reason != null) {
            Log.warn("a socket that was not started could not be closed", reason);
        }
    }

    void onReregistered() {
        outbox.awaitRoomAgain();
    }

    /** <em>Any thread.</em> The owner of the outbox. */
    private final class OutboxEvents implements Outbox.Listener {
        @Override
        public void onFull() {
            reactor().wakeup();
        }

        @Override
        public void onUnreachableSend(IOException error) {
            Endpoint.this.onUnreachableSend(error);
        }
    }
}
