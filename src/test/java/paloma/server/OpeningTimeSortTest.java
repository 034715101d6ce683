package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.RandomAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Limits;
import paloma.Session;
import paloma.session.PeerSession;
import paloma.session.SessionFixtures;
import paloma.session.SessionTable;

class OpeningTimeSortTest {
    private final SessionTable table = new SessionTable(Limits.DEFAULTS, Duration.ofMinutes(5));
    private final OpeningTimeSort order = new OpeningTimeSort();

    private PeerSession opened(int number, long at) {
        return table.open(new InetSocketAddress("127.0.0.1", 1_024 + number), SessionFixtures.OUTPUT, at);
    }

    private int mergeAll() {
        int steps = 0;
        for (int merged = order.merge(); merged > 0; merged = order.merge()) {
            assertTrue(merged <= OpeningTimeSort.SLICE, merged + " sessions in one step");
            steps++;
        }
        return steps;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 511, 512, 513, 1_023, 1_024, 1_025, 30_000})
    void sessionsAreSortedByOpeningTimeInBoundedSteps(int sessions) {
        List<Session> all = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            all.add(opened(i, i));
        }
        List<Session> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(sessions));
        shuffled.forEach(session -> order.add((PeerSession) session));
        assertEquals(sessions == 0, order.isSorted());
        assertEquals((sessions + OpeningTimeSort.SLICE - 1) / OpeningTimeSort.SLICE, mergeAll());
        assertTrue(order.isSorted());
        assertEquals(all, order.sorted());
    }

    @Test
    void sessionsOfEqualOpeningTimesAreAllListed() {
        List<PeerSession> all = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            all.add(opened(i, i / 1_000));
        }
        all.forEach(order::add);
        mergeAll();
        List<Session> sorted = order.sorted();
        assertEquals(5_000, sorted.stream().distinct().count());
        assertEquals(
                sorted.stream().sorted(Comparator.comparing(Session::openedAt)).toList(), sorted);
    }

    @Test
    void listIsRandomAccessAndUnmodifiable() {
        for (int i = 0; i < 600; i++) {
            order.add(opened(i, i));
        }
        mergeAll();
        List<Session> sorted = order.sorted();
        assertInstanceOf(RandomAccess.class, sorted);
        assertEquals(1_024 + 599, sorted.get(599).remoteAddress().getPort());
        assertThrows(IndexOutOfBoundsException.class, () -> sorted.get(600));
        assertThrows(IndexOutOfBoundsException.class, () -> sorted.get(-1));
        assertThrows(UnsupportedOperationException.class, () -> sorted.remove(0));
        assertThrows(UnsupportedOperationException.class, () -> sorted.set(0, null));
        assertFalse(sorted.isEmpty());
    }
}
