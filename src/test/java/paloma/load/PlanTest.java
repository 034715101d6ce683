package paloma.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void theSharesTogetherAreAllClientsAndNoneTwice() {
        Plan plan = Plans.of(1_003, 1);
        int next = 0;
        for (int part = 0; part < 7; part++) {
            Share share = plan.share(part, 7);
            assertEquals(next, share.first());
            assertTrue(share.count() == 143 || share.count() == 144, share.toString());
            next += share.count();
        }
        assertEquals(1_003, next);
    }

    @Test
    void aLineBringsThePlanToAnotherProcess() {
        Plan plan = new Plan(
                new InetSocketAddress("::1", 9_000), 3, 4, 100, Duration.ofMillis(1_500), " ñ 💬 ", "see you", "", -7);
        assertEquals(plan, Plan.ofLine(plan.toLine()));
        Plan empty = new Plan(plan.server(), 3, 4, 100, Duration.ofMillis(1), "", "", "bye", 0);
        assertEquals(empty, Plan.ofLine(empty.toLine()));
    }

    @Test
    void aShareSurvivesItsLine() {
        assertEquals(new Share(500, 250), Share.ofLine(new Share(500, 250).toLine()));
    }

    @Test
    void theLongestMessageLeavesRoomForThePrefix() {
        assertEquals(65_507 - 16, Plan.mostSize("Tu mensaje fue: "));
        assertEquals(65_507 - 3, Plan.mostSize("€"));
        assertEquals(65_491, Plans.withSize(65_491).size());
        assertThrows(IllegalArgumentException.class, () -> Plans.withSize(65_492));
    }

    @Test
    void aMessageTooSmallForItsNumbersIsRefusedWithTheRange() {
        assertEquals(25, Plans.withSize(25).size());
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Plans.withSize(24));
        assertEquals("size is 24; it must be from 25 to 65491", refused.getMessage());
    }

    @Test
    void aRunHasAnEndEvenWhenEveryMessageTakesItsTimeout() {
        assertEquals(100 * 2_100 + 60_000, Plans.of(10, 100).longestMillis());
    }
}
