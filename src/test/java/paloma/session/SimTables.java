package paloma.session;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import paloma.house.PrivateField;

/** Tables under a chosen key, what must always be true of one, and what its sessions hold. */
public final class SimTables {
    private static final PrivateField HEAD = new PrivateField(Mailbox.class, "head");
    private static final PrivateField NEXT = new PrivateField(HEAD.type(), "next");
    private static final PrivateField BYTES = new PrivateField(HEAD.type(), "bytes");

    private SimTables() {}

    public static SessionTable seeded(long seed, boolean countHosts) {
        return new SessionTable(new SourceHash(seed, ~seed), countHosts);
    }

    /** Buckets, size and idle order agree, or an error says how they do not. */
    public static void verify(SessionTable table) {
        Set<PeerSession> found = Collections.newSetFromMap(new IdentityHashMap<>());
        table.walk().step(Integer.MAX_VALUE, session -> {
            check(table.find(session.remoteAddress()) == session, "table: a session is not found by its source");
            check(found.add(session), "table: a session stands in it twice");
        });
        check(found.size() == table.size(), "table: the size is not the number of sessions");
        int listed = 0;
        for (PeerSession front : found) {
            if (front.moreIdle == null) {
                for (PeerSession at = front; at != null; at = at.lessIdle) {
                    listed++;
                    check(found.contains(at), "table: the idle order has a session that the buckets have not");
                    check(
                            at.lessIdle == null || at.activeAt <= at.lessIdle.activeAt,
                            "table: the idle order is broken");
                }
            }
        }
        check(listed == found.size(), "table: the idle order misses a session");
    }

    /** The bytes of the messages that wait in the session's mailbox. */
    public static long waitingBytes(PeerSession session) {
        long bytes = 0;
        Object message = HEAD.of(session);
        for (int left = session.waiting(); left > 0; left--) {
            bytes += ((byte[]) BYTES.of(message)).length;
            message = NEXT.of(message);
        }
        return bytes;
    }

    private static void check(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError(violation);
        }
    }
}
