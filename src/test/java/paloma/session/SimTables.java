package paloma.session;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import paloma.house.PrivateField;

/** Tables under a chosen key, what must always be true of one, and what its sessions hold. */
public final class SimTables {
    private static final PrivateField HEAD = new PrivateField(Mailbox.class, "head");
    private static final PrivateField NEXT = new PrivateField(HEAD.type(), "next");
    private static final PrivateField BYTES = new PrivateField(HEAD.type(), "bytes");
    private static final PrivateField PLACE = new PrivateField(Mailbox.class, "place");
    private static final PrivateField ARRIVALS = new PrivateField(Mailbox.class, "arrivals");
    private static final PrivateField MESSAGES = new PrivateField(Arrivals.class, "messages");
    private static final PrivateField UNPROVEN = new PrivateField(SessionTable.class, "unproven");
    private static final PrivateField TICK = new PrivateField(IdleWheel.class, "tick");

    private SimTables() {}

    public static SessionTable seeded(long seed, boolean countHosts, Duration idleTimeout) {
        return seeded(seed, countHosts, SessionTable.tickNanos(idleTimeout));
    }

    static SessionTable seeded(long seed, boolean countHosts, long tickNanos) {
        return new SessionTable(new SourceHash(seed, ~seed), countHosts, tickNanos);
    }

    /** Buckets, size and idle order agree, or an error says how they do not. */
    public static void verify(SessionTable table) {
        Set<PeerSession> found = Collections.newSetFromMap(new IdentityHashMap<>());
        table.walk().step(Integer.MAX_VALUE, session -> {
            check(table.find(session.remoteAddress()) == session, "table: a session is not found by its source");
            check(found.add(session), "table: a session stands in it twice");
        });
        check(found.size() == table.size(), "table: the size is not the number of sessions");
        int placed = 0;
        for (PeerSession front : found) {
            if (front.moreIdle == null) {
                for (PeerSession at = front; at != null; at = at.lessIdle) {
                    placed++;
                    check(found.contains(at), "table: a wheel has a session that the buckets have not");
                    check((at.placed & 2_047) == (front.placed & 2_047), "table: a session stands in two slots");
                    check(at.hasReturned() == front.hasReturned(), "table: a session is in the wrong wheel");
                    check(at.lessIdle == null || at.lessIdle.moreIdle == at, "table: a chain is broken");
                }
            }
        }
        check(placed == found.size(), "table: the wheels miss a session");
        PeerSession front = table.anyIdle();
        check((front == null) == found.isEmpty(), "table: nobody is at the front");
        long tick = (long) TICK.of(UNPROVEN.of(table));
        for (PeerSession session : found) {
            check(session.activeAt > table.idleFrom() - tick, "table: a session stands too late");
        }
    }

    /** The session that was active longest ago, give or take a tick; null when the table is empty. */
    static PeerSession mostIdle(SessionTable table) {
        PeerSession found = null;
        while (found == null && table.size() > 0) {
            found = table.nextIdle();
        }
        return found;
    }

    /** The bytes of the messages that wait in the session's mailbox. */
    public static long waitingBytes(PeerSession session) {
        long bytes = 0;
        Object message = HEAD.of(session);
        for (int left = session.waiting(); left > 0; left--) {
            bytes += bytesOf(session, message).length;
            message = NEXT.of(message);
        }
        return bytes;
    }

    private static byte[] bytesOf(PeerSession session, Object message) {
        int place = (int) PLACE.of(session);
        return message == session && place != Arrivals.NONE
                ? (byte[]) ((AtomicReferenceArray<?>) MESSAGES.of(ARRIVALS.of(session))).get(place)
                : (byte[]) BYTES.of(message);
    }

    private static void check(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError(violation);
        }
    }
}
