package paloma.session;

import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import paloma.Limits;
import paloma.net.SourceFixtures;

/** Tables under a chosen key, and checks of their structure. */
public final class SimTables {
    private SimTables() {}

    public static SessionTable seeded(long seed, Limits limits, Duration idleTimeout) {
        return seeded(seed, limits, SessionTable.tickNanos(idleTimeout));
    }

    /** A table without an effective limit of sessions. */
    static SessionTable seeded(long seed, boolean countHosts, long tickNanos) {
        return seeded(
                seed,
                Limits.builder()
                        .sessions(1 << 24)
                        .sessionsPerAddress(countHosts ? 65_535 : 0)
                        .build(),
                tickNanos);
    }

    static SessionTable seeded(long seed, Limits limits, long tickNanos) {
        return new SessionTable(new AddressHash(seed, ~seed), limits, tickNanos, 0);
    }

    /** Whether the session is established. */
    public static boolean isEstablished(PeerSession session) {
        return session.established;
    }

    /** Checks that buckets, size and wheels agree. */
    public static void verify(SessionTable table) {
        verify(table, true);
    }

    /** The same without the empty slots, of which there are thousands. */
    public static void verifyOccupied(SessionTable table) {
        verify(table, false);
    }

    private static void verify(SessionTable table, boolean everySlot) {
        Set<PeerSession> found = Collections.newSetFromMap(new IdentityHashMap<>());
        BitSet provisional = new BitSet(IdleWheel.SLOTS);
        BitSet established = new BitSet(IdleWheel.SLOTS);
        table.cursor().step(Integer.MAX_VALUE, session -> {
            check(
                    table.find(SourceFixtures.of(session.keyAddress())) == session,
                    "table: a session is not found by its source");
            check(found.add(session), "table: a session is in it twice");
            check(session.isValidated() || !session.established, "table: an unvalidated session is established");
            (session.established ? established : provisional).set(IdleWheel.slotOf(session));
        });
        check(found.size() == table.size(), "table: the size is not the number of sessions");
        if (everySlot) {
            provisional.set(0, IdleWheel.SLOTS);
            established.set(0, IdleWheel.SLOTS);
        }
        EvictionPolicy eviction = table.eviction();
        int linked = verify(eviction.established(), established, found, true);
        check(linked <= eviction.maxEstablished(), "table: too many sessions are established");
        linked += verify(eviction.provisional(), provisional, found, false);
        check(linked == found.size(), "table: the wheels do not hold as many sessions as the buckets");
    }

    /** Checks the given slots of a wheel; returns the number of its sessions. */
    private static int verify(IdleWheel wheel, BitSet slots, Set<PeerSession> live, boolean established) {
        int held = 0;
        for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
            PeerSession before = null;
            for (PeerSession session = wheel.first(slot); session != null; session = session.nextInWheel) {
                held++;
                check(session.previousInWheel == before, "table: a chain is broken");
                check(live.contains(session), "table: a wheel has a session that the buckets have not");
                check(session.established == established, "table: a session is in the wrong wheel");
                check(wheel.tickOf(session) >= wheel.tickOfSlot(slot), "table: a session is in too late a slot");
                before = session;
            }
            check(wheel.last(slot) == before, "table: the end of a slot is not its last session");
        }
        check(held == wheel.size(), "table: the size of a wheel is wrong");
        return held;
    }

    /** The session idle longest, exact to the tick; null when the table is empty. */
    static PeerSession mostIdle(SessionTable table) {
        PeerSession found = null;
        while (found == null && table.size() > 0) {
            found = table.nextIdle();
        }
        return found;
    }

    /** The bytes of the messages that wait in the session's mailbox. */
    public static long waitingBytes(PeerSession session) {
        return session.waitingBytes();
    }

    private static void check(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError(violation);
        }
    }
}
