package paloma.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import paloma.Limits;

/** <em>Reactor-owned.</em> The live sessions by source, and in their {@link EvictionPolicy} by how long nothing came from them. */
public final class SessionTable {
    /** Ticks of an idle timeout: half a turn of a wheel. */
    private static final int TICKS_PER_TIMEOUT = 1_024;

    private static final long MAX_TICK_NANOS = 1_000_000_000L;

    /** Messages that wait outside the sessions: some turns' worth, and little enough to stay in the first caches. */
    private static final int RING_SLOTS = 1 << 10;

    /** Of fewer sessions most are in the second cache. */
    private static final int PREFETCH_THRESHOLD = 1 << 11;

    private final int prefetchThreshold;
    private final AddressHash hashing;
    private final LinearHashTable sessions;
    private final FirstMessageRing firstMessages = new FirstMessageRing(RING_SLOTS);
    // Null when nobody asks for them.
    private final HostCounts hosts;
    private final EvictionPolicy eviction;
    // Sessions that are filed under their whole source, because another has their key.
    private int collisions;
    private long[] keys = {};
    // What was read ahead: were it kept nowhere, the compiler would leave the reading out.
    private int blackhole;

    /**
     * An empty table under a random key.
     *
     * @param limits says how many sessions there may be, in all and of one address; that there are no more is the caller's to see to
     * @param idleTimeout how long sessions may be idle; a 1,024th of it, and no more than a second, is a tick
     */
    public SessionTable(Limits limits, Duration idleTimeout) {
        this(AddressHash.random(), limits, tickNanos(idleTimeout), PREFETCH_THRESHOLD);
    }

    /** @param few with fewer sessions nothing is read ahead */
    SessionTable(AddressHash hashing, Limits limits, long tickNanos, int few) {
        this.prefetchThreshold = few;
        this.eviction = new EvictionPolicy(limits.sessions(), tickNanos);
        this.hashing = hashing;
        this.sessions = new LinearHashTable(hashing);
        this.hosts = limits.sessionsPerAddress() > 0 ? new HostCounts() : null;
    }

    static long tickNanos(Duration idleTimeout) {
        return Math.min(MAX_TICK_NANOS, Math.max(1, idleTimeout.toNanos() / TICKS_PER_TIMEOUT));
    }

    /** The live session of {@code source}, or null. Allocates nothing, unless IPv6 sources share a key. */
    public PeerSession find(InetSocketAddress source) {
        PeerSession session = sessions.find(hashing.key(source), source);
        return session == null && collisions > 0 ? sessions.find(hashing.fullKey(source), source) : session;
    }

    /**
     * Reads ahead what {@link #find} of the first {@code n} sources will need, side by side instead of one after the other. Does
     * nothing with few sessions, and leaves out those that share a key.
     */
    public void prefetch(InetSocketAddress[] sources, int n) {
        if (size() < prefetchThreshold) {
            return;
        }
        if (keys.length < n) {
            keys = new long[n];
        }
        for (int i = 0; i < n; i++) {
            keys[i] = hashing.key(sources[i]);
        }
        blackhole = sessions.prefetch(keys, n);
    }

    /**
     * Reads sessions again that were found a while ago, for a runner on the same core: what came between has taken their place in
     * its caches. Does nothing with few sessions.
     */
    public void prefetchAgain(Collection<PeerSession> found) {
        if (size() < prefetchThreshold) {
            return;
        }
        int sum = 0;
        for (PeerSession session : found) {
            sum += session.touch();
        }
        blackhole = sum;
    }

    /** Opens a session for {@code source}, which must have none, as the most recently active one. */
    public PeerSession open(InetSocketAddress source, PeerSession.SessionOutput home, long now) {
        PeerSession session = new PeerSession(freeKey(source), source, home, firstMessages, now);
        // What needs memory comes first: an Error leaves no session that lives and was never opened.
        if (hosts != null) {
            hosts.add(hashing.hostHash(source.getAddress()));
        }
        sessions.add(session);
        eviction.add(session);
        session.live = true;
        return session;
    }

    /** A key goes to one session, and the next of that key is filed under its whole source: no chain grows by intent. */
    private long freeKey(InetSocketAddress source) {
        long key = hashing.key(source);
        if (AddressHash.isExact(key) || !sessions.containsKey(key)) {
            return key;
        }
        collisions++;
        return hashing.fullKey(source);
    }

    /** Takes {@code session} out; false when it is out already. */
    public boolean remove(PeerSession session) {
        if (!session.live) {
            return false;
        }
        session.live = false;
        sessions.remove(session);
        eviction.remove(session);
        if (collisions > 0 && session.key != hashing.key(session.remoteAddress())) {
            collisions--;
        }
        if (hosts != null) {
            hosts.remove(hashing.hostHash(session.remoteAddress().getAddress()));
        }
        return true;
    }

    /** A datagram of {@code bytes} came from the session's peer, which makes it the most recently active one. */
    public void onReceived(PeerSession session, int bytes, int amplification, long now) {
        eviction.onReceived(session, bytes, amplification, now);
    }

    /** Counts {@code session} as active at {@code now} although nothing came: its handler was running. */
    public void markActive(PeerSession session, long now) {
        eviction.markActive(session, now);
    }

    /** One that is at a front, whether or not it was active since; null when the table is empty. */
    public PeerSession idleCandidate() {
        return eviction.mostIdleWheel().oldest();
    }

    /** When the one that {@link #nextIdle} looks at was active, or a time before; or {@link IdleWheel#NEVER}. */
    long oldestActiveAt() {
        return eviction.mostIdleWheel().oldestActiveAt();
    }

    /** The session that was active longest ago; null when only a step in search of it was made. */
    PeerSession nextIdle() {
        return eviction.mostIdleWheel().advance();
    }

    /** Who gives way to a newcomer at {@code now}; null when nobody does. */
    public PeerSession evictionCandidate(long now) {
        return eviction.evictionCandidate(now);
    }

    /** Looks at up to {@code most} sessions, so that one that is quiet is at hand when another wants its place; or null. */
    public PeerSession searchIdle(long now, int most) {
        return eviction.searchIdle(now, most);
    }

    /** Live sessions. */
    public int size() {
        return sessions.size();
    }

    /** Live sessions of the address, or for IPv6 of its /64; 0 when there is no bound on them. */
    public int sessionsOf(InetAddress address) {
        return hosts == null ? 0 : hosts.count(hashing.hostHash(address));
    }

    /** A hash of the whole source under this table's secret key: nobody outside can choose sources that share it. */
    int hashOf(InetSocketAddress source) {
        return hashing.spread(hashing.fullKey(source));
    }

    /** {@link #hashOf(InetSocketAddress)} of the session's source. */
    int hashOf(PeerSession session) {
        return AddressHash.isExact(session.key) ? hashing.spread(session.key) : hashOf(session.remoteAddress());
    }

    /** A walk over all sessions. */
    public TableCursor cursor() {
        return new TableCursor(sessions);
    }
}
