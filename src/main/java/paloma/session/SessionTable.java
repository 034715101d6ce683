package paloma.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * <em>Reactor-owned.</em> The live sessions by source, and by how long nothing came from them.
 *
 * <p>A hash table that grows and shrinks by one bucket at a time (linear hashing, Litwin 1980), so that no single
 * datagram ever pays for a copy of the whole table. The buckets are chains through the sessions themselves. Two more
 * chains, one of the sessions whose peer has returned and one of the others, keep each the order of last activity: the
 * next to expire and the next to give way are always at a front.
 */
public final class SessionTable {
    private static final int SEGMENT_BITS = 10;
    private static final int SEGMENT = 1 << SEGMENT_BITS;
    private static final int FEWEST_BUCKETS = 16;

    private final SourceHash hashing;
    private final boolean countHosts;
    private final Map<Long, Integer> hosts = new HashMap<>();
    private final IdleList unproven = new IdleList();
    private final IdleList returned = new IdleList();

    // Buckets 0 to buckets - 1 exist. lowMask + 1 is the power of two at or below that; buckets from there on were
    // split off by one more bit of the hash.
    private PeerSession[][] segments = {new PeerSession[SEGMENT]};
    private int buckets = FEWEST_BUCKETS;
    private int lowMask = FEWEST_BUCKETS - 1;
    private int size;
    // Sessions that are filed under the hash of their whole source, because their quick hash was taken.
    private int displaced;
    private int walks;

    /** An empty table under a random key; {@code countHosts} says whether {@link #sessionsOf} will be asked. */
    public SessionTable(boolean countHosts) {
        this(SourceHash.random(), countHosts);
    }

    SessionTable(SourceHash hashing, boolean countHosts) {
        this.hashing = hashing;
        this.countHosts = countHosts;
    }

    /** The live session of {@code source}, or null. Allocates nothing, unless IPv6 sources share a quick hash. */
    public PeerSession find(InetSocketAddress source) {
        PeerSession session = find(source, hashing.quick(source));
        return session == null && displaced > 0 ? find(source, hashing.of(source)) : session;
    }

    private PeerSession find(InetSocketAddress source, long hash) {
        PeerSession session = segments[bucketOf(hash) >> SEGMENT_BITS][bucketOf(hash) & SEGMENT - 1];
        while (session != null && !(session.hash == hash && same(session.remoteAddress(), source))) {
            session = session.nextInBucket;
        }
        return session;
    }

    /** Opens a session for {@code source}, which must have none, as the most recently active one. */
    public PeerSession open(InetSocketAddress source, PeerSession.Home home, long now) {
        PeerSession session = new PeerSession(source, freeHash(source), home, now);
        int bucket = bucketOf(session.hash);
        session.live = true;
        session.nextInBucket = first(bucket);
        setFirst(bucket, session);
        size++;
        unproven.append(session);
        if (countHosts) {
            hosts.merge(hashing.ofHost(source.getAddress()), 1, Integer::sum);
        }
        resize();
        return session;
    }

    /** The quick hash goes to one session, and the next of that hash is filed under its own: no chain grows by intent. */
    private long freeHash(InetSocketAddress source) {
        long quick = hashing.quick(source);
        for (PeerSession other = first(bucketOf(quick)); other != null; other = other.nextInBucket) {
            if (other.hash == quick) {
                displaced++;
                return hashing.of(source);
            }
        }
        return quick;
    }

    /** Takes {@code session} out; false when it is out already. */
    public boolean remove(PeerSession session) {
        if (!session.live) {
            return false;
        }
        session.live = false;
        int bucket = bucketOf(session.hash);
        PeerSession at = first(bucket);
        if (at == session) {
            setFirst(bucket, session.nextInBucket);
        } else {
            while (at.nextInBucket != session) {
                at = at.nextInBucket;
            }
            at.nextInBucket = session.nextInBucket;
        }
        session.nextInBucket = null;
        size--;
        if (displaced > 0 && session.hash != hashing.quick(session.remoteAddress())) {
            displaced--;
        }
        idleListOf(session).unlink(session);
        if (countHosts) {
            hosts.computeIfPresent(
                    hashing.ofHost(session.remoteAddress().getAddress()), (host, n) -> n == 1 ? null : n - 1);
        }
        resize();
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
        PeerSession one = unproven.mostIdle;
        PeerSession other = returned.mostIdle;
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
        if (unproven.mostIdle != null) {
            return unproven.mostIdle;
        }
        PeerSession session = returned.mostIdle;
        return session != null && session.activeAt < quietSince ? session : null;
    }

    /** Live sessions. */
    public int size() {
        return size;
    }

