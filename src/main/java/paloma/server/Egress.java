package paloma.server;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import paloma.Limits;
import paloma.UnsentReason;
import paloma.lifecycle.PalomaThread;
import paloma.lifecycle.StackReserve;
import paloma.reactor.Endpoint;
import paloma.reactor.Endpoint.SendResult;
import paloma.reactor.SendBatch;
import paloma.session.PeerSession;

/**
 * <em>Any thread.</em> Sends all that leaves a shard: answers by {@link #send}, within the amplification limit; notices
 * by {@link #push}. Passes the other requests of sessions on.
 */
final class Egress implements PeerSession.SessionOutput {
    private final Endpoint endpoint;
    private final Limits limits;
    private final SessionLifecycle lifecycle;
    private final Drain drain;
    private final Instant origin;
    private final AmplificationWarnings warnings = new AmplificationWarnings();
    // The batch of each worker.
    private final ThreadLocal<WorkerBatch> answers = new ThreadLocal<>();

    /** @param origin the wall-clock time at which the reactor's clock read 0 */
    Egress(Endpoint endpoint, Limits limits, SessionLifecycle lifecycle, Drain drain, Instant origin) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.lifecycle = lifecycle;
        this.drain = drain;
        this.origin = origin;
    }

    /** Sessions refused by the amplification limit. */
    AmplificationWarnings amplificationWarnings() {
        return warnings;
    }

    @Override
    public boolean send(PeerSession session, ByteBuffer message) {
        return transmit(session, message, true);
    }

    @Override
    public boolean push(PeerSession session, ByteBuffer message) {
        return transmit(session, message, false);
    }

    /** @param answer whether the amplification limit applies, and the datagram may wait for others */
    private boolean transmit(PeerSession session, ByteBuffer message, boolean answer) {
        if (!hasStack()) {
            endpoint.sends().refused(UnsentReason.STACK);
            return false;
        }
        endpoint.sends().requireMessage(message);
        int bytes = message.remaining();
        boolean limited = answer && limits.amplification() > 0;
        UnsentReason refusal = refusal(session, bytes);
        if (refusal == null && limited && !session.charge(bytes)) {
            refusal = UnsentReason.AMPLIFICATION;
        }
        if (refusal != null) {
            endpoint.sends().refused(refusal);
            if (refusal == UnsentReason.AMPLIFICATION) {
                onLimited(session);
            }
            return false;
        }
        boolean leaves = false;
        try {
            leaves = handOver(session, message, answer ? currentBatch() : null);
        } finally {
            if (!leaves && limited) {
                session.refund(bytes);
            }
        }
        return leaves;
    }

    /**
     * Sends to the endpoint; false when it is refused.
     *
     * @param batch where the datagram waits for others; or null
     */
    private boolean handOver(PeerSession session, ByteBuffer message, WorkerBatch batch) {
        if (session.isStaged() && (batch == null || !batch.batch.contains(session))) {
            endpoint.flushAll();
        }
        SendResult sending = batch == null ? endpoint.send(message, session) : batch.stage(message, session);
        return sending != SendResult.REFUSED;
    }

    /** The batch of the worker that is this thread and calls the handler, if an answer should join it; or null. */
    private WorkerBatch currentBatch() {
        WorkerBatch current = endpoint.hasBatches() && PalomaThread.isCurrent() ? answers.get() : null;
        return current != null && current.isJoined() ? current : null;
    }

    @Override
    public PeerSession.AnswerBatch newAnswerBatch() {
        try {
            SendBatch batch = endpoint.newSendBatch();
            return batch == null ? null : new WorkerBatch(batch);
        } catch (OutOfMemoryError e) {
            // Each answer leaves at once.
            return null;
        }
    }

    /** <em>Worker-owned while running.</em> The batch of a worker. */
    private final class WorkerBatch implements PeerSession.AnswerBatch {
        private final SendBatch batch;
        private boolean calling;
        private boolean moreReady;

        WorkerBatch(SendBatch batch) {
            this.batch = batch;
        }

        @Override
        public void begin(boolean others) {
            if (answers.get() != this) {
                answers.set(this);
            }
            calling = true;
            moreReady = others;
        }

        @Override
        public void end() {
            calling = false;
        }

        boolean isJoined() {
            return calling && (moreReady || !batch.isEmpty());
        }

        SendResult stage(ByteBuffer message, PeerSession session) {
            SendResult staged = endpoint.stage(message, session, batch);
            if (!moreReady) {
                flush();
            }
            return staged;
        }

        @Override
        public void flush() {
            endpoint.flush(batch);
        }
    }

    /**
     * An answer was refused by the amplification limit: sends one empty datagram, which {@code Client} answers.
     * A peer that only listens would otherwise stay limited (RFC 9000 §8.2). A session sends one at most, so two such
     * servers cannot loop.
     */
    private void onLimited(PeerSession session) {
        if (session.markLimited()) {
            warnings.add(session);
        }
        if (!session.isOpen() || !session.reserveValidationRequest()) {
            return;
        }
        boolean leaves = false;
        try {
            leaves = handOver(session, ByteBuffer.allocate(0), null);
        } finally {
            if (!leaves) {
                session.cancelValidationRequest();
            }
        }
    }

    private static boolean hasStack() {
        try {
            StackReserve.probe();
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private UnsentReason refusal(PeerSession session, int bytes) {
        if (session.isEnded()) {
            return UnsentReason.SESSION_GONE;
        }
        return bytes > limits.sendBytes() ? UnsentReason.TOO_BIG : null;
    }

    @Override
    public void reserveStack() {
        StackReserve.probe();
    }

    @Override
    public void onClosing(PeerSession session) {
        lifecycle.requestRemoval(session);
    }

    @Override
    public void onReleased() {
        drain.onSessionReleased();
    }

    @Override
    public UUID newId() {
        return lifecycle.newId();
    }

    @Override
    public Instant instantOf(long nanos) {
        return origin.plusNanos(nanos);
    }
}
