package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.net.SourceFixtures;

/** The table against maps of the JDK, through several doublings and back, one history per seed. */
@Tag("slow")
class SessionTableModelTest {
    private static final int SOURCES = 20_000;

    /** Half of them share a hash code, as under an attack. */
    private static InetSocketAddress source(int number) {
        return number % 2 == 0 ? SessionFixtures.numbered(number) : SessionFixtures.colliding(number);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void tableAgreesWithAHashMapWhileItResizes(long seed) {
        Random random = new Random(seed);
        SessionTable table = SimTables.seeded(seed, true, 1);
        Map<Integer, PeerSession> model = new HashMap<>();
        // In the order of their last activity.
        Map<PeerSession, Integer> order = new LinkedHashMap<>();
        for (int step = 0; step < 200_000; step++) {
            // Waves: the table fills for 25,000 steps, and empties for as many.
            boolean filling = step / 25_000 % 2 == 0;
            int number = random.nextInt(SOURCES);
            InetSocketAddress source = source(number);
            PeerSession session = table.find(SourceFixtures.of(source));
            assertSame(model.get(number), session, () -> "seed " + seed);
            if (session == null && (filling || random.nextInt(10) == 0)) {
                session = table.open(source, SessionFixtures.OUTPUT, step);
                model.put(number, session);
                order.put(session, number);
            } else if (session != null && filling) {
                table.onReceived(session, 1, 0, step);
                order.remove(session);
                order.put(session, number);
            } else if (!model.isEmpty()) {
                PeerSession removed = session != null ? session : SimTables.mostIdle(table);
                assertTrue(table.remove(removed));
                model.remove(order.remove(removed));
            }
            assertEquals(model.size(), table.size());
            assertSame(order.isEmpty() ? null : order.keySet().iterator().next(), SimTables.mostIdle(table));
            if (step % 10_000 == 0) {
                SimTables.verify(table);
            }
        }
        SimTables.verify(table);
    }

    @Test
    void sessionsAreFoundAtEverySizeUpToTenThousandAndBack() {
        SessionTable table = SimTables.seeded(7, false, 1);
        for (int size = 0; size < 10_000; size++) {
            table.open(SessionFixtures.numbered(size), SessionFixtures.OUTPUT, size);
            assertEquals(
                    size / 2,
                    table.find(SourceFixtures.of(SessionFixtures.numbered(size / 2)))
                            .openedAtNanos());
        }
        SimTables.verify(table);
        for (int size = 9_999; size >= 0; size--) {
            assertTrue(table.remove(table.find(SourceFixtures.of(SessionFixtures.numbered(size)))));
            assertNull(table.find(SourceFixtures.of(SessionFixtures.numbered(size))));
            if (size > 0) {
                assertEquals(
                        size / 2,
                        table.find(SourceFixtures.of(SessionFixtures.numbered(size / 2)))
                                .openedAtNanos());
            }
        }
        assertEquals(0, table.size());
        assertNull(SimTables.mostIdle(table));
    }

    @Test
    void bucketsStayShortAndInProportionWhileTheTableResizes() {
        SessionTable table = SimTables.seeded(11, false, 1);
        int next = 0;
        for (int size : new int[] {5_000, 40, 3_000, 0, 10_000, 16, 4_096, 1_024, 1_023, 2_049, 10_000}) {
            while (table.size() < size) {
                table.open(source(next % 1_000_000), SessionFixtures.OUTPUT, next++);
            }
            while (table.size() > size) {
                table.remove(SimTables.mostIdle(table));
            }
            SessionTable.Cursor cursor = table.cursor();
            int buckets = 1;
            int[] length = {0};
            boolean more = true;
            for (; more; buckets++) {
                length[0] = 0;
                more = cursor.step(1, session -> length[0]++);
                // A bucket holds at most one session on average; more than 10 are very unlikely.
                assertTrue(length[0] <= 10, "of " + size + " sessions " + length[0] + " share a bucket");
            }
            assertTrue(buckets <= 4 * size + 20, buckets + " buckets for " + size + " sessions");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 17, 1_000, 10_000})
    void cursorVisitsEverySessionOnce(int sessions) {
        SessionTable table = SimTables.seeded(sessions, false, 1);
        for (int i = 0; i < sessions; i++) {
            table.open(SessionFixtures.numbered(i), SessionFixtures.OUTPUT, i);
        }
        Set<PeerSession> visited = new HashSet<>();
        SessionTable.Cursor cursor = table.cursor();
        int steps = 0;
        while (cursor.step(7, session -> assertTrue(visited.add(session)))) {
            steps++;
        }
        assertEquals(sessions, visited.size());
        assertTrue(steps >= sessions / 7 / 4 - 1, "steps are bounded: " + steps);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void cursorVisitsLiveSessionsOnceWhileOthersOpenAndClose(long seed) {
        Random random = new Random(seed);
        SessionTable table = SimTables.seeded(seed, false, 1);
        for (int i = 0; i < 3_000; i++) {
            table.open(SessionFixtures.numbered(i), SessionFixtures.OUTPUT, i);
        }
        Set<PeerSession> visited = new HashSet<>();
        SessionTable.Cursor cursor = table.cursor();
        int next = 10_000;
        while (cursor.step(16, session -> assertTrue(visited.add(session), () -> "seed " + seed))) {
            for (int i = 0; i < 40; i++) {
                // Even seeds grow the table, odd ones shrink it: both resize.
                if (random.nextInt(10) < (seed % 2 == 0 ? 8 : 2)) {
                    table.open(SessionFixtures.numbered(next++), SessionFixtures.OUTPUT, next);
                } else {
                    PeerSession any = table.find(SourceFixtures.of(SessionFixtures.numbered(random.nextInt(3_000))));
                    if (any != null && any.openedAtNanos() >= 1_000) {
                        table.remove(any);
                    }
                }
            }
        }
        for (int i = 0; i < 1_000; i++) {
            assertTrue(
                    visited.contains(table.find(SourceFixtures.of(SessionFixtures.numbered(i)))),
                    "seed " + seed + " misses " + i);
        }
        SimTables.verify(table);
    }

    /** The number of buckets: single steps of a cursor. */
    private static int buckets(SessionTable table) {
        SessionTable.Cursor cursor = table.cursor();
        int buckets = 1;
        while (cursor.step(1, session -> {})) {
            buckets++;
        }
        return buckets;
    }

    /** A hundred paused cursors, while the table grows a hundredfold and shrinks again. */
    @Test
    void pausedCursorsKeepTheirPositionAndDoNotBlockResizing() {
        SessionTable table = SimTables.seeded(13, false, 1);
        open(table, 0, 100);
        Map<SessionTable.Cursor, Set<PeerSession>> cursors = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            step(cursors, table.cursor(), i);
        }
        open(table, 100, 10_000);
        assertEquals(20_000, buckets(table));
        cursors.keySet().forEach(cursor -> step(cursors, cursor, 1_001));
        for (int i = 100; i < 10_000; i++) {
            table.remove(table.find(SourceFixtures.of(SessionFixtures.numbered(i))));
        }
        assertTrue(buckets(table) < 4 * (100 + 1), "buckets of 100 sessions: " + buckets(table));
        cursors.keySet().forEach(cursor -> step(cursors, cursor, Integer.MAX_VALUE));
        for (Set<PeerSession> visited : cursors.values()) {
            for (int i = 0; i < 100; i++) {
                assertTrue(visited.contains(table.find(SourceFixtures.of(SessionFixtures.numbered(i)))), "misses " + i);
            }
        }
    }

    private static void open(SessionTable table, int from, int to) {
        for (int i = from; i < to; i++) {
            table.open(SessionFixtures.numbered(i), SessionFixtures.OUTPUT, i);
        }
    }

    private static void step(
            Map<SessionTable.Cursor, Set<PeerSession>> cursors, SessionTable.Cursor cursor, int buckets) {
        Set<PeerSession> visited = cursors.computeIfAbsent(cursor, added -> new HashSet<>());
        cursor.step(buckets, session -> assertTrue(visited.add(session), "visited twice"));
    }

    @Test
    void visitorMayRemoveTheVisitedSession() {
        SessionTable table = SimTables.seeded(9, false, 1);
        for (int i = 0; i < 1_000; i++) {
            table.open(SessionFixtures.numbered(i), SessionFixtures.OUTPUT, i);
        }
        Set<PeerSession> visited = new HashSet<>();
        SessionTable.Cursor cursor = table.cursor();
        while (cursor.step(5, session -> {
            visited.add(session);
            table.remove(session);
        })) {
            // The next step.
        }
        assertEquals(1_000, visited.size());
        assertEquals(0, table.size());
    }
}
