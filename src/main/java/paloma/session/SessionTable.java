package paloma.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * <em>Reactor-owned.</em> The live sessions by source, and by how long nothing came from them: two lists, one of the
 * sessions whose peer has returned and one of the others, keep each the order of last activity, so the next to expire and
 * the next to give way are always at a front.
 */
public final class SessionTable {
    private final SourceHash hashing;
    private final Buckets buckets;
    private final boolean countHosts;
    private final Map<Long, Integer> hosts = new HashMap<>();
    private final IdleList unproven = new IdleList();
    private final IdleList returned = new IdleList();
    // Sessions that are filed under their whole source, because another has their key.
    private int displaced;

    /** An empty table under a random key; {@code countHosts} says whether {@link #sessionsOf} will be asked. */
    public SessionTable(boolean countHosts) {
        this(SourceHash.random(), countHosts);
    }

    SessionTable(SourceHash hashing, boolean countHosts) {
        this.hashing = hashing;
        this.buckets = new Buckets(hashing);
        this.countHosts = countHosts;
    }

    /** The live session of {@code source}, or null. Allocates nothing, unless IPv6 sources share a key. */
    public PeerSession find(InetSocketAddress source) {
        PeerSession session = buckets.find(hashing.key(source), source);
        return session == null && displaced > 0 ? buckets.find(hashing.wholeKey(source), source) : session;
    }

    /** Opens a session for {@code source}, which must have none, as the most recently active one. */
    public PeerSession open(InetSocketAddress source, PeerSession.Home home, long now) {
        PeerSession session = new PeerSession(freeKey(source), source, home, now);
        session.live = true;
        buckets.add(session);
        unproven.append(session);
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
        idleListOf(session).unlink(session);
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
        idleListOf(session).unlink(session);
        session.received(bytes, amplification, now);
        session.activeAt = now;
        idleListOf(session).append(session);
    }

    /** Counts {@code session} as active at {@code now} although nothing came: its handler was running. */
    public void renew(PeerSession session, long now) {
        IdleList list = idleListOf(session);
        list.unlink(session);
        session.activeAt = now;
        list.append(session);
    }

    /** The session that was active longest ago; null when the table is empty. */
    public PeerSession mostIdle() {
        PeerSession one = unproven.mostIdle();
        PeerSession other = returned.mostIdle();
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.activeAt <= other.activeAt ? one : other;
    }

    /**
     * Who gives way to a newcomer: the most idle session whose peer has not returned; without one, the most idle
     * session that was not active since {@code quietSince}; else null.
     */
    public PeerSession evictable(long quietSince) {
        if (unproven.mostIdle() != null) {
            return unproven.mostIdle();
        }
        PeerSession session = returned.mostIdle();
        return session != null && session.activeAt < quietSince ? session : null;
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

    private IdleList idleListOf(PeerSession session) {
        return session.hasReturned() ? returned : unproven;
    }
}
