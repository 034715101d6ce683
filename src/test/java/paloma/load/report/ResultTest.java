package paloma.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static paloma.load.report.NamedCounts.counts;

import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static final Counts FEW = counts("sent 1, unsent 2, skipped 3, behind 4, queued 5, answered 6, late 7, "
            + "lost 8, readLate 9, duplicated 10, reordered 11, corrupted 12, foreign 13");

    @Test
    void aResultIsParsedFromItsLine() {
        Result result = result(EndReason.UNREACHABLE, 123, OptionalLong.of(9), 1_000, 2_000_000, 3_000_000_000L);
        assertEquals(result, Result.ofLine(result.toLine()));
        Result unknown = result(EndReason.DONE, 1, OptionalLong.empty());
        assertEquals(unknown, Result.ofLine(unknown.toLine()));
    }

    @Test
    void aSumAddsCountsAndTakesTheLongerTime() {
        Result sum = result(EndReason.DONE, 50, OptionalLong.of(1), 1_000, 5_000)
                .plus(result(EndReason.DONE, 70, OptionalLong.of(2), 3_000));
        assertEquals(
                counts("sent 2, unsent 4, skipped 6, behind 8, queued 10, answered 12, late 14, "
                        + "lost 16, readLate 18, duplicated 20, reordered 22, corrupted 24, foreign 26"),
                sum.counts());
        assertEquals(70, sum.elapsedNanos());
        // Concurrent suspensions: the longer one.
        assertEquals(7, sum.suspendedNanos());
        assertEquals(OptionalLong.of(6), sum.cpuNanos());
        assertEquals(OptionalLong.of(3), sum.clientDrops());
        assertEquals(3, sum.latencies().getTotalCount());
        assertEquals(
                3_000, sum.latencies().lowestEquivalentValue(sum.latencies().getValueAtPercentile(50)), 2);
    }

    @Test
    void secondsAreAddedOneByOne() {
        SecondStats one = second(10, 9, 1, 1_000);
        SecondStats two = second(5, 5, 0, 3_000, 4_000);
        Result some = with(List.of(one, two));
        assertEquals(some, Result.ofLine(some.toLine()));
        List<SecondStats> sums = some.plus(with(List.of(two))).seconds();
        SecondStats sum = sums.get(0);
        assertEquals(List.of(15L, 14L, 1L, 17L), List.of(sum.sent(), sum.answered(), sum.missing(), sum.transmitted()));
        assertEquals(second(15, 14, 1, 1_000, 3_000, 4_000).histogram(), sum.histogram());
        assertEquals(List.of(two), sums.subList(1, 2));
        assertEquals(sums, with(List.of(two)).plus(some).seconds());
    }

    @Test
    void aSnapshotIsParsedFromItsTextAndAddsUp() {
        ProgressSnapshot snapshot = new ProgressSnapshot(FEW, 700);
        assertEquals(snapshot, ProgressSnapshot.ofText(snapshot.toText()));
        assertEquals(new ProgressSnapshot(FEW.plus(FEW), 900), snapshot.plus(new ProgressSnapshot(FEW, 900)));
    }

    @Test
    void aQueuedMessageThatFailedIsUnsentNotLost() {
        Counts counts = counts("sent 100, unsent 1, queued 9, answered 80, lost 20");
        assertEquals(counts, counts.afterFailures(0));
        assertEquals(counts("sent 96, unsent 5, queued 5, answered 80, lost 16"), counts.afterFailures(4));
        // Failures of unmeasured messages are included.
        assertEquals(counts("sent 91, unsent 10, answered 80, lost 11"), counts.afterFailures(30));
        // Stopped before the timeout of all.
        Counts early =
                counts("sent 100, unsent 1, queued 9, answered 80, lost 2").afterFailures(9);
        assertEquals(counts("sent 91, unsent 10, answered 80"), early);
    }

    private static SecondStats second(long sent, long answered, long missing, long... latencies) {
        Histogram histogram = Histograms.empty();
        for (long latency : latencies) {
            histogram.recordValue(latency);
        }
        return SecondStats.of(sent, answered, missing, sent + 1, histogram);
    }

    private static Result with(List<SecondStats> seconds) {
        Result result = result(EndReason.DONE, 50, OptionalLong.of(1));
        return new Result(
                EndReason.DONE,
                FEW,
                50,
                OptionalLong.of(1),
                OptionalLong.of(3),
                7,
                result.latencies(),
                result.delays(),
                seconds);
    }

    @Test
    void aSumLeavesItsPartsUnchanged() {
        Result first = result(EndReason.DONE, 50, OptionalLong.of(1), 1_000);
        first.plus(result(EndReason.DONE, 70, OptionalLong.of(2), 3_000));
        assertEquals(1, first.latencies().getTotalCount());
    }

    @Test
    void theSumOfUnknownDropsIsUnknown() {
        Result known = result(EndReason.DONE, 50, OptionalLong.of(1));
        Result unknown = result(EndReason.DONE, 50, OptionalLong.empty());
        assertEquals(OptionalLong.empty(), known.plus(unknown).clientDrops());
        assertEquals(OptionalLong.empty(), unknown.plus(known).clientDrops());
    }

    @Test
    void aSumHasTheMoreSevereEndReason() {
        Result done = result(EndReason.DONE, 50, OptionalLong.of(1));
        Result unreachable = result(EndReason.UNREACHABLE, 50, OptionalLong.of(1));
        Result stopped = result(EndReason.STOPPED, 50, OptionalLong.of(1));
        assertEquals(EndReason.UNREACHABLE, done.plus(unreachable).endReason());
        assertEquals(EndReason.UNREACHABLE, unreachable.plus(done).endReason());
        assertEquals(EndReason.STOPPED, stopped.plus(unreachable).endReason());
    }

    @Test
    void anInvalidLineIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Result.ofLine("DONE 1,2 3"));
        assertThrows(IllegalArgumentException.class, () -> Counts.ofText("1,2,3"));
    }

    private static Result result(EndReason endReason, long elapsedNanos, OptionalLong drops, long... latencies) {
        SingleWriterRecorder recorder = Histograms.recorder();
        for (long latency : latencies) {
            recorder.recordValue(latency);
        }
        return new Result(
                endReason,
                FEW,
                elapsedNanos,
                drops,
                OptionalLong.of(3),
                elapsedNanos / 10,
                recorder.getIntervalHistogram(),
                Histograms.empty(),
                List.of());
    }
}
