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
    private final IdleWheel wheel = new IdleWheel(10);

    private static PeerSession activeAt(long time) {
        PeerSession session = SessionFixtures.session();
        session.activeAt = time;
        return session;
    }

    private PeerSession added(long time) {
        PeerSession session = activeAt(time);
        wheel.add(session);
        return session;
    }

    /** The session idle longest, after all active ones before it were moved. */
    private PeerSession mostIdle() {
        PeerSession found = null;
        while (found == null) {
            found = wheel.advance();
        }
        return found;
    }

    @Test
    void emptyWheelHasNoOldestSession() {
        assertNull(wheel.oldest());
        assertEquals(IdleWheel.NEVER, wheel.oldestActiveAt());
        wheel.remove(added(5));
        assertNull(wheel.oldest());
        assertEquals(IdleWheel.NEVER, wheel.oldestActiveAt());
    }

    @Test
    void sessionsAreOrderedByTick() {
        PeerSession late = added(35);
        PeerSession early = added(40 - 1);
        PeerSession latest = added(40);
        assertSame(late, wheel.oldest());
        assertEquals(35, wheel.oldestActiveAt());
        wheel.remove(late);
        assertSame(early, wheel.advance());
        wheel.remove(early);
        assertSame(latest, wheel.advance());
        assertEquals(40, wheel.oldestActiveAt());
    }

    @Test
    void activeSessionsAreMovedOneByOne() {
        PeerSession one = added(0);
        PeerSession two = added(1);
        PeerSession three = added(25);
        one.activeAt = 52;
        two.activeAt = 43;
        assertSame(one, wheel.oldest());
        assertEquals(0, wheel.oldestActiveAt());
        assertNull(wheel.advance());
        assertSame(two, wheel.oldest());
        assertNull(wheel.advance());
        assertEquals(25, wheel.oldestActiveAt());
        assertSame(three, wheel.advance());
        wheel.remove(three);
        assertSame(two, wheel.advance());
        wheel.remove(two);
        assertSame(one, wheel.advance());
        assertEquals(52, wheel.oldestActiveAt());
    }

    @Test
    void activityWithinTheTickMovesBehindOthersOfTheTick() {
        PeerSession one = added(0);
        PeerSession two = added(1);
        one.activeAt = 9;
        assertEquals(0, wheel.oldestActiveAt());
        assertNull(wheel.advance());
        assertSame(two, wheel.advance());
        wheel.remove(two);
        assertSame(one, wheel.advance());
        assertEquals(9, wheel.oldestActiveAt());
    }

    @Test
    void movedSessionIsSortedIntoItsTick() {
        PeerSession early = added(0);
        PeerSession two = added(22);
        PeerSession four = added(24);
        early.activeAt = 23;
        assertNull(wheel.advance());
        wheel.remove(two);
        assertSame(early, wheel.advance());
        wheel.remove(early);
        assertSame(four, wheel.advance());
    }

    @Test
    void orderInACrowdedSlotIsExactToTheTick() {
        PeerSession early = added(0);
        for (int i = 0; i < 100; i++) {
            added(25);
        }
        early.activeAt = 21;
        assertNull(wheel.advance());
        assertEquals(25, wheel.advance().activeAt);
    }

    /** A session is not inspected long before it may be idle: that would wake the loop for nothing. */
    @Test
    void busySessionIsInspectedOncePerIdleTimeout() {
        PeerSession busy = added(0);
        int inspections = 0;
        for (long now = 0; now < 100_000; now += 3) {
            busy.activeAt = now;
            // An idle timeout of 1,000 ticks.
            while (wheel.oldestActiveAt() <= now - 10_000) {
                wheel.advance();
                inspections++;
            }
        }
        assertEquals(9, inspections);
    }

    @Test
    void sessionsAreRemovedFromTheMiddle() {
        PeerSession one = added(1);
        PeerSession two = added(2);
        PeerSession three = added(3);
        wheel.remove(two);
        wheel.remove(one);
        assertSame(three, wheel.oldest());
        wheel.add(two);
        wheel.remove(three);
        assertSame(two, wheel.oldest());
    }

    /** Over many turns of the wheel too, with sessions that are idle for several turns. */
    @ParameterizedTest
    @CsvSource({"1, 1, 0", "2, 10, -5000", "3, 1000, 0", "4, 100000, -1000000000"})
    void mostIdleAgreesWithLinearSearchToTheTick(long seed, int step, long start) {
        Random random = new Random(seed);
        List<PeerSession> all = new ArrayList<>();
        long now = start;
        for (int i = 0; i < 50_000; i++) {
            now += random.nextInt(step + 1);
            int action = random.nextInt(10);
            if (all.isEmpty() || action == 0 && all.size() < 100) {
                all.add(added(now));
            } else if (action == 1) {
                PeerSession removed = all.remove(random.nextInt(all.size()));
                wheel.remove(removed);
            } else {
                // The first sessions are idle for a long time.
                int from = all.size() / 2;
                all.get(from + random.nextInt(all.size() - from)).activeAt = now;
            }
            if (i % 20 == 0 && !all.isEmpty()) {
                long oldest = all.stream()
                        .min(Comparator.comparingLong(session -> session.activeAt))
                        .get()
                        .activeAt;
                assertEquals(Math.floorDiv(oldest, 10), Math.floorDiv(mostIdle().activeAt, 10));
            }
        }
    }
}
