package paloma.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.HdrHistogram.SingleWriterRecorder;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void everythingAnsweredPasses() {
        assertTrue(report(Ending.DONE, new Counts(200, 0, 200, 0, 0, 0, 0, 0)).passed(0));
    }

    @Test
    void oneLostFailsUnlessTheLossIsAllowed() {
        Report report = report(Ending.DONE, new Counts(200, 0, 199, 0, 1, 0, 0, 0));
        assertFalse(report.passed(0));
        assertFalse(report.passed(0.49));
        assertTrue(report.passed(0.5));
    }

    @Test
    void lateCountsAgainstTheAllowedLossAsLostDoes() {
        Report report = report(Ending.DONE, new Counts(200, 0, 198, 1, 1, 0, 0, 0));
        assertFalse(report.passed(0.5));
        assertTrue(report.passed(1));
    }

    @Test
    void nothingWrongIsEverAllowed() {
        assertFalse(report(Ending.DONE, new Counts(200, 0, 200, 0, 0, 1, 0, 0)).passed(100));
        assertFalse(report(Ending.DONE, new Counts(200, 0, 200, 0, 0, 0, 1, 0)).passed(100));
        assertFalse(report(Ending.DONE, new Counts(200, 0, 200, 0, 0, 0, 0, 1)).passed(100));
        assertFalse(report(Ending.DONE, new Counts(199, 1, 199, 0, 0, 0, 0, 0)).passed(100));
    }

    @Test
    void aRunThatDidNotGetToItsEndFails() {
        for (Ending ending : Ending.values()) {
            Counts counts = new Counts(100, 0, 100, 0, 0, 0, 0, 0);
            assertEquals(ending == Ending.DONE, report(ending, counts).passed(100), ending.name());
        }
    }

    @Test
    void theRateCountsAnswersInTime() {
        assertEquals(
                50,
                report(Ending.DONE, new Counts(200, 0, 100, 50, 50, 0, 0, 0)).messagesPerSecond());
    }

    @Test
    void latenciesAreInMilliseconds() {
        Report report =
                report(Ending.DONE, new Counts(4, 0, 4, 0, 0, 0, 0, 0), 1_000_000, 2_000_000, 3_000_000, 40_000_000);
        assertEquals(2, report.latencyMillis(50), 0.01);
        assertEquals(40, report.latencyMillis(99), 0.05);
        assertEquals(40, report.latencyMillis(100), 0.05);
    }

    @Test
    void anyDatagramThatCameBackIsSomething() {
        assertFalse(report(Ending.DONE, new Counts(9, 9, 0, 0, 9, 0, 0, 0)).heardAnything());
        assertTrue(report(Ending.DONE, new Counts(9, 9, 0, 0, 9, 1, 0, 0)).heardAnything());
    }

    private static Report report(Ending ending, Counts counts, long... latencies) {
        SingleWriterRecorder recorder = Result.recorder();
        for (long latency : latencies) {
            recorder.recordValue(latency);
        }
        Result result =
                new Result(ending, counts, 2_000_000_000, OptionalLong.empty(), recorder.getIntervalHistogram());
        return new Report(Plans.of(10, 20), result, OptionalLong.empty());
    }
}
