package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import paloma.session.PeerSession;
import paloma.session.SessionTable;

/**
 * What came from and went to each session of a server, as the kernel saw it: against that the amplification, the order of
 * the answers and "returned" are held.
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
    // What came first from a source without a session. Whether that opens one is known when the server goes on.
    private InetSocketAddress newSource;
    private Traffic newTraffic;
    private PeerSession sendingSession;

    SessionTraffic(SessionTable table) {
        this.table = table;
    }

    /**
     * The server takes a datagram.
     *
     * @param session whose it is; null when it may open one
     * @param mustAgree whether the session must know by now if its peer has returned
     */
    void onReceived(InetSocketAddress source, PeerSession session, int length, boolean mustAgree) {
        resolveNewSource();
        Traffic traffic = session == null ? new Traffic() : of(session);
        if (session == null) {
            newSource = source;
            newTraffic = traffic;
        } else if (mustAgree) {
            unless(
                    session.isValidated() == traffic.validated,
                    "returned",
                    traffic.validated
                            ? "a peer that sent behind an answer does not count as one that has returned"
                            : "a peer counts as one that has returned before it sent behind an answer");
        }
        traffic.bytesIn += onWire(source, length);
        traffic.validated |= traffic.sentTo;
    }

    /** The handler of {@code session} speaks while {@code speech} runs. */
    void runSending(PeerSession session, Runnable speech) {
        resolveNewSource();
        sendingSession = session;
        try {
            speech.run();
        } finally {
            sendingSession = null;
        }
    }

    /**
     * A datagram leaves.
     *
     * @param queued the session of a datagram that comes from the outbox; else null
     */
    void onSent(PeerSession queued, InetSocketAddress target, byte[] bytes) {
        resolveNewSource();
        Traffic to = of(queued != null ? queued : sendingSession != null ? sendingSession : table.find(target));
        if (bytes.length == 0) {
            // No handler here sends an empty datagram: the server asks the peer to return.
            unless(!to.validationRequested, "asked once", "a peer was asked to return a second time");
            to.validationRequested = true;
        }
        to.bytesOut += SimMessages.isPush(bytes) ? 0 : onWire(target, bytes.length);
        to.sentTo = true;
        unless(
                to.validated || to.bytesOut <= 3 * to.bytesIn,
                "amplification",
                to.bytesOut + " bytes sent for " + to.bytesIn + " from a peer that has not returned");
        long reply = SimMessages.replyNumber(bytes);
        if (reply >= 0) {
            unless(reply > to.lastReply, "reply order", "reply " + reply + " leaves after " + to.lastReply);
            to.lastReply = reply;
        }
    }

    private Traffic of(PeerSession session) {
        Traffic traffic = bySession.get(session);
        unless(traffic != null, "known session", "a session speaks or is spoken to that no datagram opened");
        return traffic;
    }

    /** The server went on: what came first from a source has opened a session, or never will. */
    void resolveNewSource() {
        if (newSource != null) {
            PeerSession opened = table.find(newSource);
            if (opened != null) {
                bySession.putIfAbsent(opened, newTraffic);
            }
            newSource = null;
        }
    }

    /** With headers. */
    private static int onWire(InetSocketAddress peer, int length) {
        return length + (peer.getAddress() instanceof Inet6Address ? 48 : 28);
    }
}
