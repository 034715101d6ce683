package paloma.session;

import java.time.Duration;
import java.util.BitSet;
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
    private static final PrivateField RETURNED = new PrivateField(SessionTable.class, "returned");
    private static final PrivateField FIRST = new PrivateField(IdleWheel.class, "first");
    private static final PrivateField LAST = new PrivateField(IdleWheel.class, "last");
    private static final PrivateField SIZE = new PrivateField(IdleWheel.class, "size");
    private static final PrivateField EARLIEST = new PrivateField(IdleWheel.class, "earliest");
    private static final PrivateField TICK = new PrivateField(IdleWheel.class, "tick");

    private SimTables() {}

    public static SessionTable seeded(long seed, boolean countHosts, Duration idleTimeout) {
        return seeded(seed, countHosts, SessionTable.tickNanos(idleTimeout));
    }

    static SessionTable seeded(long seed, boolean countHosts, long tickNanos) {
        return new SessionTable(new SourceHash(seed, ~seed), countHosts, tickNanos, 0);
    }

    /** Buckets, size and idle order agree, or an error says how they do not. */
    public static void verify(SessionTable table) {
        verify(table, true);
    }

    /** The same but for slots in which no session of the table stands, of which there are thousands. */
    public static void verifyOccupied(SessionTable table) {
        verify(table, false);
    }

    private static void verify(SessionTable table, boolean everySlot) {
        Set<PeerSession> found = Collections.newSetFromMap(new IdentityHashMap<>());
        BitSet unproven = new BitSet(IdleWheel.SLOTS);
        BitSet returned = new BitSet(IdleWheel.SLOTS);
        table.walk().step(Integer.MAX_VALUE, session -> {
            check(table.find(session.remoteAddress()) == session, "table: a session is not found by its source");
            check(found.add(session), "table: a session stands in it twice");
            (session.hasReturned() ? returned : unproven).set(IdleWheel.slotOf(session));
        });
        check(found.size() == table.size(), "table: the size is not the number of sessions");
        if (everySlot) {
            unproven.set(0, IdleWheel.SLOTS);
            returned.set(0, IdleWheel.SLOTS);
        }
        int placed = verify((IdleWheel) UNPROVEN.of(table), unproven, found, false);
        placed += verify((IdleWheel) RETURNED.of(table), returned, found, true);
        check(placed == found.size(), "table: the wheels do not hold as many sessions as the buckets");
    }

    /** How many sessions the wheel holds in those slots; each that it should, none too late, and none elsewhere. */
    private static int verify(IdleWheel wheel, BitSet slots, Set<PeerSession> live, boolean returned) {
        PeerSession[] first = (PeerSession[]) FIRST.of(wheel);
        PeerSession[] last = (PeerSession[]) LAST.of(wheel);
        long earliest = (long) EARLIEST.of(wheel);
        long tick = (long) TICK.of(wheel);
        int held = 0;
        for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
            long time = earliest + Math.floorMod(slot - earliest, (long) first.length);
            PeerSession before = null;
            for (PeerSession at = first[slot]; at != null; at = at.lessIdle) {
                held++;
                check(at.moreIdle == before, "table: a chain is broken");
                check(live.contains(at), "table: a wheel has a session that the buckets have not");
                check(at.hasReturned() == returned, "table: a session is in the wrong wheel");
                check(Math.floorDiv(at.activeAt, tick) >= time, "table: a session stands too late");
                before = at;
            }
            check(last[slot] == before, "table: the end of a slot is not its last session");
        }
        check(held == (int) SIZE.of(wheel), "table: a wheel has not as many sessions as it says");
        return held;
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
