package paloma.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import paloma.Limits;
import paloma.net.PackedAddress;
import paloma.net.Source;

/** <em>Reactor-owned.</em> The live sessions by source address, and by last activity in an {@link EvictionPolicy}. */
public final class SessionTable {
    /** Ticks per idle timeout: half a turn of the wheel. */
    private static final int TICKS_PER_TIMEOUT = 1_024;

    private static final long MAX_TICK_NANOS = 1_000_000_000L;

    /** Slots for first messages: enough for several turns, and few enough to stay in the L1 and L2 caches. */
    private static final int RING_SLOTS = 1 << 10;

    /** With fewer sessions most are in the L2 cache. */
    private static final int PREFETCH_THRESHOLD = 1 << 11;

    private final AddressHash hashing;
    private final LinearHashTable sessions;
    private final CachePrefetch cachePrefetch;
    private final FirstMessageRing firstMessages = new FirstMessageRing(RING_SLOTS);
    // Null without a limit of sessions per address.
    private final HostCounts hosts;
    private final EvictionPolicy eviction;
    // Sessions stored under their full key, because another session has their key.
    private int collisions;

    /**
     * An empty table under a random secret key.
     *
     * @param limits maximum sessions, in total and per address; the caller enforces them
     * @param idleTimeout idle timeout of the sessions; a tick is a 1,024th of it, at most 1 s
     */
    public SessionTable(Limits limits, Duration idleTimeout) {
        this(AddressHash.random(), limits, tickNanos(idleTimeout), PREFETCH_THRESHOLD);
    }

    /** @param prefetchThreshold sessions below which nothing is prefetched */
    SessionTable(AddressHash hashing, Limits limits, long tickNanos, int prefetchThreshold) {
        this.eviction = new EvictionPolicy(limits.sessions(), tickNanos);
        this.hashing = hashing;
        this.sessions = new LinearHashTable(hashing);
        this.cachePrefetch = new CachePrefetch(hashing, sessions, prefetchThreshold);
        this.hosts = limits.sessionsPerAddress() > 0 ? new HostCounts() : null;
    }

    static long tickNanos(Duration idleTimeout) {
        return Math.min(MAX_TICK_NANOS, Math.max(1, idleTimeout.toNanos() / TICKS_PER_TIMEOUT));
    }

    /** The live session of {@code source}, or null. Allocates nothing, unless IPv6 sources share a key. */
    public PeerSession find(Source source) {
        PeerSession session = sessions.find(hashing.key(source), source);
        return session == null && collisions > 0 ? sessions.find(hashing.fullKey(source), source) : session;
    }

    /**
     * Prefetches the memory that {@link #find} of the first {@code n} sources will read. Does nothing with few sessions.
     */
    public void prefetch(Source[] sources, int n) {
        cachePrefetch.prefetch(sources, n);
    }

    /** Opens a session for {@code source}, which must have none, as the most recently active one. */
    public PeerSession open(InetSocketAddress source, PeerSession.SessionOutput output, long now) {
        PeerSession session = new PeerSession(freeKey(source), source, output, firstMessages, now);
        // Allocation comes first: an OutOfMemoryError leaves no live session without onOpen.
        if (hosts != null) {
            hosts.add(hashing.hostHash(source.getAddress()));
        }
        sessions.add(session);
        eviction.add(session);
        session.live = true;
        return session;
    }

    /** The first session of a key gets it, later ones their full key: no attacker can grow a chain. */
    private long freeKey(InetSocketAddress source) {
        long key = hashing.key(source);
        if (PackedAddress.isExact(key) || !sessions.containsKey(key)) {
            return key;
        }
        collisions++;
        return hashing.fullKey(source);
    }

    /** Removes {@code session}; false when it was removed before. */
    public boolean remove(PeerSession session) {
        if (!session.live) {
            return false;
        }
        session.live = false;
        sessions.remove(session);
        eviction.remove(session);
        if (collisions > 0 && session.key != hashing.key(session.keyAddress())) {
            collisions--;
        }
        if (hosts != null) {
            hosts.remove(hashing.hostHash(session.keyAddress().getAddress()));
        }
        return true;
    }

    /**
     * A datagram of {@code bytes} was received from the session's peer; the session becomes the most recently active
     * one.
     */
    public void onReceived(PeerSession session, int bytes, int amplification, long now) {
        eviction.onReceived(session, bytes, amplification, now);
    }

