package paloma.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import paloma.Limits;

/**
 * <em>Immutable.</em> What a heap can hold of what peers may have a server keep. Bounds that do not fit together would be
 * none: a flood would end the server with an {@link OutOfMemoryError} before it reached them.
 *
 * <p>What a bound costs is counted with the objects around the bytes. The sizes are those of JDK 17 and 25 with references of
 * 4 bytes, which all collectors but ZGC use below 32 GiB; the other sixth of the heap has room for references of 8.
 */
final class HeapBudget {
    /**
     * A live session of IPv4: the object 144 bytes, its place in the table 8, its node while it is ready 40, and 128 for what
     * its handler attaches.
     */
    static final long PER_SESSION = 320;
    /** The address of an IPv6 peer, which its session keeps. */
    static final long PER_IPV6_ADDRESS = 160;
    /** The count of an address, when the sessions of each are counted. */
    static final long PER_COUNTED_ADDRESS = 88;
    /**
     * A waiting message beyond its bytes: the array's header and padding 24, its link 24, and a session of 184 that was
     * closed and has not been given its end.
     */
    static final long PER_MESSAGE = 232;
    /**
     * A datagram in the outbox beyond its bytes: the array's header and padding 24, buffer and entry 88, address 96, and a
     * session of 144 that was closed meanwhile.
     */
    static final long PER_DATAGRAM = 352;

    /** For the classes and the command line, in bytes: 3.8 MB measured at rest. Half of a heap smaller than two of it. */
    private static final long FOR_THE_REST = 8 << 20;
    /** One in so many bytes is for the collector, and for the lines that wait for the console. */
    private static final long FOR_THE_COLLECTOR = 6;

    /** A bound that was lowered. */
    record Cut(String bound, long inForce, long asked) {
        @Override
        public String toString() {
            return inForce + " " + bound + " instead of " + asked;
        }
    }

    private final long perSession;
    private final long perMessage;
    private final long perDatagram;

    private final long handlers;
    private final long room;

    /** {@code heapBytes} for a server at {@code local} that runs as many handlers at a time as it has {@code workers}. */
    HeapBudget(ServerOptions options, InetAddress local, long heapBytes) {
        long address = local instanceof Inet6Address ? PER_IPV6_ADDRESS : 0;
        perSession = PER_SESSION + address + (options.limits().sessionsPerAddress() > 0 ? PER_COUNTED_ADDRESS : 0);
        perMessage = PER_MESSAGE + address;
        perDatagram = PER_DATAGRAM + address;
        handlers = Math.max(1, options.workers());
        room = heapBytes - Math.min(FOR_THE_REST, heapBytes / 2) - heapBytes / FOR_THE_COLLECTOR;
    }

    /** What {@link #fitted} has lowered, in words. */
    static List<Cut> cuts(Limits asked, Limits inForce) {
        List<Cut> cuts = new ArrayList<>();
        compare("sessions", inForce.sessions(), asked.sessions(), cuts);
        compare("waiting messages", inForce.backlogMessages(), asked.backlogMessages(), cuts);
        compare("bytes of waiting messages", inForce.backlogBytes(), asked.backlogBytes(), cuts);
        compare("datagrams in the outbox", inForce.outboxDatagrams(), asked.outboxDatagrams(), cuts);
        compare("bytes in the outbox", inForce.outboxBytes(), asked.outboxBytes(), cuts);
        return cuts;
    }

    private static void compare(String bound, long inForce, long asked, List<Cut> cuts) {
        if (inForce < asked) {
            cuts.add(new Cut(bound, inForce, asked));
        }
    }

    /**
     * {@code limits} with bounds that fit all at once. Of the room for them two fifths are the sessions' and one each is the
     * backlog's, the outbox's, and that of the messages that handlers have; what one spares, the rest share.
     */
    Limits fitted(Limits limits) {
        Share sessions = new Share(2, limits.sessions() * perSession);
        Share backlog = new Share(1, limits.backlogMessages() * perMessage + limits.backlogBytes());
        Share outbox = new Share(1, ofOutbox(limits));
        Share running = new Share(1, handlers * (limits.receiveBytes() + perMessage));
        Share.divide(room, List.of(sessions, backlog, outbox, running));

        long messages = objects(limits.backlogMessages(), perMessage, limits.backlogBytes(), backlog.granted);
        long ofBytes = outbox.granted - Math.min(outbox.granted / 2, SessionCommands.LONGEST);
        long datagrams = objects(limits.outboxDatagrams(), perDatagram, withBroadcasts(limits.outboxBytes()), ofBytes);
        long outboxBytes = withoutBroadcasts(ofBytes - datagrams * perDatagram);
        return limits.withSessions((int) atLeastOne(Math.min(limits.sessions(), sessions.granted / perSession)))
                .withBacklogMessages((int) atLeastOne(messages))
                .withBacklogBytes(atLeastOne(Math.min(limits.backlogBytes(), backlog.granted - messages * perMessage)))
                .withOutboxDatagrams((int) atLeastOne(datagrams))
                .withOutboxBytes(atLeastOne(Math.min(limits.outboxBytes(), outboxBytes)));
    }

    /** The bytes of messages that handlers may have at a time beside all that {@code limits} allow, which fit. */
    long bytesForHandlers(Limits limits) {
        long others = limits.sessions() * perSession
                + (limits.backlogMessages() + handlers) * perMessage
                + limits.backlogBytes()
                + ofOutbox(limits);
        return Math.max(1, room - others);
    }

    private long ofOutbox(Limits limits) {
        return limits.outboxDatagrams() * perDatagram + withBroadcasts(limits.outboxBytes()) + SessionCommands.LONGEST;
    }

    /** With the broadcasts that wait, but for the one that may be of any length. */
    private static long withBroadcasts(long outboxBytes) {
        return outboxBytes + outboxBytes / SessionCommands.SHARE;
    }

    /** The most bytes of an outbox that fit into {@code bytes} {@link #withBroadcasts}. */
    private static long withoutBroadcasts(long bytes) {
        return (SessionCommands.SHARE * (bytes + 1) - 1) / (SessionCommands.SHARE + 1);
    }

    /** How many of {@code most} fit beside {@code bytes}, which may have half of {@code room} at least. */
    private static long objects(long most, long each, long bytes, long room) {
        return Math.min(most, (room - Math.min(bytes, room / 2)) / each);
    }

    private static long atLeastOne(long bound) {
        return Math.max(1, bound);
    }

    /** A part of the heap, which grows to what is needed or to its weight's worth. */
    private static final class Share {
        private final long weight;
        private final long needed;
        private long granted;

        Share(long weight, long needed) {
            this.weight = weight;
            this.needed = needed;
        }

        /** Grants first to whom needs least for its weight: what it spares, the others share. */
        static void divide(long bytes, List<Share> among) {
            long left = bytes;
            List<Share> open = new ArrayList<>(among);
            while (!open.isEmpty()) {
                Share next = leastDemanding(open);
                open.remove(next);
                next.granted = Math.min(next.needed, left * next.weight / (next.weight + weightOf(open)));
                left -= next.granted;
            }
        }

        private static Share leastDemanding(List<Share> shares) {
            Share least = shares.get(0);
            for (Share share : shares) {
                if (share.needed / share.weight < least.needed / least.weight) {
                    least = share;
                }
            }
            return least;
        }

        private static long weightOf(List<Share> shares) {
            long weight = 0;
            for (Share share : shares) {
                weight += share.weight;
            }
            return weight;
        }
    }
}
