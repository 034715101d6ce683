package paloma.server;

import java.nio.ByteBuffer;
import paloma.CloseReason;
import paloma.DropReason;
import paloma.Filter;
import paloma.Limits;
import paloma.net.Source;
import paloma.session.Admission;
import paloma.session.Backlog;
import paloma.session.Mailbox;
import paloma.session.PeerSession;
import paloma.session.RateLimit;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.worker.HandOver;

/**
 * <em>Reactor-owned.</em> Handles every received datagram: {@link #find} its session, {@link #admit} a new one, {@link
 * #deliver} the message. Each refusal is counted with its reason. Nothing else opens sessions.
 */
final class Ingress {
    private final Limits limits;
    private final Filter filter;
    private final SessionTable table;
    private final RateLimit rate;
    private final Backlog backlog;
    private final SessionCounters.ReactorCounters counters;
    private final HandOver handOver;
    private final SessionLifecycle lifecycle;
    private final Egress egress;
    private final OwnAddress own;
    private final Admission admission;

    Ingress(ServerOptions options, ShardSessions sessions, SessionLifecycle lifecycle, Egress egress, OwnAddress own) {
        this.limits = options.limits();
        this.filter = options.filter();
        this.table = sessions.table();
        this.rate = sessions.rate();
        this.backlog = sessions.backlog();
        this.counters = sessions.counters().reactor();
        this.handOver = sessions.handOver();
        this.lifecycle = lifecycle;
        this.egress = egress;
        this.own = own;
        this.admission = new Admission(limits);
    }

    /** Handles one datagram, and counts it once. */
    void receive(Source source, ByteBuffer datagram, long now) {
        counters.received(datagram.remaining());
        boolean decided = false;
        DropReason reason = null;
        try {
            reason = handle(source, datagram, now);
            decided = true;
        } finally {
            if (!decided && counters.isUndecided()) {
                // An Error, which ends the server; the invariants must still hold.
                counters.dropped(DropReason.SERVER_FAILED);
            }
        }
        if (reason != null) {
            counters.dropped(reason);
        }
    }

    /** Refuses one datagram of {@code bytes}. */
    void refuse(int bytes, DropReason reason) {
        counters.received(bytes);
        counters.dropped(reason);
    }

    /** Handles one datagram; null, or the reason of the drop. */
    private DropReason handle(Source source, ByteBuffer datagram, long now) {
        if (own.is(source, now)) {
            // Not an activity of its session: a loop that has started ends, and the session expires.
            return DropReason.SOURCE_IS_SELF;
        }
        PeerSession session = find(source, datagram, now);
        DropReason refusal = refusal(source, datagram, session != null);
        if (refusal != null) {
            return refusal;
        }
        if (!datagram.hasRemaining()) {
            return keepAlive(session);
        }
        return session == null ? admit(source, datagram, now) : deliver(session, source, datagram, now);
    }

    /** The session that the datagram belongs to: the open one of its source, or null. */
    private PeerSession find(Source source, ByteBuffer datagram, long now) {
        PeerSession session = lifecycle.find(source);
        if (session != null) {
            // Counts as activity even if the datagram is dropped.
            table.onReceived(session, datagram.remaining(), limits.amplification(), now);
        }
        return session;
    }

    /** The reason to refuse the datagram regardless of capacity, or null. */
    private DropReason refusal(Source source, ByteBuffer datagram, boolean known) {
        if (datagram.remaining() > limits.receiveBytes()) {
            return DropReason.OVERSIZE;
        }
        DropReason refusal = known ? null : admission.refusal(source);
        return refusal != null || !datagram.hasRemaining() ? refusal : filtered(source, datagram, known);
    }

    private DropReason filtered(Source source, ByteBuffer datagram, boolean known) {
        if (filter == Filter.NONE) {
            return null;
        }
        try {
            return filter.accepts(source.address(), datagram.slice().asReadOnlyBuffer(), known)
                    ? null
                    : DropReason.FILTERED;
        } catch (Throwable e) {
            // Also an Error: a message that overflows the filter's stack must not end the server.
            return DropReason.FILTER_THREW;
        }
    }

    private DropReason keepAlive(PeerSession session) {
        if (session == null) {
            return DropReason.NO_SESSION;
        }
        counters.keepAlive();
        return null;
    }

    /** Opens a session for its first message, if capacity and rate allow, and delivers the message. */
    private DropReason admit(Source source, ByteBuffer datagram, long now) {
        lifecycle.removeClosedBeforeOpen();
        // The rate state of the source's earlier session; read before an eviction.
        long dueAt = rate.dueAt(source);
        if (!rate.admits(dueAt, now)) {
            return DropReason.RATE_LIMITED;
        }
        if (!backlog.hasRoomFor(datagram.remaining())) {
            return DropReason.BACKLOG_FULL;
        }
        if (limits.sessionsPerAddress() > 0
                && table.sessionsOf(source.address().getAddress()) >= limits.sessionsPerAddress()) {
            return DropReason.TOO_MANY_FROM_ADDRESS;
        }
        if (table.size() >= limits.sessions()) {
            PeerSession evicted = table.evictionCandidate(now);
            if (evicted == null) {
                return DropReason.TOO_MANY_SESSIONS;
            }
            lifecycle.close(evicted, CloseReason.EVICTED);
        }
        PeerSession session = lifecycle.open(source.address(), egress, dueAt, now);
        table.onReceived(session, datagram.remaining(), limits.amplification(), now);
        return deliver(session, source, datagram, now);
    }

    /** Puts the message into the session's mailbox, within the bounds. */
    private DropReason deliver(PeerSession session, Source source, ByteBuffer message, long now) {
        if (!rate.admits(session, now)) {
            return DropReason.RATE_LIMITED;
        }
        if (!backlog.hasRoomFor(message.remaining())) {
            return DropReason.BACKLOG_FULL;
        }
        return offer(session, source, message);
    }

    private DropReason offer(PeerSession session, Source source, ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        // Counted first, because a worker that has the session may be done with the message before offer returns.
        backlog.add(bytes.length);
        Mailbox.OfferResult offer = null;
        try {
            offer = session.offer(bytes, source.addressIfMade(), limits.mailboxMessages());
        } finally {
            if (offer != Mailbox.OfferResult.READY && offer != Mailbox.OfferResult.WAITING) {
                backlog.remove(bytes.length);
            }
        }
        if (offer == Mailbox.OfferResult.FULL || offer == Mailbox.OfferResult.CLOSING) {
            return offer == Mailbox.OfferResult.FULL ? DropReason.MAILBOX_FULL : DropReason.SESSION_CLOSING;
        }
        session.onAccepted();
        if (offer == Mailbox.OfferResult.READY) {
            handOver.add(session);
        }
        return null;
    }
}
