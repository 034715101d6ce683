package paloma.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import paloma.Limits;

/**
 * <em>Immutable.</em> Fits a server's bounds into the heap.
 * Bounds that exceed the heap together would let a flood end the server with an {@link OutOfMemoryError} before it
 * reached them.
 *
 * <p>Costs include the objects around the bytes, as of JDK 17 and 25 with 4-byte references (all collectors but ZGC,
 * below 32 GiB); the sixth kept for the collector also covers 8-byte references.
 */
final class HeapBudget {
    /**
     * A live session of IPv4: the object 144 bytes, its place in the table 8, its node while it is ready 40, and 128 for what
     * its handler attaches.
     */
    static final long BYTES_PER_SESSION = 320;
    /** The address of an IPv6 peer, which its session keeps. */
    static final long BYTES_PER_IPV6_ADDRESS = 160;
    /** The count of an address, when the sessions of each are counted. */
    static final long BYTES_PER_COUNTED_ADDRESS = 88;
    /**
     * A waiting message beyond its bytes: the array's header and padding 24, its link 24, and a session of 184 that was
     * closed and has not been given its end.
     */
    static final long BYTES_PER_MESSAGE = 232;
    /**
     * A datagram in the outbox beyond its bytes: the array's header and padding 24, buffer and entry 88, address 96, and a
     * session of 144 that was closed meanwhile.
     */
    static final long BYTES_PER_DATAGRAM = 352;

    /** For classes and the command line, in bytes: 3.8 MB measured at rest; at most half of the heap. */
    private static final long BASE_BYTES = 8 << 20;
    /** One sixth of the heap is for the collector and for lines queued for the console. */
    private static final long COLLECTOR_DIVISOR = 6;

    private final long bytesPerSession;
    private final long bytesPerMessage;
    private final long bytesPerDatagram;

    private final long concurrentHandlers;
    private final long availableBytes;

    /** {@code heapBytes} for a server at {@code local} that runs as many handlers at a time as it has {@code workers}. */
    HeapBudget(ServerOptions options, InetAddress local, long heapBytes) {
        long address = local instanceof Inet6Address ? BYTES_PER_IPV6_ADDRESS : 0;
        bytesPerSession = BYTES_PER_SESSION
                + address
                + (options.limits().sessionsPerAddress() > 0 ? BYTES_PER_COUNTED_ADDRESS : 0);
        bytesPerMessage = BYTES_PER_MESSAGE + address;
        bytesPerDatagram = BYTES_PER_DATAGRAM + address;
        concurrentHandlers = Math.max(1, options.workers());
        availableBytes = heapBytes - Math.min(BASE_BYTES, heapBytes / 2) - heapBytes / COLLECTOR_DIVISOR;
    }

    /**
     * {@code limits} with bounds that fit all at once. Of the room for them two fifths are the sessions' and one each is the
     * backlog's, the outbox's, and that of the messages that handlers have; what one spares, the rest share.
     */
    Limits fitted(Limits limits) {
        Portion sessions = new Portion(2, limits.sessions() * bytesPerSession);
        Portion backlog = new Portion(1, limits.backlogMessages() * bytesPerMessage + limits.backlogBytes());
        Portion outbox = new Portion(1, outboxNeed(limits));
        Portion running = new Portion(1, concurrentHandlers * (limits.receiveBytes() + bytesPerMessage));
        Portion.divide(availableBytes, List.of(sessions, backlog, outbox, running));

        long messages =
                countThatFits(limits.backlogMessages(), bytesPerMessage, limits.backlogBytes(), backlog.granted);
        long ofBytes = outbox.granted - Math.min(outbox.granted / 2, SessionCommands.MAX_DATAGRAM_BYTES);
        long datagrams = countThatFits(
                limits.outboxDatagrams(), bytesPerDatagram, withBroadcasts(limits.outboxBytes()), ofBytes);
        long outboxBytes = withoutBroadcasts(ofBytes - datagrams * bytesPerDatagram);
        return limits.toBuilder()
                .sessions((int) atLeastOne(Math.min(limits.sessions(), sessions.granted / bytesPerSession)))
                .backlogMessages((int) atLeastOne(messages))
                .backlogBytes(atLeastOne(Math.min(limits.backlogBytes(), backlog.granted - messages * bytesPerMessage)))
                .outboxDatagrams((int) atLeastOne(datagrams))
                .outboxBytes(atLeastOne(Math.min(limits.outboxBytes(), outboxBytes)))
                .build();
    }

    /** Bytes for the messages of running handlers, besides all that {@code limits} allow. */
    long bytesForHandlers(Limits limits) {
        long others = limits.sessions() * bytesPerSession
                + (limits.backlogMessages() + concurrentHandlers) * bytesPerMessage
                + limits.backlogBytes()
                + outboxNeed(limits);
        return Math.max(1, availableBytes - others);
    }

    private long outboxNeed(Limits limits) {
        return limits.outboxDatagrams() * bytesPerDatagram
                + withBroadcasts(limits.outboxBytes())
                + SessionCommands.MAX_DATAGRAM_BYTES;
    }

    /** With the broadcasts that wait, but for the one that may be of any length. */
    private static long withBroadcasts(long outboxBytes) {
        return outboxBytes + outboxBytes / SessionCommands.BROADCAST_DIVISOR;
    }

    /** The most bytes of an outbox that fit into {@code bytes} {@link #withBroadcasts}. */
    private static long withoutBroadcasts(long bytes) {
        return (SessionCommands.BROADCAST_DIVISOR * (bytes + 1) - 1) / (SessionCommands.BROADCAST_DIVISOR + 1);
    }

    /** How many of {@code max} objects fit besides {@code bytes}, but at least half of {@code room}. */
    private static long countThatFits(long max, long each, long bytes, long room) {
        return Math.min(max, (room - Math.min(bytes, room / 2)) / each);
    }

    private static long atLeastOne(long bound) {
        return Math.max(1, bound);
    }

    /** <em>Any thread.</em> A part of the heap, granted up to its need; confined to one computation. */
    private static final class Portion {
        private final long weight;
        private final long needed;
        private long granted;

        Portion(long weight, long needed) {
            this.weight = weight;
            this.needed = needed;
        }

        /** Grants the smallest demand per weight first; the others share the remainder. */
        static void divide(long bytes, List<Portion> among) {
            long left = bytes;
            List<Portion> open = new ArrayList<>(among);
            while (!open.isEmpty()) {
                Portion next = smallestDemand(open);
                open.remove(next);
                next.granted = Math.min(next.needed, left * next.weight / (next.weight + weightOf(open)));
                left -= next.granted;
            }
        }

        private static Portion smallestDemand(List<Portion> shares) {
            Portion least = shares.get(0);
            for (Portion share : shares) {
                if (share.needed / share.weight < least.needed / least.weight) {
                    least = share;
                }
            }
            return least;
        }

        private static long weightOf(List<Portion> shares) {
            long weight = 0;
            for (Portion share : shares) {
                weight += share.weight;
            }
            return weight;
        }
    }
}
