package paloma.session;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * <em>Reactor-owned.</em> Sessions by key: a hash table that grows and shrinks by one bucket at a time (linear hashing,
 * Litwin 1980), so that no single datagram ever pays for a copy of the whole table. The buckets are chains through the
 * sessions themselves.
 *
 * <p>A bucket is chosen by the low bits of the hash. Read from the lowest bit upward, the hashes of one bucket are
 * therefore a range; a bucket that is split makes two ranges of one, side by side, and one that is merged makes one of
 * two. So a position in that order stays a position, however the table grows or shrinks: that is how a {@link TableCursor} keeps
 * its place.
 */
final class LinearHashTable {
    /** The position behind the last. */
    static final long END = 1L << Integer.SIZE;

    private static final int SEGMENT_BITS = 13;
    private static final int SEGMENT_SIZE = 1 << SEGMENT_BITS;
    private static final int MIN_BUCKETS = 16;

    private final AddressHash hashing;

    // Buckets 0 to count - 1 exist. lowMask + 1 is the power of two at or below that; buckets from there on were split
    // off by one more bit of the hash.
    private PeerSession[][] segments = {new PeerSession[SEGMENT_SIZE]};
    private int bucketCount = MIN_BUCKETS;
    private int lowMask = MIN_BUCKETS - 1;
    private int size;
    private boolean visiting;
    private int[] prefetchBuckets = {};

    LinearHashTable(AddressHash hashing) {
        this.hashing = hashing;
    }

    /** Sessions. */
    int size() {
        return size;
    }

    /** The session under {@code key} whose source is {@code source}, or null. */
    PeerSession find(long key, InetSocketAddress source) {
        PeerSession session = first(bucketOf(key));
        while (session != null && !(session.key == key && (AddressHash.isExact(key) || hasSource(session, source)))) {
            session = session.nextInBucket;
        }
        return session;
    }

    private static boolean hasSource(PeerSession session, InetSocketAddress source) {
        InetSocketAddress own = session.remoteAddress();
        return own.getPort() == source.getPort()
                && own.getAddress().equals(source.getAddress())
                // Inet6Address.equals ignores the scope, and link-local addresses repeat from link to link.
                && ((Inet6Address) own.getAddress()).getScopeId() == ((Inet6Address) source.getAddress()).getScopeId();
    }

    /** Whether a session is filed under {@code key}. */
    boolean containsKey(long key) {
        return inBucket(bucketOf(key), key) != null;
    }

    void add(PeerSession session) {
        prepend(bucketOf(session.key), session);
        size++;
        resize();
    }

    /** Takes out {@code session}, which must be in. */
    void remove(PeerSession session) {
        int bucket = bucketOf(session.key);
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
        resize();
    }

    /**
     * Visits what the bucket at {@code position} holds from there on. A bucket that was merged since the last visit
     * reaches back to before the position; what is there was visited.
     *
     * @return the position of the next bucket, or {@link #END}
     */
    long visit(long position, Consumer<PeerSession> visitor) {
        int bucket = bucketOfHash(hashAt(position));
        visiting = true;
        PeerSession next;
        for (PeerSession session = first(bucket); session != null; session = next) {
            next = session.nextInBucket;
            if (positionOf(session.key) >= position) {
                visitor.accept(session);
            }
        }
        visiting = false;
        return (position | END - 1 >> bitsOf(bucket)) + 1;
    }

    /** Where a key stands when hashes are read from the lowest bit upward. */
    private long positionOf(long key) {
        return Integer.toUnsignedLong(Integer.reverse(hashing.spread(key)));
    }

    private static int hashAt(long position) {
        return Integer.reverse((int) position);
    }

    /** How many bits of the hash all in the bucket have in common. */
    private int bitsOf(int bucket) {
        return Integer.bitCount(wasSplit(bucket) ? lowMask << 1 | 1 : lowMask);
    }