    /** Marks {@code session} as active at {@code now} without a datagram: its handler was running. */
    public void markActive(PeerSession session, long now) {
        eviction.markActive(session, now);
    }

    /** A session among those idle longest, possibly active since; null when the table is empty. */
    public PeerSession idleCandidate() {
        return eviction.mostIdleWheel().oldest();
    }

    /** A lower bound of the last activity of the session that {@link #nextIdle} returns; or {@link IdleWheel#NEVER}. */
    long oldestActiveAt() {
        return eviction.mostIdleWheel().oldestActiveAt();
    }

    /** The session idle longest; null when the search made only one step. */
    PeerSession nextIdle() {
        return eviction.mostIdleWheel().advance();
    }

    /** The session to evict for a new session at {@code now}; null when none may be evicted. */
    public PeerSession evictionCandidate(long now) {
        return eviction.evictionCandidate(now);
    }

    /** Inspects up to {@code max} established sessions for an idle one, before another needs its place; or null. */
    public PeerSession searchIdle(long now, int max) {
        return eviction.searchIdle(now, max);
    }

    EvictionPolicy eviction() {
        return eviction;
    }

    /** Live sessions. */
    public int size() {
        return sessions.size();
    }

    /** Live sessions of the address, or for IPv6 of its /64; 0 without a limit of sessions per address. */
    public int sessionsOf(InetAddress address) {
        return hosts == null ? 0 : hosts.count(hashing.hostHash(address));
    }

    /** A hash of the whole source under the table's secret key: no attacker can choose sources that share it. */
    int hashOf(Source source) {
        return hashing.spread(hashing.fullKey(source));
    }

    /** {@link #hashOf(Source)} of the address that the session is filed under. */
    int hashOf(PeerSession session) {
        return PackedAddress.isExact(session.key)
                ? hashing.spread(session.key)
                : hashing.spread(hashing.fullKey(session.keyAddress()));
    }

    /** A cursor over all sessions. */
    public Cursor cursor() {
        return new Cursor(sessions);
    }

    /**
     * <em>Reactor-owned.</em> A pass over the sessions of a table in bounded steps. Sessions may open and close meanwhile,
     * and the table may resize. A session that is live during the whole pass is visited once, no session twice.
     */
    public static final class Cursor {
        private final LinearHashTable sessions;
        private long position;
        private int visited;

        private Cursor(LinearHashTable sessions) {
            this.sessions = sessions;
        }

        /**
         * Visits up to {@code max} buckets, and no further bucket after {@code max} sessions.
         *
         * @param visitor may remove the visited session from the table, and no other
         * @return false at the end of the pass
         */
        public boolean step(int max, Consumer<PeerSession> visitor) {
            visited = 0;
            for (int i = 0; i < max && visited < max && !isAtEnd(); i++) {
                position = sessions.visit(position, session -> {
                    visited++;
                    visitor.accept(session);
                });
            }
            return !isAtEnd();
        }

        /** Sessions that the last step visited. */
        public int visited() {
            return visited;
        }

        /** Whether the pass is complete. */
        public boolean isAtEnd() {
            return position == LinearHashTable.END;
        }
    }

    /**
     * <em>Reactor-owned.</em> Sessions per host. Uses many maps, because a map that grows copies itself: no datagram pays
     * for more than a small part of all hosts.
     */
    static final class HostCounts {
        private static final int MAPS = 256;

        private final List<Map<Long, Integer>> maps = new ArrayList<>();

        HostCounts() {
            for (int i = 0; i < MAPS; i++) {
                maps.add(new HashMap<>());
            }
        }

        /** The sessions of {@code host}, an {@link AddressHash#hostHash}. */
        int count(long host) {
            return mapOf(host).getOrDefault(host, 0);
        }

        /** Adds one session of {@code host}. */
        void add(long host) {
            mapOf(host).merge(host, 1, Integer::sum);
        }

        /** Removes one session of {@code host}. */
        void remove(long host) {
            mapOf(host).computeIfPresent(host, (same, n) -> n == 1 ? null : n - 1);
        }

        private Map<Long, Integer> mapOf(long host) {
            return maps.get((int) host & MAPS - 1);
        }

        /** The hosts in each map. */
        IntStream hostsPerMap() {
            return maps.stream().mapToInt(Map::size);
        }
    }
}
