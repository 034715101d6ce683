package paloma.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import paloma.Limits;

/** <em>Reactor-owned.</em> The live sessions by source, and in their {@link EvictionPolicy} by how long nothing came from them. */
public final class SessionTable {
    /** Ticks of an idle timeout: half a turn of a wheel. */
    private static final int PRECISION = 1_024;

    private static final long LONGEST_TICK_NANOS = 1_000_000_000L;

    /** Messages that wait outside the sessions: some turns' worth, and little enough to stay in the first caches. */
    private static final int ARRIVALS = 1 << 10;

    /** Of fewer sessions most are in the second cache. */
    private static final int FEW = 1 << 11;

    private final int few;
    private final AddressHash hashing;
    private final LinearHashTable buckets;
    private final FirstMessageRing arrivals = new FirstMessageRing(ARRIVALS);
    // Null when nobody asks for them.
    private final HostCounts hosts;
    private final EvictionPolicy places;
    // Sessions that are filed under their whole source, because another has their key.
    private int displaced;
    private long[] keys = {};
    // What was read ahead: were it kept nowhere, the compiler would leave the reading out.
    private int sink;

    /**
     * An empty table under a random key.
     *
     * @param limits says how many sessions there may be, in all and of one address; that there are no more is the caller's to see to
     * @param idleTimeout how long sessions may be idle; a 1,024th of it, and no more than a second, is a tick
     */
    public SessionTable(Limits limits, Duration idleTimeout) {
        this(AddressHash.random(), limits, tickNanos(idleTimeout), FEW);
    }

    /** @param few with fewer sessions nothing is read ahead */
    SessionTable(AddressHash hashing, Limits limits, long tickNanos, int few) {
        this.few = few;
        this.places = new EvictionPolicy(limits.sessions(), tickNanos);
        this.hashing = hashing;
        this.buckets = new LinearHashTable(hashing);
        this.hosts = limits.sessionsPerAddress() > 0 ? new HostCounts() : null;
    }

    static long tickNanos(Duration idleTimeout) {
        return Math.min(LONGEST_TICK_NANOS, Math.max(1, idleTimeout.toNanos() / PRECISION));
    }

    /** The live session of {@code source}, or null. Allocates nothing, unless IPv6 sources share a key. */
    public PeerSession find(InetSocketAddress source) {
        PeerSession session = buckets.find(hashing.key(source), source);
        return session == null && displaced > 0 ? buckets.find(hashing.wholeKey(source), source) : session;
    }

    /**
     * Reads ahead what {@link #find} of the first {@code n} sources will need, side by side instead of one after the other. Does
     * nothing with few sessions, and leaves out those that share a key.
     */
    public void readAhead(InetSocketAddress[] sources, int n) {
        if (size() < few) {
            return;
        }
        if (keys.length < n) {
            keys = new long[n];
        }
        for (int i = 0; i < n; i++) {
            keys[i] = hashing.key(sources[i]);
        }
        sink = buckets.readAhead(keys, n);
    }

    /**
     * Reads sessions again that were found a while ago, for a runner on the same core: what came between has taken their place in
     * its caches. Does nothing with few sessions.
     */
    public void readAgain(Collection<PeerSession> found) {
        if (size() < few) {
            return;
        }
        int sum = 0;
        for (PeerSession session : found) {
            sum += session.glance();
        }
        sink = sum;
    }

    /** Opens a session for {@code source}, which must have none, as the most recently active one. */
    public PeerSession open(InetSocketAddress source, PeerSession.SessionOutput home, long now) {
        PeerSession session = new PeerSession(freeKey(source), source, home, arrivals, now);
        // What needs memory comes first: an Error leaves no session that lives and was never opened.
        if (hosts != null) {
            hosts.add(hashing.ofHost(source.getAddress()));
        }
        buckets.add(session);
        places.add(session);
        session.live = true;
        return session;
    }

    /** A key goes to one session, and the next of that key is filed under its whole source: no chain grows by intent. */
    private long freeKey(InetSocketAddress source) {
        long key = hashing.key(source);
        if (AddressHash.isExact(key) || !buckets.has(key)) {
            return key;
        }
        displaced++;
        return hashing.wholeKey(source);
    }

    /** Takes {@code session} out; false when it is out already. */
    public boolean remove(PeerSession session) {
        if (!session.live) {
            return false;
        }
        session.live = false;
        buckets.remove(session);
        places.remove(session);
        if (displaced > 0 && session.key != hashing.key(session.remoteAddress())) {
            displaced--;
        }
        if (hosts != null) {
            hosts.remove(hashing.ofHost(session.remoteAddress().getAddress()));
        }
        return true;
    }

    /** A datagram of {@code bytes} came from the session's peer, which makes it the most recently active one. */
    public void received(PeerSession session, int bytes, int amplification, long now) {
        places.received(session, bytes, amplification, now);
    }

    /** Counts {@code session} as active at {@code now} although nothing came: its handler was running. */
    public void renew(PeerSession session, long now) {
        places.renew(session, now);
    }

    /** One that is at a front, whether or not it was active since; null when the table is empty. */
    public PeerSession anyIdle() {
        return places.mostIdle().front();
    }

    /** When the one that {@link #nextIdle} looks at was active, or a time before; or {@link IdleWheel#NEVER}. */
    long idleFrom() {
        return places.mostIdle().idleFrom();
    }

    /** The session that was active longest ago; null when only a step in search of it was made. */
    PeerSession nextIdle() {
        return places.mostIdle().next();
    }

    /** Who gives way to a newcomer at {@code now}; null when nobody does. */
    public PeerSession evictable(long now) {
        return places.evictable(now);
    }

    /** Looks at up to {@code most} sessions, so that one that is quiet is at hand when another wants its place; or null. */
    public PeerSession seekQuiet(long now, int most) {
        return places.seekQuiet(now, most);
    }

    /** Live sessions. */
    public int size() {
        return buckets.size();
    }

    /** Live sessions of the address, or for IPv6 of its /64; 0 when there is no bound on them. */
    public int sessionsOf(InetAddress address) {
        return hosts == null ? 0 : hosts.of(hashing.ofHost(address));
    }

    /** A hash of the whole source under this table's secret key: nobody outside can choose sources that share it. */
    int hashOf(InetSocketAddress source) {
        return hashing.spread(hashing.wholeKey(source));
    }

    /** {@link #hashOf(InetSocketAddress)} of the session's source. */
    int hashOf(PeerSession session) {
        return AddressHash.isExact(session.key) ? hashing.spread(session.key) : hashOf(session.remoteAddress());
    }

    /** A walk over all sessions. */
    public TableCursor walk() {
        return new TableCursor(buckets);
    }
}