    /** Live sessions of the address, or for IPv6 of its /64. */
    public int sessionsOf(InetAddress address) {
        return hosts.getOrDefault(hashing.ofHost(address), 0);
    }

    /** Starts a walk over all sessions; the table keeps its buckets, whatever opens or closes, until it ends. */
    public Walk walk() {
        walks++;
        return new Walk();
    }

    /** One pass over the sessions in bounded steps: every session that is live all the while is visited once. */
    public final class Walk {
        private int bucket;
        private boolean ended;

        /** Visits the sessions of up to {@code most} buckets; false when the walk has ended. */
        public boolean step(int most, Consumer<PeerSession> visitor) {
            int end = Math.min(buckets, bucket + most);
            for (; bucket < end; bucket++) {
                PeerSession next;
                for (PeerSession session = first(bucket); session != null; session = next) {
                    next = session.nextInBucket;
                    visitor.accept(session);
                }
            }
            if (bucket == buckets) {
                end();
            }
            return !ended;
        }

        private void end() {
            if (!ended) {
                ended = true;
                walks--;
            }
        }
    }

    private int bucketOf(long hash) {
        int bucket = (int) hash & (lowMask << 1 | 1);
        return bucket < buckets ? bucket : bucket & lowMask;
    }

    private PeerSession first(int bucket) {
        return segments[bucket >> SEGMENT_BITS][bucket & SEGMENT - 1];
    }

    private void setFirst(int bucket, PeerSession session) {
        segments[bucket >> SEGMENT_BITS][bucket & SEGMENT - 1] = session;
    }

    /** At most four steps each time: fewer could not keep up with a table that empties, or catch up after a walk. */
    private void resize() {
        for (int step = 0; step < 4 && walks == 0; step++) {
            if (size > buckets) {
                split();
            } else if (size < buckets / 4 && buckets > FEWEST_BUCKETS) {
                merge();
            }
        }
    }

    /** Adds a bucket, and moves to it what it takes from its lower twin. */
    private void split() {
        int added = buckets;
        int segment = added >> SEGMENT_BITS;
        if (segment == segments.length) {
            segments = Arrays.copyOf(segments, segment * 2);
        }
        if (segments[segment] == null) {
            segments[segment] = new PeerSession[SEGMENT];
        }
        PeerSession session = first(added & lowMask);
        setFirst(added & lowMask, null);
        buckets++;
        while (session != null) {
            PeerSession next = session.nextInBucket;
            int bucket = bucketOf(session.hash);
            session.nextInBucket = first(bucket);
            setFirst(bucket, session);
            session = next;
        }
        if (buckets == (lowMask + 1) << 1) {
            lowMask = lowMask << 1 | 1;
        }
    }

    /** Takes the last bucket away, and gives what it held to its lower twin. */
    private void merge() {
        int last = buckets - 1;
        if (last == lowMask) {
            lowMask >>= 1;
        }
        PeerSession session = first(last);
        setFirst(last, null);
        if ((last & SEGMENT - 1) == 0) {
            segments[last >> SEGMENT_BITS] = null;
        }
        buckets = last;
        while (session != null) {
            PeerSession next = session.nextInBucket;
            session.nextInBucket = first(last & lowMask);
            setFirst(last & lowMask, session);
            session = next;
        }
    }

    private IdleList idleListOf(PeerSession session) {
        return session.hasReturned() ? returned : unproven;
    }

    private static boolean same(InetSocketAddress one, InetSocketAddress other) {
        return one.getPort() == other.getPort()
                && one.getAddress().equals(other.getAddress())
                // Inet6Address.equals ignores the scope, and link-local addresses repeat from link to link.
                && (!(one.getAddress() instanceof Inet6Address six)
                        || six.getScopeId() == ((Inet6Address) other.getAddress()).getScopeId());
    }

    /** Sessions in the order of their last activity. */
    private static final class IdleList {
        private PeerSession mostIdle;
        private PeerSession leastIdle;

        void append(PeerSession session) {
            session.moreIdle = leastIdle;
            session.lessIdle = null;
            if (leastIdle == null) {
                mostIdle = session;
            } else {
                leastIdle.lessIdle = session;
            }
            leastIdle = session;
        }

        void unlink(PeerSession session) {
            if (session.moreIdle == null) {
                mostIdle = session.lessIdle;
            } else {
                session.moreIdle.lessIdle = session.lessIdle;
            }
            if (session.lessIdle == null) {
                leastIdle = session.moreIdle;
            } else {
                session.lessIdle.moreIdle = session.moreIdle;
            }
            session.moreIdle = null;
            session.lessIdle = null;
        }
    }
}
