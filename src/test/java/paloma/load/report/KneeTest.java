package paloma.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import paloma.load.report.Knee.Overload;

class KneeTest {
    private static final long MS = 1_000_000;

    @Test
    void withoutAnOverloadedSecondThereIsNoKnee() {
        assertEquals(
                Optional.empty(),
                Knee.of(List.of(second(1_000, 0, MS / 10), second(2_000, 20, MS * 9 / 10), second(3_000, 0, MS / 2))));
        assertEquals(Optional.empty(), Knee.of(List.of()));
    }

    @Test
    void moreThanOnePercentMissingIsAnOverload() {
        assertEquals(
                Optional.of(new Knee(2, 2_000, Overload.MISSING)),
                Knee.of(List.of(
                        second(1_000, 0, MS), second(2_000, 20, MS), second(3_000, 31, MS), second(4_000, 0, MS))));
    }

    @Test
    void moreThanTenTimesTheLowestP99IsAnOverload() {
        assertEquals(
                Optional.of(new Knee(3, 3_000, Overload.SLOW)),
                Knee.of(List.of(
                        second(1_000, 0, 2 * MS),
                        second(2_000, 0, MS),
                        second(3_000, 0, 9 * MS),
                        second(4_000, 0, 11 * MS))));
    }

    @Test
    void aP99BelowOneMillisecondIsNoOverload() {
        assertEquals(Optional.empty(), Knee.of(List.of(second(1_000, 0, MS / 100), second(2_000, 0, MS * 99 / 100))));
    }

    @Test
    void anOverloadedFirstSecondIsAKneeOfRateZero() {
        assertEquals(Optional.of(new Knee(0, 0, Overload.MISSING)), Knee.of(List.of(second(1_000, 500, MS))));
    }

    private static SecondStats second(long sent, long missing, long latency) {
        return SecondStats.of(sent, sent - missing, missing, sent, LoadReports.histogram(latency));
    }
}
