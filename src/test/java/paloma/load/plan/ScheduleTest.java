package paloma.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long MS = 1_000_000;

    @Test
    void messageKIsDueAfterKIntervals() {
        Schedule schedule = steady(50_000, Duration.ZERO, Duration.ofSeconds(10));
        assertEquals(0, schedule.dueNanos(0));
        assertEquals(20_000, schedule.dueNanos(1));
        assertEquals(1_000 * MS, schedule.dueNanos(50_000));
        assertEquals(500_000, schedule.total());
        assertEquals(0, schedule.warmups());
    }

    @Test
    void aRateThatDoesNotDivideASecondDoesNotDrift() {
        Schedule schedule = steady(3, Duration.ZERO, Duration.ofHours(1));
        assertEquals(333_333_333, schedule.dueNanos(1));
        assertEquals(666_666_666, schedule.dueNanos(2));
        assertEquals(3_599_000 * MS, schedule.dueNanos(3 * 3_599));
        assertEquals(10_800, schedule.total());
    }

    @Test
    void theFirstMeasuredMessageIsDueWhenTheWarmUpEnds() {
        Schedule schedule = steady(1_000, Duration.ofMillis(1_500), Duration.ofMillis(200));
        assertEquals(1_500, schedule.warmups());
        assertEquals(1_499 * MS, schedule.dueNanos(1_499));
        assertEquals(1_500 * MS, schedule.dueNanos(1_500));
        assertEquals(1_700, schedule.total());
    }

    @Test
    void theHighestRateIsExactForADay() {
        Schedule schedule = steady(10_000_000, Duration.ZERO, Duration.ofHours(24));
        assertEquals(86_400L * 10_000_000, schedule.total());
        assertEquals(86_400_000 * MS - 100, schedule.dueNanos(schedule.total() - 1));
    }

    @Test
    void aRampRaisesTheRateLinearly() {
        Schedule schedule = ramp(1_000, 3_000, Duration.ZERO, Duration.ofSeconds(10));
        assertEquals(20_000, schedule.total());
        // After t seconds 1000 t + 100 t² messages: 1100 after the first, 7500 after the fifth.
        assertEquals(1_000 * MS, schedule.dueNanos(1_100), 1_000);
        assertEquals(5_000 * MS, schedule.dueNanos(7_500), 1_000);
        assertEquals(10_000 * MS, schedule.dueNanos(20_000), 1_000);
        assertEquals(MS, schedule.dueNanos(1), MS / 1_000.0);
    }

    @Test
    void aRampMayLowerTheRate() {
        Schedule schedule = ramp(3_000, 1_000, Duration.ZERO, Duration.ofSeconds(10));
        assertEquals(20_000, schedule.total());
        assertEquals(5_000 * MS, schedule.dueNanos(12_500), 1_000);
        assertEquals(10_000 * MS, schedule.dueNanos(20_000), 1_000);
    }

    @Test
    void aRampWarmsUpAtItsFirstRate() {
        Schedule schedule = ramp(1_000, 3_000, Duration.ofSeconds(2), Duration.ofSeconds(10));
        assertEquals(2_000, schedule.warmups());
        assertEquals(22_000, schedule.total());
        assertEquals(1_999 * MS, schedule.dueNanos(1_999));
        assertEquals(2_000 * MS, schedule.dueNanos(2_000));
        assertEquals(7_000 * MS, schedule.dueNanos(9_500), 1_000);
    }

    @Test
    void dueTimesNeverDecrease() {
        for (Schedule schedule : new Schedule[] {
            ramp(10, 100_000, Duration.ofMillis(300), Duration.ofSeconds(3)),
            ramp(100_000, 10, Duration.ofMillis(300), Duration.ofSeconds(3)),
            steady(33_333, Duration.ofMillis(10), Duration.ofSeconds(3))
        }) {
            for (long k = 1; k < schedule.total(); k++) {
                assertTrue(schedule.dueNanos(k) >= schedule.dueNanos(k - 1), "message " + k);
            }
        }
    }

    @Test
    void messagesDueWithinATimeAreCounted() {
        Schedule schedule = steady(1_000, Duration.ofMillis(1_500), Duration.ofMillis(200));
        assertEquals(0, schedule.measuredWithin(0));
        assertEquals(1, schedule.measuredWithin(1));
        assertEquals(100, schedule.measuredWithin(100 * MS));
        assertEquals(200, schedule.measuredWithin(Long.MAX_VALUE));
        Schedule ramp = ramp(1_000, 3_000, Duration.ofSeconds(2), Duration.ofSeconds(10));
        assertEquals(7_500, ramp.measuredWithin(5_000 * MS), 1);
        assertEquals(20_000, ramp.measuredWithin(10_001 * MS));
    }

    private static Schedule steady(long rate, Duration warmup, Duration duration) {
        return ramp(rate, rate, warmup, duration);
    }

    private static Schedule ramp(long rate, long rateAtEnd, Duration warmup, Duration duration) {
        return new Schedule(LoadProfile.schedule(rate, rateAtEnd, warmup, duration));
    }
}
