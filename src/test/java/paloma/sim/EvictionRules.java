package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import paloma.CloseReason;
import paloma.net.SourceFixtures;
import paloma.session.PeerSession;
import paloma.session.SessionTable;
import paloma.session.SimTables;

/** Checks established sessions, replacements and evictions of a full table, from one datagram to the next. */
final class EvictionRules {
    /** Larger tables are never full in these worlds. */
    private static final int MAX_CHECKED_SESSIONS = 64;

    /** With so few established sessions one search finds an idle one. */
    private static final int MAX_SEARCHED = 15;

    private static final long EVICTABLE_IDLE_NANOS = 30 * VirtualTime.SECOND;

    /** Established sessions and how they changed since the last check. */
    private static final class Changes {
        int established;
        int promoted;
        int demoted;
    }

    private final SessionTable table;
    private final VirtualTime time;
    private final int maxSessions;
    private final int maxEstablished;
    private final long tickNanos;
    private final long headStartNanos;
    private final Deque<Long> openings = new ArrayDeque<>();
    private Map<PeerSession, Boolean> before = new IdentityHashMap<>();
    private int establishedBefore;
    private PeerSession receiving;

    EvictionRules(SessionTable table, VirtualTime time, int maxSessions, Duration idleTimeout) {
        this.table = table;
        this.time = time;
        this.maxSessions = maxSessions;
        this.maxEstablished = maxSessions == 1 ? 1 : maxSessions - Math.max(1, maxSessions / 10);
        this.tickNanos = Math.min(VirtualTime.SECOND, idleTimeout.toNanos() / 1_024);
        this.headStartNanos = Math.min(VirtualTime.SECOND, idleTimeout.toNanos() / 4);
    }

    /** The server receives a datagram from {@code source}; a {@code draining} one does not pass it to the table. */
    void onReceived(InetSocketAddress source, boolean draining) {
        check();
        receiving = draining ? null : table.find(SourceFixtures.of(source));
    }

    /** Checks all changes of the table since the last call. */
    void check() {
        if (maxSessions > MAX_CHECKED_SESSIONS) {
            return;
        }
        Map<PeerSession, Boolean> after = new IdentityHashMap<>();
        Changes changes = new Changes();
        table.cursor().step(Integer.MAX_VALUE, session -> {
            boolean established = SimTables.isEstablished(session);
            Boolean was = before.get(session);
            if (was == null) {
                openings.add(session.openedAtNanos());
            }
            changes.established += established ? 1 : 0;
            changes.promoted += established && !Boolean.TRUE.equals(was) ? 1 : 0;
            if (!established && Boolean.TRUE.equals(was)) {
                changes.demoted++;
                unless(
                        isIdle(session),
                        "eviction: idle",
                        "a session lost its established place although it was active a moment ago");
            }
            after.put(session, established);
        });
        int established = changes.established;
        unless(established <= maxEstablished, "eviction: provisional places", () -> established + " of " + maxSessions);
        // A session that was established and removed within the turn is not in the table any longer.
        int removed = receiving != null && !after.containsKey(receiving) ? 1 : 0;
        unless(
                changes.demoted <= changes.promoted + removed,
                "eviction: replacement",
                "a session lost its established place although no other took it");
        checkReceiving(after);
        before.keySet().stream()
                .filter(session -> !after.containsKey(session) && session.closeReason() == CloseReason.EVICTED)
                .forEach(session -> checkEvicted(session, after));
        before = after;
        establishedBefore = established;
        receiving = null;
    }

    private boolean isIdle(PeerSession session) {
        return time.now() - session.activeAt() >= EVICTABLE_IDLE_NANOS;
    }

    /** A validated session that receives gets a free established place, or the place of an idle session. */
    private void checkReceiving(Map<PeerSession, Boolean> after) {
        PeerSession session = receiving;
        if (session == null || !after.containsKey(session) || !session.isValidated() || after.get(session)) {
            return;
        }
        unless(
                establishedBefore == maxEstablished,
                "eviction: free place",
                "a validated session did not get a free place");
        before.forEach((other, established) -> unless(
                !established
                        || maxEstablished > MAX_SEARCHED
                        || session.activeAt() - other.activeAt() <= EVICTABLE_IDLE_NANOS,
                "eviction: idle place",
                "a validated session did not get the place of an idle one"));
    }

    private void checkEvicted(PeerSession evicted, Map<PeerSession, Boolean> after) {
        if (maxSessions == 1) {
            unless(
                    !evicted.isValidated() || isIdle(evicted),
                    "eviction",
                    "the only session was evicted though validated and active");
            return;
        }
        unless(!before.get(evicted), "eviction", "an established session was evicted");
        after.forEach((other, established) -> unless(
                established
                        || !before.containsKey(other)
                        || evicted.activeAt() <= other.activeAt() + headStartNanos + 3 * tickNanos,
                "eviction order",
                "a session was evicted that was active after another"));
        boolean isNew =
                evicted.activeAt() == evicted.openedAtNanos() && time.now() - evicted.openedAtNanos() < headStartNanos;
        if (isNew) {
            while (!openings.isEmpty() && openings.peek() < evicted.openedAtNanos() - 2 * tickNanos) {
                openings.remove();
            }
            // The last one is of the session that replaced it.
            unless(
                    openings.size() - 1 >= Math.max(1, maxSessions / 10),
                    "new sessions",
                    () -> "a new session was evicted within a second, after only " + openings.size() + " openings");
        }
    }
}
