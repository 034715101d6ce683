package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.Limits;
import paloma.net.SourceFixtures;
import paloma.session.PeerSession;
import paloma.session.SimTables;

/** The invariants of one server, checked after every step and at every received datagram. */
final class Invariants {
    /** A table up to this size is checked after every step. */
    private static final int MAX_SESSIONS_OF_A_STEP = 24;

    /** After so many steps a table of any size is checked, and all of it. */
    private static final int STEPS_PER_FULL_CHECK = 256;

    private final World.Incarnation incarnation;
    private final Scenario scenario;
    private final Limits limits;
    private final VirtualTime time;
    private final Map<InetSocketAddress, PeerSession> lastSessions = new HashMap<>();
    private final EvictionRules evictionRules;
    private long steps;
    private long stuckSince = Long.MAX_VALUE;
    private long lastSent;

    Invariants(World.Incarnation incarnation, Scenario scenario, VirtualTime time) {
        this.incarnation = incarnation;
        this.scenario = scenario;
        this.limits = scenario.limits();
        this.time = time;
        this.evictionRules = new EvictionRules(incarnation.table, time, limits.sessions(), scenario.idleTimeout());
    }

    /** The server receives a datagram. Checks that its session did not expire too early. */
    void onReceived(InetSocketAddress source, byte[] bytes, long arrivedAt) {
        evictionRules.onReceived(source, incarnation.isDraining());
        PeerSession session = incarnation.table.find(SourceFixtures.of(source));
        boolean live = session != null && session.isOpen();
        incarnation.traffic.onReceived(source, live ? session : null, bytes.length, !incarnation.isDraining());
        if (live) {
            lastSessions.put(source, session);
        } else {
            checkNotExpiredEarly(source, arrivedAt);
        }
    }

    /**
     * A datagram that reached the kernel within the idle timeout must find its session, however long it waited there.
     */
    private void checkNotExpiredEarly(InetSocketAddress source, long arrivedAt) {
        PeerSession ended = lastSessions.remove(source);
        if (ended != null && ended.closeReason() == CloseReason.IDLE) {
            // The session stores the last receipt and the last activity separately; either may be wrong.
            long receivedAt = ChronoUnit.NANOS.between(Instant.EPOCH, ended.lastReceivedAt());
            long deadline = Math.max(ended.activeAt(), receivedAt)
                    + scenario.idleTimeout().toNanos();
            unless(arrivedAt >= deadline, "expiry", "a session expired although a datagram of its peer waited");
        }
    }

    /** Checks what must hold after every step. */
    void check() {
        Counters counters = incarnation.server.counters();
        unless(counters.balanced(), "invariant", counters::toString);
        unless(
                counters.get(Counter.RECEIVED) == incarnation.kernel.received,
                "received",
                () -> "received from the kernel: " + incarnation.kernel.received);
        unless(
                counters.get(Counter.SENT) == incarnation.kernel.sent,
                "sent",
                () -> "sent to the kernel: " + incarnation.kernel.sent);
        unless(
                counters.get(Counter.BYTES_RECEIVED) == incarnation.kernel.bytesReceived,
                "bytes received",
                () -> "bytes received from the kernel: " + incarnation.kernel.bytesReceived);
        unless(
                counters.get(Counter.BYTES_SENT) == incarnation.kernel.bytesSent,
                "bytes sent",
                () -> "bytes sent to the kernel: " + incarnation.kernel.bytesSent);
        unless(incarnation.kernel.isBalanced(), "kernel", "the simulated kernel lost a datagram without counting it");
        unless(counters.get(Counter.SENDING) == 0, "sending", "a send is undecided between steps");
        unless(
                counters.get(Counter.LIVE) == incarnation.table.size(),
                "live",
                () -> "the table holds " + incarnation.table.size());
        unless(
                counters.get(Counter.RUNNING) <= Math.max(1, scenario.workers()),
                "running",
                () -> counters.get(Counter.RUNNING) + " run");
        unless(
                counters.get(Counter.LIVE) <= limits.sessions(),
                "bound of sessions",
                () -> counters.get(Counter.LIVE) + " are live");
        unless(
                counters.get(Counter.WAITING) <= limits.backlogMessages(),
                "bound of backlog",
                () -> counters.get(Counter.WAITING) + " wait");
        unless(
                counters.get(Counter.QUEUED) <= limits.outboxDatagrams() + maxStaged(),
                "bound of outbox",
                () -> counters.get(Counter.QUEUED) + " queued");
        checkOutboxBytes(counters);
        checkOutboxMoves(counters);
        evictionRules.check();
        if (++steps % STEPS_PER_FULL_CHECK == 0) {
            SimTables.verify(incarnation.table);
        } else if (incarnation.table.size() <= MAX_SESSIONS_OF_A_STEP) {
            SimTables.verifyOccupied(incarnation.table);
        } else {
            return;
        }
        checkMailboxes(counters);
        checkHosts();
    }

