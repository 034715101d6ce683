package paloma.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void theRangesAreAPartitionOfAllClients() {
        Plan plan = Plans.of(1_003, 1);
        int next = 0;
        for (int part = 0; part < 7; part++) {
            ClientRange range = plan.range(part, 7);
            assertEquals(next, range.first());
            assertTrue(range.count() == 143 || range.count() == 144, range.toString());
            next += range.count();
        }
        assertEquals(1_003, next);
    }

    @Test
    void aPlanIsRestoredFromItsLine() {
        InetSocketAddress server = new InetSocketAddress("::1", 9_000);
        Plan plan = new Plan(
                server,
                3,
                LoadProfile.turns(4, Duration.ofMillis(250)),
                100,
                200,
                Duration.ofMillis(1_500),
                " ñ 💬 ",
                "see you",
                "",
                SourceAddresses.parse("127.0.0.0/8"),
                -7);
        assertEquals(plan, Plan.ofLine(plan.toLine()));
        LoadProfile ramp = LoadProfile.schedule(10, 1_000, Duration.ofSeconds(1), Duration.ofSeconds(30));
        Plan empty = new Plan(server, 3, ramp, 100, 100, Duration.ofMillis(1), "", "", "bye", SourceAddresses.ANY, 0);
        assertEquals(empty, Plan.ofLine(empty.toLine()));
        LoadProfile window = LoadProfile.window(5, Duration.ofSeconds(2), Duration.ZERO, Duration.ofHours(1));
        assertEquals(window, LoadProfile.ofText(window.toText()));
    }

    @Test
    void aClientRangeIsRestoredFromItsLine() {
        assertEquals(new ClientRange(500, 250), ClientRange.ofLine(new ClientRange(500, 250).toLine()));
    }

    @Test
    void theLongestMessageLeavesRoomForThePrefix() {
        assertEquals(65_507 - 16, Plan.maxSize("Tu mensaje fue: "));
        assertEquals(65_507 - 3, Plan.maxSize("€"));
        assertEquals(65_491, Plans.withSize(65_491).maxSize());
        assertThrows(IllegalArgumentException.class, () -> Plans.withSize(65_492));
    }

    @Test
    void aSizeOutOfRangeIsRefusedWithTheRange() {
        assertEquals(33, Plans.withSize(33).minSize());
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Plans.withSize(32));
        assertEquals("size is 32; it must be from 33 to 65491", refused.getMessage());
    }

    @Test
    void theMaximumDurationHoldsWhenEveryMessageTimesOut() {
        assertEquals(100 * 2_100 + 60_000, Plans.of(10, 100).maxMillis());
        LoadProfile minute = LoadProfile.schedule(100, 100, Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertEquals(61_000 + 2 * 2_100 + 60_000, Plans.of(10, minute).maxMillis());
    }

    @Test
    void aPlanWithTooManyMessagesInFlightIsRefused() {
        LoadProfile fast = LoadProfile.schedule(5_000_001, 5_000_001, Duration.ZERO, Duration.ofSeconds(1));
        assertThrows(IllegalArgumentException.class, () -> Plans.of(10, fast));
        LoadProfile wide = LoadProfile.window(65_536, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));
        assertThrows(IllegalArgumentException.class, () -> Plans.of(153, wide));
    }

    @Test
    void plannedMessagesAreTheMeasuredOnes() {
        assertEquals(1_000, Plans.of(10, 100).planned());
        LoadProfile warm = LoadProfile.schedule(100, 100, Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertEquals(300, Plans.of(10, warm).planned());
        assertEquals(Duration.ofSeconds(4), Plans.of(10, warm).sending());
    }
}
