package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import paloma.net.SourceFixtures;
import paloma.session.PeerSession;
import paloma.session.SessionTable;

/**
 * Datagrams to and from each session, as the kernel saw them. Checks amplification, the order of answers, and
 * validation.
 */
final class SessionTraffic {
    private static final class Traffic {
        long bytesIn;
        long bytesOut;
        long lastReply = -1;
        boolean sentTo;
        boolean validated;
        boolean validationRequested;
    }

    private final SessionTable table;
    private final Map<PeerSession, Traffic> bySession = new IdentityHashMap<>();
    // The first datagram from a source without a session. The next event shows whether it opened one.
    private InetSocketAddress newSource;
    private Traffic newTraffic;
    private PeerSession sendingSession;

    SessionTraffic(SessionTable table) {
        this.table = table;
    }

    /**
     * The server receives a datagram.
     *
     * @param session its session; null when it may open one
     * @param checkValidation whether the session must know by now if its peer is validated
     */
    void onReceived(InetSocketAddress source, PeerSession session, int length, boolean checkValidation) {
        resolveNewSource();
        Traffic traffic = session == null ? new Traffic() : of(session);
        if (session == null) {
            newSource = source;
            newTraffic = traffic;
        } else if (checkValidation) {
            unless(
                    session.isValidated() == traffic.validated,
                    "validated",
                    traffic.validated
                            ? "a peer that sent after a send is not validated"
                            : "a peer is validated that has not sent after a send");
        }
        traffic.bytesIn += onWire(source, length);
        traffic.validated |= traffic.sentTo;
    }

    /** Runs {@code sending}, whose datagrams are those of the handler of {@code session}. */
    void runSending(PeerSession session, Runnable sending) {
        resolveNewSource();
        sendingSession = session;
        try {
            sending.run();
        } finally {
            sendingSession = null;
        }
    }

    /**
     * A datagram is sent.
     *
     * @param queued the session of a datagram from the outbox; else null
     */
    void onSent(PeerSession queued, InetSocketAddress target, byte[] bytes) {
        resolveNewSource();
        Traffic traffic = of(
                queued != null
                        ? queued
                        : sendingSession != null ? sendingSession : table.find(SourceFixtures.of(target)));
        if (bytes.length == 0) {
            // No handler here sends an empty datagram: it is the server's validation request.
            unless(
                    !traffic.validationRequested,
                    "validation request once",
                    "a peer was sent a second validation request");
            traffic.validationRequested = true;
        }
        traffic.bytesOut += SimMessages.isPush(bytes) ? 0 : onWire(target, bytes.length);
        traffic.sentTo = true;
        unless(
                traffic.validated || traffic.bytesOut <= 3 * traffic.bytesIn,
                "amplification",
                traffic.bytesOut + " bytes sent for " + traffic.bytesIn + " from an unvalidated peer");
        long reply = SimMessages.replyNumber(bytes);
        if (reply >= 0) {
            unless(reply > traffic.lastReply, "reply order", "reply " + reply + " is sent after " + traffic.lastReply);
            traffic.lastReply = reply;
        }
    }

    private Traffic of(PeerSession session) {
        Traffic traffic = bySession.get(session);
        unless(traffic != null, "known session", "a session sends or is sent to that no datagram opened");
        return traffic;
    }

    /** Finds the session that the first datagram of a new source opened, if it opened one. */
    void resolveNewSource() {
        if (newSource != null) {
            PeerSession opened = table.find(SourceFixtures.of(newSource));
            if (opened != null) {
                bySession.putIfAbsent(opened, newTraffic);
            }
            newSource = null;
        }
    }

    /** Bytes with UDP and IP headers. */
    private static int onWire(InetSocketAddress peer, int length) {
        return length + (peer.getAddress() instanceof Inet6Address ? 48 : 28);
    }
}
