package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import paloma.net.Source;
import paloma.net.SourceFixtures;

/** Allocation of look-ups, and look-ups of sources chosen to collide. */
class LookupTest {
    private static final int SESSIONS = 1_000;

    private final SessionTable table = SimTables.seeded(3, false, 1);

    private void open(IntFunction<InetSocketAddress> sources) {
        IntStream.range(0, SESSIONS).forEach(i -> table.open(sources.apply(i), SessionFixtures.OUTPUT, i));
    }

    private static InetSocketAddress six(int number) {
        return SessionFixtures.source("2001:db8::" + Integer.toHexString(number), 5_000 + number);
    }

    /** Bytes that this thread allocates for looking up every source and as many unknown ones. */
    private long allocated(IntFunction<Source> sources) {
        Source[] all = IntStream.range(0, 2 * SESSIONS).mapToObj(sources).toArray(Source[]::new);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // The first calls load classes.
        assertNotNull(table.find(all[0]));
        assertNull(table.find(all[SESSIONS]));
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        int found = 0;
        for (Source source : all) {
            found += table.find(source) == null ? 0 : 1;
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(SESSIONS, found);
        return bytes;
    }

    @Test
    void ipv4LookupAllocatesNothing() {
        open(SessionFixtures::numbered);
        assertEquals(0, allocated(i -> SourceFixtures.of(SessionFixtures.numbered(i))));
        assertEquals(0, allocated(i -> SourceFixtures.packed(SessionFixtures.numbered(i))));
    }

    @Test
    void ipv6LookupAllocatesNothing() {
        open(LookupTest::six);
        assertEquals(0, allocated(i -> SourceFixtures.of(six(i))));
    }

    @Test
    void onlyOneSessionIsStoredUnderASharedKey() {
        PeerSession first = table.open(SessionFixtures.colliding(1), SessionFixtures.OUTPUT, 0);
        PeerSession second = table.open(SessionFixtures.colliding(2), SessionFixtures.OUTPUT, 0);
        PeerSession third = table.open(SessionFixtures.colliding(3), SessionFixtures.OUTPUT, 0);
        assertEquals(
                3,
                IntStream.of(1, 2, 3)
                        .mapToLong(i -> table.find(SourceFixtures.of(SessionFixtures.colliding(i))).key)
                        .distinct()
                        .count());
        // The key is free again, and the next session takes it; the others keep theirs.
        table.remove(first);
        PeerSession fourth = table.open(SessionFixtures.colliding(4), SessionFixtures.OUTPUT, 0);
        assertEquals(first.key, fourth.key);
        assertSame(second, table.find(SourceFixtures.of(SessionFixtures.colliding(2))));
        assertSame(third, table.find(SourceFixtures.of(SessionFixtures.colliding(3))));
        assertNull(table.find(SourceFixtures.of(SessionFixtures.colliding(1))));
        assertNull(table.find(SourceFixtures.of(SessionFixtures.colliding(5))));
    }

    @Test
    void lookupAllocatesNothingAfterCollisionsAreGone() {
        open(LookupTest::six);
        IntStream.range(0, SESSIONS).forEach(i -> table.open(SessionFixtures.colliding(i), SessionFixtures.OUTPUT, i));
        IntStream.range(0, SESSIONS)
                .forEach(i -> table.remove(table.find(SourceFixtures.of(SessionFixtures.colliding(i)))));
        assertEquals(0, allocated(i -> SourceFixtures.of(six(i))));
    }
}
