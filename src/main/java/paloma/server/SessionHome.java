package paloma.server;

import java.nio.ByteBuffer;
import java.time.Instant;
import paloma.Limits;
import paloma.UnsentReason;
import paloma.reactor.Endpoint;
import paloma.reactor.Sending;
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
        UnsentReason refusal = refusal(session, message.remaining());
        if (refusal != null) {
            endpoint.sends().refused(refusal);
            return false;
        }
        boolean before = session.answering();
        Sending sending = endpoint.send(message, session.remoteAddress());
        if (sending != Sending.SENT && !before) {
            session.notAnswered();
        }
        return sending != Sending.REFUSED;
    }

    /** Why {@code length} bytes must not be sent to the session's peer, or null. */
    private UnsentReason refusal(PeerSession session, int length) {
        if (session.isEnded()) {
            return UnsentReason.SESSION_GONE;
        }
        if (length > limits.sendBytes()) {
            return UnsentReason.TOO_BIG;
        }
        return limits.amplification() == 0 || session.spend(length) ? null : UnsentReason.AMPLIFICATION;
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
