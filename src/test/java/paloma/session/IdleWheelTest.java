package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleWheelTest {
    private static final int ALL = Integer.MAX_VALUE;

    private final IdleWheel wheel = new IdleWheel(10);

    private static PeerSession activeAt(long time) {
        PeerSession session = Sources.session();
        session.activeAt = time;
        return session;
    }

    private PeerSession added(long time) {
        PeerSession session = activeAt(time);
        wheel.add(session);
        return session;
    }

    @Test
    void anEmptyWheelHasNobodyAtTheFront() {
        assertNull(wheel.front());
        assertNull(wheel.mostIdle(ALL));
        assertEquals(IdleWheel.NEVER, wheel.idleFrom());
        wheel.remove(added(5));
        assertNull(wheel.front());
        assertEquals(IdleWheel.NEVER, wheel.idleFrom());
    }

    @Test
    void whoWasActiveInAnEarlierTickPrecedes() {
        PeerSession late = added(35);
        PeerSession early = added(40 - 1);
        PeerSession latest = added(40);
        assertSame(late, wheel.front());
        assertEquals(35, wheel.idleFrom());
        wheel.remove(late);
        assertSame(early, wheel.mostIdle(1));
        wheel.remove(early);
        assertSame(latest, wheel.mostIdle(1));
        assertEquals(40, wheel.idleFrom());
    }

    @Test
    void whoWasActiveSinceIsMovedOnOneAtATime() {
        PeerSession one = added(0);
        PeerSession two = added(1);
        PeerSession three = added(25);
        one.activeAt = 52;
        two.activeAt = 43;
        assertSame(one, wheel.front());
        assertEquals(0, wheel.idleFrom());
        assertNull(wheel.mostIdle(1));
        assertSame(two, wheel.front());
        assertNull(wheel.mostIdle(1));
        assertEquals(25, wheel.idleFrom());
        assertSame(three, wheel.mostIdle(1));
        wheel.remove(three);
        assertSame(two, wheel.mostIdle(1));
        wheel.remove(two);
        assertSame(one, wheel.mostIdle(1));
        assertEquals(52, wheel.idleFrom());
    }

    @Test
    void whoWasActiveInTheSameTickSinceGoesBehindTheOthersOfIt() {
        PeerSession one = added(0);
        PeerSession two = added(1);
        one.activeAt = 9;
        assertEquals(0, wheel.idleFrom());
        assertNull(wheel.mostIdle(1));
        assertSame(two, wheel.mostIdle(1));
        wheel.remove(two);
        assertSame(one, wheel.mostIdle(1));
        assertEquals(9, wheel.idleFrom());
    }

    @Test
    void whoIsMovedOnIsPutAmongThoseOfItsTickInOrder() {
        PeerSession early = added(0);
        PeerSession two = added(22);
        PeerSession four = added(24);
        early.activeAt = 23;
        assertNull(wheel.mostIdle(1));
        wheel.remove(two);
        assertSame(early, wheel.mostIdle(1));
        wheel.remove(early);
        assertSame(four, wheel.mostIdle(1));
    }

    @Test
    void inACrowdTheOrderIsRightToTheTick() {
        PeerSession early = added(0);
        for (int i = 0; i < 100; i++) {
            added(25);
        }
        early.activeAt = 21;
        assertNull(wheel.mostIdle(1));
        assertEquals(25, wheel.mostIdle(1).activeAt);
    }

    @Test
    void theSearchForTheMostIdleIsBounded() {
        for (int i = 0; i < 10; i++) {
            added(0).activeAt = 100;
        }
        PeerSession idle = added(20);
        assertNull(wheel.mostIdle(9));
        assertNull(wheel.mostIdle(1));
        assertSame(idle, wheel.mostIdle(1));
    }

    @Test
    void whoeverIsRemovedFromTheMiddleIsGone() {
        PeerSession one = added(1);
        PeerSession two = added(2);
        PeerSession three = added(3);
        wheel.remove(two);
        wheel.remove(one);
        assertSame(three, wheel.front());
        wheel.add(two);
        wheel.remove(three);
        assertSame(two, wheel.front());
    }

    /** Also over many turns of the wheel, with sessions that are silent for several of them. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 10", "3, 1000", "4, 100000"})
    void theMostIdleIsTheOneThatASearchThroughAllFindsToTheTick(long seed, int step) {
        Random random = new Random(seed);
        List<PeerSession> all = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 50_000; i++) {
            now += random.nextInt(step + 1);
            int what = random.nextInt(10);
            if (all.isEmpty() || what == 0 && all.size() < 100) {
                all.add(added(now));
            } else if (what == 1) {
                PeerSession gone = all.remove(random.nextInt(all.size()));
                wheel.remove(gone);
            } else {
                // The first ones say nothing for a long time.
                int from = all.size() / 2;
                all.get(from + random.nextInt(all.size() - from)).activeAt = now;
            }
            if (i % 20 == 0 && !all.isEmpty()) {
                long least = all.stream()
                        .min(Comparator.comparingLong(session -> session.activeAt))
                        .get()
                        .activeAt;
                assertEquals(least / 10, wheel.mostIdle(ALL).activeAt / 10);
            }
        }
    }
}
