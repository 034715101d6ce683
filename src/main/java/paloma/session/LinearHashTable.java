package paloma.session;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;
import paloma.net.PackedAddress;
import paloma.net.Source;

/**
 * <em>Reactor-owned.</em> Sessions by key: a hash table that grows and shrinks by one bucket at a time. This is linear
 * hashing (Litwin, 1980); no single datagram pays for a copy of the whole table. The buckets are chains through the
 * sessions themselves.
 *
 * <p>The low bits of the hash choose the bucket. Read from the lowest bit upward, the hashes of one bucket are a range.
 * A split makes two adjacent ranges of one, a merge makes one of two. So a position in that order stays valid while the
 * table grows or shrinks; a {@link SessionTable.Cursor} keeps such a position.
 */
final class LinearHashTable {
    /** The position after the last. */
    static final long END = 1L << Integer.SIZE;

    private static final int SEGMENT_BITS = 13;
    private static final int SEGMENT_SIZE = 1 << SEGMENT_BITS;
    private static final int MIN_BUCKETS = 16;

    private final AddressHash hashing;

    // Buckets 0 to bucketCount - 1 exist. lowMask + 1 is the largest power of two at or below bucketCount; buckets from
    // there on were split off by one more bit of the hash.
    private PeerSession[][] segments = {new PeerSession[SEGMENT_SIZE]};
    private int bucketCount = MIN_BUCKETS;
    private int lowMask = MIN_BUCKETS - 1;
    private int size;
    private boolean visiting;

    LinearHashTable(AddressHash hashing) {
        this.hashing = hashing;
    }

    /** Sessions in the table. */
    int size() {
        return size;
    }

    /** The session under {@code key} whose source is {@code source}, or null. */
    PeerSession find(long key, Source source) {
        PeerSession session = first(bucketOf(key));
        while (session != null
                && !(session.key == key && (PackedAddress.isExact(key) || hasSource(session, source.address())))) {
            session = session.nextInBucket;
        }
        return session;
    }

    private static boolean hasSource(PeerSession session, InetSocketAddress source) {
        InetSocketAddress own = session.keyAddress();
        return own.getPort() == source.getPort()
                && own.getAddress().equals(source.getAddress())
                // Inet6Address.equals ignores the scope, and link-local addresses repeat from link to link.
                && ((Inet6Address) own.getAddress()).getScopeId() == ((Inet6Address) source.getAddress()).getScopeId();
    }

    /** Whether a session is stored under {@code key}. */
    boolean containsKey(long key) {
        return firstWithKey(bucketOf(key), key) != null;
    }

    void add(PeerSession session) {
        prepend(bucketOf(session.key), session);
        size++;
        resize();
    }

    /** Removes {@code session}, which must be in the table. */
    void remove(PeerSession session) {
        int bucket = bucketOf(session.key);
        PeerSession current = first(bucket);
        if (current == session) {
            setFirst(bucket, session.nextInBucket);
        } else {
            while (current.nextInBucket != session) {
                current = current.nextInBucket;
            }
            current.nextInBucket = session.nextInBucket;
        }
        session.nextInBucket = null;
        size--;
        resize();
    }

    /**
     * Visits the sessions of the bucket at {@code position} that are at or after the position. A bucket that was merged
     * since the last visit reaches back to before the position; its sessions there were visited.
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

    /** The position of a key: its hash with the bits reversed. */
    private long positionOf(long key) {
        return Integer.toUnsignedLong(Integer.reverse(hashing.spread(key)));
    }

    private static int hashAt(long position) {
        return Integer.reverse((int) position);
    }

    /** How many low bits of the hash are the same in the whole bucket. */
    private int bitsOf(int bucket) {
        return Integer.bitCount(wasSplit(bucket) ? lowMask << 1 | 1 : lowMask);
    }

    /** Whether the bucket was split since the table last doubled. */
    private boolean wasSplit(int bucket) {
        return bucket > lowMask || bucket + lowMask + 1 < bucketCount;
    }

    /** The bucket of a key, until the table resizes. */
    int bucketOf(long key) {
        return bucketOfHash(hashing.spread(key));
    }

    private int bucketOfHash(int hash) {
        int bucket = hash & (lowMask << 1 | 1);
        return bucket < bucketCount ? bucket : bucket & lowMask;
    }

    /** The first session in the bucket under {@code key}, or null. */
    PeerSession firstWithKey(int bucket, long key) {
        PeerSession session = first(bucket);
        while (session != null && session.key != key) {
            session = session.nextInBucket;
        }
        return session;
    }

    /** The first session in the bucket, or null. */
    PeerSession first(int bucket) {
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
     * Keeps two to four buckets per session: at two, four of five sessions are first in their bucket. At most four
     * steps per call; with fewer a table that empties would not shrink fast enough.
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

    /** Adds a bucket and moves its sessions there from its lower twin. */
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

    /** Removes the last bucket and moves its sessions to its lower twin. */
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
