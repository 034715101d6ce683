package paloma.server;

import java.nio.ByteBuffer;
import java.time.Instant;
import paloma.Limits;
import paloma.UnsentReason;
import paloma.reactor.Endpoint;
import paloma.reactor.Sending;
import paloma.reactor.StackReserve;
import paloma.session.ClosingList;
import paloma.session.PeerSession;

/** <em>Any thread.</em> What the sessions of a server ask of it: to send, and to be closed. */
final class SessionHome implements PeerSession.Home {
    private final Endpoint endpoint;
    private final Limits limits;
    private final ClosingList closings;
    private final Instant origin;

    /**
     * @param closings where the reactor finds the sessions whose close was decided by other threads
     * @param origin the wall-clock time at which the reactor's clock read 0
     */
    SessionHome(Endpoint endpoint, Limits limits, ClosingList closings, Instant origin) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.closings = closings;
        this.origin = origin;
    }

    @Override
    public boolean send(PeerSession session, ByteBuffer message) {
        return transmit(session, message, limits.amplification() > 0);
    }

    @Override
    public boolean push(PeerSession session, ByteBuffer message) {
        return transmit(session, message, false);
    }

    /** @param limited whether the peer must have paid for it, unless it has returned */
    private boolean transmit(PeerSession session, ByteBuffer message, boolean limited) {
        if (!hasStack()) {
            endpoint.sends().refused(UnsentReason.STACK);
            return false;
        }
        endpoint.sends().require(message);
        int bytes = message.remaining();
        UnsentReason refusal = refusal(session, bytes);
        if (refusal == null && limited && !session.spend(bytes)) {
            refusal = UnsentReason.AMPLIFICATION;
        }
        if (refusal != null) {
            endpoint.sends().refused(refusal);
            return false;
        }
        Sending sending = Sending.REFUSED;
        session.answering();
        try {
            sending = endpoint.send(message, session.remoteAddress(), session);
        } finally {
            if (sending == Sending.SENT) {
                session.answered();
            } else {
                session.notAnswered();
            }
            if (sending == Sending.REFUSED && limited) {
                session.unspend(bytes);
            }
        }
        return sending != Sending.REFUSED;
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
    public void closing(PeerSession session) {
        closings.add(session);
        endpoint.wake();
    }

    @Override
    public Instant instantOf(long nanos) {
        return origin.plusNanos(nanos);
    }
}