    /** Each worker has a batch. */
    private int maxStaged() {
        return scenario.sendsBatches() ? 64 * Math.max(1, scenario.workers()) : 0;
    }

    private void checkOutboxBytes(Counters counters) {
        if (counters.get(Counter.QUEUED) > 0) {
            long bytes = incarnation.reactor.outboxBytes();
            unless(bytes <= limits.outboxBytes(), "bound of outbox bytes", () -> bytes + " bytes are queued");
        }
    }

    /** Queued datagrams are sent soon after the kernel has room. */
    private void checkOutboxMoves(Counters counters) {
        boolean moved = counters.get(Counter.SENT) != lastSent;
        lastSent = counters.get(Counter.SENT);
        if (counters.get(Counter.QUEUED) == 0 || moved || !incarnation.kernel.hasRoom()) {
            stuckSince = Long.MAX_VALUE;
            return;
        }
        stuckSince = Math.min(stuckSince, time.now());
        unless(
                time.now() - stuckSince < 20 * VirtualTime.MILLI,
                "outbox moves",
                "datagrams wait although the kernel has room");
    }

    /** The waiting messages of all mailboxes agree with the counters, and are within every limit. */
    private void checkMailboxes(Counters counters) {
        long[] waiting = {0, 0};
        Set<PeerSession> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Consumer<PeerSession> visitor = session -> {
            if (session.waiting() > 0 && seen.add(session)) {
                unless(
                        session.waiting() <= limits.mailboxMessages(),
                        "bound of mailbox",
                        () -> session.waiting() + " wait");
                waiting[0] += session.waiting();
                waiting[1] += SimTables.waitingBytes(session);
            }
        };
        incarnation.table.cursor().step(Integer.MAX_VALUE, visitor);
        incarnation.workers.abandonQueues(visitor);
        unless(
                waiting[0] == counters.get(Counter.WAITING),
                "waiting",
                () -> waiting[0] + " wait, " + counters.get(Counter.WAITING) + " counted");
        unless(waiting[1] <= limits.backlogBytes(), "bound of backlog bytes", () -> waiting[1] + " bytes wait");
        unless(
                waiting[1] == counters.get(Counter.BACKLOG_BYTES),
                "backlog bytes",
                () -> waiting[1] + " bytes wait, " + counters.get(Counter.BACKLOG_BYTES) + " counted");
    }

    /** No source address has more sessions than the limit, and the table's count per address is right. */
    private void checkHosts() {
        if (limits.sessionsPerAddress() == 0) {
            return;
        }
        Map<Object, Integer> hosts = new HashMap<>();
        incarnation.table.cursor().step(Integer.MAX_VALUE, session -> {
            int sessions = hosts.merge(Addresses.network(session.remoteAddress()), 1, Integer::sum);
            unless(
                    sessions <= limits.sessionsPerAddress(),
                    "bound of address",
                    () -> sessions + " sessions of one address");
        });
        incarnation.table.cursor().step(Integer.MAX_VALUE, session -> {
            int counted = incarnation.table.sessionsOf(session.remoteAddress().getAddress());
            int actual = hosts.get(Addresses.network(session.remoteAddress()));
            unless(
                    counted == actual,
                    "sessions of address",
                    () -> actual + " sessions of one address, " + counted + " counted");
        });
    }

    void checkEmpty() {
        Counters counters = incarnation.server.counters();
        unless(counters.atRest() && incarnation.kernel.isEmpty(), "empty", counters.toString());
    }

    /** Checks what must hold once the server has closed and its workers are idle. */
    void checkEnded() {
        Counters counters = incarnation.server.counters();
        unless(counters.balanced(), "final invariant", counters.toString());
        unless(
                counters.get(Counter.LIVE) == 0 && counters.atRest() && incarnation.workers.isIdle(),
                "final rest",
                counters.toString());
        unless(
                counters.get(Counter.BYTES_HANDLED) == incarnation.handler.bytesHandled(),
                "bytes handled",
                () -> "bytes handled: " + incarnation.handler.bytesHandled());
        incarnation.handler.checkAllEnded();
    }
}
