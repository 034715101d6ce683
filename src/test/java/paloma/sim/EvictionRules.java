package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import paloma.CloseReason;
import paloma.session.PeerSession;
import paloma.session.SessionTable;
import paloma.session.SimTables;

/**
 * Who may keep a place in a crowded table, held against what the table did between one datagram and the next: who is
 * established, who takes the place of whom, and who gives way.
 */
final class EvictionRules {
    /** Larger tables are never full in these worlds. */
    private static final int MAX_CHECKED_SESSIONS = 64;

    /** Among so many the one that is quiet is always found at once. */
    private static final int MAX_SEARCHED = 15;

    private static final long EVICTABLE_IDLE_NANOS = 30 * VirtualTime.SECOND;

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

    EvictionRules(SessionTable table, VirtualTime time, int places, Duration idleTimeout) {
        this.table = table;
        this.time = time;
        this.maxSessions = places;
        this.maxEstablished = places == 1 ? 1 : places - Math.max(1, places / 10);
        this.tickNanos = Math.min(VirtualTime.SECOND, idleTimeout.toNanos() / 1_024);
        this.headStartNanos = Math.min(VirtualTime.SECOND, idleTimeout.toNanos() / 4);
    }

    /** The server takes a datagram from {@code source}, and lets the table have it unless it is {@code draining}. */
    void onReceived(InetSocketAddress source, boolean draining) {
        check();
        receiving = draining ? null : table.find(source);
    }

    /** Holds what the table did since the last call against the rules. */
    void check() {
        if (maxSessions > MAX_CHECKED_SESSIONS) {
            return;
        }
        Map<PeerSession, Boolean> after = new IdentityHashMap<>();
        int[] changes = {0, 0, 0};
        table.cursor().step(Integer.MAX_VALUE, session -> {
            boolean established = SimTables.isEstablished(session);
            Boolean was = before.get(session);
            if (was == null) {
                openings.add(session.openedAtNanos());
            }
            changes[0] += established ? 1 : 0;
            changes[1] += established && !Boolean.TRUE.equals(was) ? 1 : 0;
            if (!established && Boolean.TRUE.equals(was)) {
                changes[2]++;
                unless(isIdle(session), "places: quiet", "a session lost its place that was active a moment ago");
            }
            after.put(session, established);
        });
        int established = changes[0];
        unless(established <= maxEstablished, "places: set apart", () -> established + " of " + maxSessions);
        // Whoever was established for a moment only has left with the turn.
        int gone = receiving != null && !after.containsKey(receiving) ? 1 : 0;
        unless(
                changes[2] <= changes[1] + gone,
                "places: for another",
                "a session lost its place although nobody else was established");
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

    /** Whoever has returned and sends has a place if one is free, or if the holder of one is quiet. */
    private void checkReceiving(Map<PeerSession, Boolean> after) {
        PeerSession session = receiving;
        if (session == null || !after.containsKey(session) || !session.isValidated() || after.get(session)) {
            return;
        }
        unless(establishedBefore == maxEstablished, "places: free", "a peer returned and was not given a free place");
        before.forEach((other, established) -> unless(
                !established
                        || maxEstablished > MAX_SEARCHED
                        || session.activeAt() - other.activeAt() <= EVICTABLE_IDLE_NANOS,
                "places: holder",
                "a peer returned and was not given the place of one that was quiet"));
    }

    private void checkEvicted(PeerSession evicted, Map<PeerSession, Boolean> after) {
        if (maxSessions == 1) {
            unless(!evicted.isValidated() || isIdle(evicted), "eviction", "the only place was taken from its holder");
            return;
        }
        unless(!before.get(evicted), "eviction", "an established session gave way");
        after.forEach((other, established) -> unless(
                established
                        || !before.containsKey(other)
                        || evicted.activeAt() <= other.activeAt() + headStartNanos + 3 * tickNanos,
                "eviction order",
                "a session gave way that was active after another"));
        boolean isNew =
                evicted.activeAt() == evicted.openedAtNanos() && time.now() - evicted.openedAtNanos() < headStartNanos;
        if (isNew) {
            while (!openings.isEmpty() && openings.peek() < evicted.openedAtNanos() - 2 * tickNanos) {
                openings.remove();
            }
            // The last of them is for whom it gave way.
            unless(
                    openings.size() - 1 >= Math.max(1, maxSessions / 10),
                    "newcomers",
                    () -> "a newcomer gave way within a second, and only " + openings.size() + " had come");
        }
    }
}
