package paloma.server;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import paloma.Limits;
import paloma.UnsentReason;
import paloma.reactor.Endpoint;
import paloma.reactor.SendResult;
import paloma.reactor.StackReserve;
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
        return transmit(session, message, limits.amplification() > 0);
    }

    @Override
    public boolean push(PeerSession session, ByteBuffer message) {
        return transmit(session, message, false);
    }

    /** @param limited whether the amplification limit applies */
    private boolean transmit(PeerSession session, ByteBuffer message, boolean limited) {
        if (!hasStack()) {
            endpoint.sends().refused(UnsentReason.STACK);
            return false;
        }
        endpoint.sends().requireMessage(message);
        int bytes = message.remaining();
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
            leaves = handOver(session, message);
        } finally {
            if (!leaves && limited) {
                session.refund(bytes);
            }
        }
        return leaves;
    }

    /** Sends to the endpoint; false when it is refused. */
    private boolean handOver(PeerSession session, ByteBuffer message) {
        SendResult sending = SendResult.REFUSED;
        session.onSending();
        try {
            sending = endpoint.send(message, session.remoteAddress(), session);
        } finally {
            if (sending == SendResult.SENT) {
                session.onSent();
            } else {
                session.onNotSent();
            }
        }
        return sending != SendResult.REFUSED;
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
            leaves = handOver(session, ByteBuffer.allocate(0));
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