    /** Whether the bucket is one of two that were one when the table was half its size. */
    private boolean wasSplit(int bucket) {
        return bucket > lowMask || bucket + lowMask + 1 < bucketCount;
    }

    private int bucketOf(long key) {
        return bucketOfHash(hashing.spread(key));
    }

    private int bucketOfHash(int hash) {
        int bucket = hash & (lowMask << 1 | 1);
        return bucket < bucketCount ? bucket : bucket & lowMask;
    }

    /**
     * Reads ahead what {@link #find} of the first {@code n} keys will: of all of them the place in the table, then the first
     * session in the bucket, then the session itself. In each pass one need not wait for the memory that another waits for.
     *
     * @return a number of no meaning that depends on all that was read
     */
    int prefetch(long[] keys, int n) {
        if (prefetchBuckets.length < n) {
            prefetchBuckets = new int[n];
        }
        int sum = 0;
        for (int i = 0; i < n; i++) {
            prefetchBuckets[i] = bucketOf(keys[i]);
            sum += first(prefetchBuckets[i]) == null ? 0 : 1;
        }
        for (int i = 0; i < n; i++) {
            PeerSession first = first(prefetchBuckets[i]);
            sum += first == null ? 0 : (int) first.key;
        }
        for (int i = 0; i < n; i++) {
            PeerSession session = inBucket(prefetchBuckets[i], keys[i]);
            sum += session == null ? 0 : session.touch();
        }
        return sum;
    }

    /** The first session in the bucket under {@code key}, or null. */
    private PeerSession inBucket(int bucket, long key) {
        PeerSession session = first(bucket);
        while (session != null && session.key != key) {
            session = session.nextInBucket;
        }
        return session;
    }

    private PeerSession first(int bucket) {
        return segments[bucket >> SEGMENT_BITS][bucket & SEGMENT_SIZE - 1];
    }

    private void setFirst(int bucket, PeerSession session) {
        segments[bucket >> SEGMENT_BITS][bucket & SEGMENT_SIZE - 1] = session;
    }

    private void prepend(int bucket, PeerSession session) {
        session.nextInBucket = first(bucket);
        setFirst(bucket, session);
    }

    /**
     * Two to four buckets for a session: at two, four of five are the first in theirs. At most four steps each time: fewer could
     * not keep up with a table that empties.
     */
    private void resize() {
        for (int step = 0; step < 4 && !visiting; step++) {
            if (size > bucketCount / 2) {
                split();
            } else if (size < bucketCount / 4 && bucketCount > MIN_BUCKETS) {
                merge();
            }
        }
    }

    /** Adds a bucket, and moves to it what it takes from its lower twin. */
    private void split() {
        int added = bucketCount;
        int segment = added >> SEGMENT_BITS;
        if (segment == segments.length) {
            segments = Arrays.copyOf(segments, segment * 2);
        }
        if (segments[segment] == null) {
            segments[segment] = new PeerSession[SEGMENT_SIZE];
        }
        PeerSession session = first(added & lowMask);
        setFirst(added & lowMask, null);
        bucketCount++;
        while (session != null) {
            PeerSession next = session.nextInBucket;
            prepend(bucketOf(session.key), session);
            session = next;
        }
        if (bucketCount == (lowMask + 1) << 1) {
            lowMask = lowMask << 1 | 1;
        }
    }

    /** Takes the last bucket away, and gives what it held to its lower twin. */
    private void merge() {
        int last = bucketCount - 1;
        if (last == lowMask) {
            lowMask >>= 1;
        }
        PeerSession session = first(last);
        setFirst(last, null);
        if ((last & SEGMENT_SIZE - 1) == 0) {
            segments[last >> SEGMENT_BITS] = null;
        }
        bucketCount = last;
        while (session != null) {
            PeerSession next = session.nextInBucket;
            prepend(last & lowMask, session);
            session = next;
        }
    }
}
