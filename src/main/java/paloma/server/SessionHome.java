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
        if (limits.amplification() > 0 && isSendable(session, message) && !session.spend(message.remaining())) {
            endpoint.sends().refused(UnsentReason.AMPLIFICATION);
            return false;
        }
        return push(session, message);
    }

    private boolean isSendable(PeerSession session, ByteBuffer message) {
        return !session.isEnded() && message.remaining() <= limits.sendBytes();
    }

    @Override
    public boolean push(PeerSession session, ByteBuffer message) {
        if (!isSendable(session, message)) {
            endpoint.sends().refused(session.isEnded() ? UnsentReason.SESSION_GONE : UnsentReason.TOO_BIG);
            return false;
        }
        session.answering();
        Sending sending = endpoint.send(message, session.remoteAddress(), session);
        if (sending == Sending.SENT) {
            session.answered();
        } else {
            session.notAnswered();
        }
        return sending != Sending.REFUSED;
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
