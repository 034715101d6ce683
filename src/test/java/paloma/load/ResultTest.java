package paloma.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalLong;
import org.HdrHistogram.SingleWriterRecorder;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static final Counts FEW = new Counts(1, 2, 3, 4, 5, 6, 7, 8);

    @Test
    void aLineBringsTheResultToAnotherProcess() {
        Result result = result(Ending.UNREACHABLE, 123, OptionalLong.of(9), 1_000, 2_000_000, 3_000_000_000L);
        assertEquals(result, Result.ofLine(result.toLine()));
        Result unknown = result(Ending.DONE, 1, OptionalLong.empty());
        assertEquals(unknown, Result.ofLine(unknown.toLine()));
    }

    @Test
    void bothTogetherAddUpAndTookTheLongerTime() {
        Result sum = result(Ending.DONE, 50, OptionalLong.of(1), 1_000, 5_000)
                .plus(result(Ending.DONE, 70, OptionalLong.of(2), 3_000));
        assertEquals(new Counts(2, 4, 6, 8, 10, 12, 14, 16), sum.counts());
        assertEquals(70, sum.elapsedNanos());
        assertEquals(OptionalLong.of(3), sum.clientDrops());
        assertEquals(3, sum.latencies().getTotalCount());
        assertEquals(
                3_000, sum.latencies().lowestEquivalentValue(sum.latencies().getValueAtPercentile(50)), 2);
    }

    @Test
    void mergingLeavesTheParts() {
        Result first = result(Ending.DONE, 50, OptionalLong.of(1), 1_000);
        first.plus(result(Ending.DONE, 70, OptionalLong.of(2), 3_000));
        assertEquals(1, first.latencies().getTotalCount());
    }

    @Test
    void dropsThatOnePartDoesNotKnowAreUnknownForAll() {
        Result known = result(Ending.DONE, 50, OptionalLong.of(1));
        Result unknown = result(Ending.DONE, 50, OptionalLong.empty());
        assertEquals(OptionalLong.empty(), known.plus(unknown).clientDrops());
        assertEquals(OptionalLong.empty(), unknown.plus(known).clientDrops());
    }

    @Test
    void theWeightierEndingIsTheEndingOfAll() {
        Result done = result(Ending.DONE, 50, OptionalLong.of(1));
        Result gone = result(Ending.UNREACHABLE, 50, OptionalLong.of(1));
        Result stopped = result(Ending.STOPPED, 50, OptionalLong.of(1));
        assertEquals(Ending.UNREACHABLE, done.plus(gone).ending());
        assertEquals(Ending.UNREACHABLE, gone.plus(done).ending());
        assertEquals(Ending.STOPPED, stopped.plus(gone).ending());
    }

    @Test
    void anotherLineIsNoResult() {
        assertThrows(IllegalArgumentException.class, () -> Result.ofLine("DONE 1,2 3"));
        assertThrows(IllegalArgumentException.class, () -> Counts.ofText("1,2,3"));
    }

    private static Result result(Ending ending, long elapsedNanos, OptionalLong drops, long... latencies) {
        SingleWriterRecorder recorder = Result.recorder();
        for (long latency : latencies) {
            recorder.recordValue(latency);
        }
        return new Result(ending, FEW, elapsedNanos, drops, recorder.getIntervalHistogram());
    }
}
