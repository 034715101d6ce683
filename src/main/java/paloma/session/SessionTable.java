package paloma.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * <em>Reactor-owned.</em> The live sessions by source, and by how long nothing came from them: two wheels, one of the
 * sessions whose peer has returned and one of the others, keep each the order of last activity, so the next to expire and
 * the next to give way are always at a front.
 */
public final class SessionTable {
    /** {@link #idleFrom} when there is no session. */
    static final long NEVER = IdleWheel.NEVER;

    /** Ticks of an idle timeout. */
    private static final int PRECISION = 1_024;

    private static final long LONGEST_TICK_NANOS = 1_000_000_000L;

    /** Sessions that are moved on in search of one that gives way. */
    private static final int MOST_MOVED = 256;

    /** Messages that wait outside the sessions: some turns' worth, and little enough to stay in the first caches. */
    private static final int ARRIVALS = 1 << 10;

    private final SourceHash hashing;
    private final Buckets buckets;
    private final Arrivals arrivals = new Arrivals(ARRIVALS);
    private final boolean countHosts;
    private final Map<Long, Integer> hosts = new HashMap<>();
    private final IdleWheel unproven;
    private final IdleWheel returned;
    // Sessions that are filed under their whole source, because another has their key.
    private int displaced;

    /**
     * An empty table under a random key.
     *
     * @param countHosts whether {@link #sessionsOf} will be asked
     * @param idleTimeout how long sessions may be idle; a 1,024th of it, and no more than a second, is a tick
     */
    public SessionTable(boolean countHosts, Duration idleTimeout) {
        this(SourceHash.random(), countHosts, tickNanos(idleTimeout));
    }

    SessionTable(SourceHash hashing, boolean countHosts, long tickNanos) {
        this.unproven = new IdleWheel(tickNanos);
        this.returned = new IdleWheel(tickNanos);
        this.hashing = hashing;
        this.buckets = new Buckets(hashing);
        this.countHosts = countHosts;
    }

    static long tickNanos(Duration idleTimeout) {
        return Math.min(LONGEST_TICK_NANOS, Math.max(1, idleTimeout.toNanos() / PRECISION));
    }

    /** The live session of {@code source}, or null. Allocates nothing, unless IPv6 sources share a key. */
    public PeerSession find(InetSocketAddress source) {
        PeerSession session = buckets.find(hashing.key(source), source);
        return session == null && displaced > 0 ? buckets.find(hashing.wholeKey(source), source) : session;
    }

    /** Opens a session for {@code source}, which must have none, as the most recently active one. */
    public PeerSession open(InetSocketAddress source, PeerSession.Home home, long now) {
        PeerSession session = new PeerSession(freeKey(source), source, home, arrivals, now);
        session.live = true;
        buckets.add(session);
        unproven.add(session);
        if (countHosts) {
            hosts.merge(hashing.ofHost(source.getAddress()), 1, Integer::sum);
        }
        return session;
    }

    /** A key goes to one session, and the next of that key is filed under its whole source: no chain grows by intent. */
    private long freeKey(InetSocketAddress source) {
        long key = hashing.key(source);
        if (SourceHash.isExact(key) || !buckets.has(key)) {
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
        wheelOf(session).remove(session);
        if (displaced > 0 && session.key != hashing.key(session.remoteAddress())) {
            displaced--;
        }
        if (countHosts) {
            hosts.computeIfPresent(
                    hashing.ofHost(session.remoteAddress().getAddress()), (host, n) -> n == 1 ? null : n - 1);
        }
        return true;
    }

    /** A datagram of {@code bytes} came from the session's peer, which makes it the most recently active one. */
    public void received(PeerSession session, int bytes, int amplification, long now) {
        boolean hadReturned = session.hasReturned();
        session.received(bytes, amplification, now);
        session.activeAt = now;
        if (hadReturned != session.hasReturned()) {
            unproven.remove(session);
            returned.add(session);
        }
    }

    /** Counts {@code session} as active at {@code now} although nothing came: its handler was running. */
    public void renew(PeerSession session, long now) {
        session.activeAt = now;
    }

    /** One that is at a front, whether or not it was active since; null when the table is empty. */
    public PeerSession anyIdle() {
        return mostIdleWheel().front();
    }

    /** When the one that {@link #nextIdle} looks at was active, or a time before; or {@link #NEVER}. */
    long idleFrom() {
        return mostIdleWheel().idleFrom();
    }

    /** The session that was active longest ago; null when only a step in search of it was made. */
    PeerSession nextIdle() {
        return mostIdleWheel().mostIdle(1);
    }

    private IdleWheel mostIdleWheel() {
        return unproven.idleFrom() <= returned.idleFrom() ? unproven : returned;
    }

    /**
     * Who gives way to a newcomer: the most idle session whose peer has not returned; without one, the most idle
     * session that was not active since {@code quietSince}; else null.
     */
    public PeerSession evictable(long quietSince) {
        PeerSession session = unproven.mostIdle(MOST_MOVED);
        if (session == null) {
            session = returned.mostIdle(MOST_MOVED);
            return session != null && session.activeAt < quietSince ? session : null;
        }
        return session;
    }

    /** Live sessions. */
    public int size() {
        return buckets.size();
    }

    /** Live sessions of the address, or for IPv6 of its /64. */
    public int sessionsOf(InetAddress address) {
        return hosts.getOrDefault(hashing.ofHost(address), 0);
    }

    /** A walk over all sessions. */
    public Walk walk() {
        return new Walk(buckets);
    }

    private IdleWheel wheelOf(PeerSession session) {
        return session.hasReturned() ? returned : unproven;
    }
}
