package paloma.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.load.plan.LoadProfile;

class LoadReportTest {
    private static final String ALL_ANSWERED = "200,0,0,0,0,200,0,0,0,0,0,0,0";

    @Test
    void everythingAnsweredIsGood() {
        assertEquals(Verdict.GOOD, LoadReports.of(EndReason.DONE, ALL_ANSWERED).verdict(0, 0));
    }

    @Test
    void oneLostIsBadUnlessTheLossIsAllowed() {
        LoadReport report = LoadReports.of(EndReason.DONE, "200,0,0,0,0,199,0,1,0,0,0,0,0");
        assertEquals(Verdict.BAD, report.verdict(0, 0));
        assertEquals(Verdict.BAD, report.verdict(0.49, 0));
        assertEquals(Verdict.GOOD, report.verdict(0.5, 0));
    }

    @Test
    void lateCountsAgainstTheAllowedLossAsLostDoes() {
        LoadReport report = LoadReports.of(EndReason.DONE, "200,0,0,0,0,198,1,1,0,0,0,0,0");
        assertEquals(Verdict.BAD, report.verdict(0.5, 0));
        assertEquals(Verdict.GOOD, report.verdict(1, 0));
    }

    @ParameterizedTest
    @CsvSource({"1,0,0,0", "0,1,0,0", "0,0,1,0", "0,0,0,1"})
    void nothingWrongIsEverAllowed(int duplicated, int reordered, int corrupted, int foreign) {
        String counts = "200,0,0,0,0,200,0,0,0,%d,%d,%d,%d".formatted(duplicated, reordered, corrupted, foreign);
        assertEquals(Verdict.BAD, LoadReports.of(EndReason.DONE, counts).verdict(100, 100));
    }

    @Test
    void aRunThatDidNotGetToItsEndIsBad() {
        for (EndReason ending : EndReason.values()) {
            Verdict expected = ending == EndReason.DONE ? Verdict.GOOD : Verdict.BAD;
            assertEquals(expected, LoadReports.of(ending, ALL_ANSWERED).verdict(100, 100), ending.name());
        }
    }

    @Test
    void oneMessageThatCouldNotBeSentMakesTheGeneratorTheLimit() {
        LoadReport report = LoadReports.of(EndReason.DONE, "199,1,0,0,0,199,0,0,0,0,0,0,0");
        assertEquals(Verdict.LIMITED, report.verdict(100, 100));
    }

    @Test
    void oneAnswerDroppedAtTheClientsMakesTheGeneratorTheLimit() {
        LoadProfile tempo = LoadProfile.turns(20, Duration.ZERO);
        String lost = "200,0,0,0,0,199,0,1,0,0,0,0,0";
        assertEquals(
                Verdict.LIMITED,
                LoadReports.of(tempo, EndReason.DONE, lost, OptionalLong.of(1)).verdict(100, 100));
        assertEquals(
                Verdict.GOOD,
                LoadReports.of(tempo, EndReason.DONE, lost, OptionalLong.of(0)).verdict(100, 100));
    }

    @Test
    void moreBehindThanAllowedMakesTheGeneratorTheLimitWhateverElseWasBad() {
        LoadReport late = LoadReports.scheduled("200,0,0,3,0,200,0,0,0,0,0,0,0");
        assertEquals(1.5, late.behindPercent());
        assertEquals(Verdict.LIMITED, late.verdict(100, 1));
        assertEquals(Verdict.GOOD, late.verdict(100, 1.5));
        LoadReport never = LoadReports.scheduled("197,0,3,0,0,180,0,17,0,0,0,0,0");
        assertEquals(1.5, never.behindPercent());
        assertEquals(Verdict.LIMITED, never.verdict(0, 1));
        assertEquals(Verdict.BAD, never.verdict(0, 2));
    }

    @Test
    void moreQueuedThanAllowedMakesTheGeneratorTheLimit() {
        LoadReport report = LoadReports.of(EndReason.DONE, "200,0,0,0,3,200,0,0,0,0,0,0,0");
        assertEquals(1.5, report.queuedPercent());
        assertEquals(Verdict.LIMITED, report.verdict(100, 1.4));
        assertEquals(Verdict.GOOD, report.verdict(100, 1.5));
    }

    @Test
    void moreHeldUpThanAllowedMakesTheGeneratorTheLimit() {
        LoadReport report = LoadReports.of(EndReason.DONE, "200,0,0,0,0,150,10,40,2,0,0,0,0");
        assertEquals(1.25, report.readLatePercent());
        assertEquals(Verdict.LIMITED, report.verdict(100, 1.24));
        assertEquals(Verdict.GOOD, report.verdict(100, 1.25));
        assertEquals(
                0, LoadReports.of(EndReason.DONE, "9,9,0,0,0,0,0,9,0,0,0,0,0").readLatePercent());
    }

    @Test
    void requirementsDecideInsteadOfTheAllowedLoss() {
        LoadReport report = LoadReports.of(EndReason.DONE, "200,0,0,0,0,199,0,1,0,0,1,0,0", 1_000_000);
        assertEquals(Verdict.GOOD, report.verdict(Requirements.parse("p99<5ms,loss<1%"), 1));
        assertEquals(Verdict.BAD, report.verdict(Requirements.parse("p99<5ms,loss<0.5%"), 1));
        LoadReport early = report.endReason(EndReason.SERVER_LEFT);
        assertEquals(Verdict.BAD, early.verdict(Requirements.parse("p99<5ms,loss<1%"), 1));
    }

    @Test
    void theRateCountsAnswersInTime() {
        LoadReport report = LoadReports.of(EndReason.DONE, "200,0,0,0,0,100,50,50,0,0,0,0,0");
        assertEquals(50, report.messagesPerSecond());
        assertEquals(100, report.sentPerSecond());
        assertEquals(50, report.lossPercent());
    }

    @Test
    void latenciesAreInMilliseconds() {
        LoadReport report = LoadReports.of(EndReason.DONE, ALL_ANSWERED, 1_000_000, 2_000_000, 3_000_000, 40_000_000);
        assertEquals(2, report.latencyMillis(50), 0.01);
        assertEquals(40, report.latencyMillis(99), 0.05);
        assertEquals(40, report.latencyMillis(100), 0.05);
        assertEquals(3, report.delayMillis(100), 0.01);
    }

    @Test
    void processorTimeIsToldForEachMessage() {
        LoadReport report = LoadReports.of(EndReason.DONE, ALL_ANSWERED);
        assertEquals(OptionalDouble.of(15), report.cpuMicros());
        assertEquals(OptionalDouble.of(30), report.serverCpuMicros());
        assertEquals(
                OptionalDouble.empty(),
                LoadReports.of(EndReason.DONE, "0,0,0,0,0,0,0,0,0,0,0,0,0").cpuMicros());
    }

    @Test
    void anyDatagramThatCameBackIsSomething() {
        assertFalse(LoadReports.of(EndReason.DONE, "9,9,0,0,0,0,0,9,0,0,0,0,0").hasAnswers());
        assertTrue(LoadReports.of(EndReason.DONE, "9,9,0,0,0,0,0,9,0,0,0,0,1").hasAnswers());
        assertTrue(LoadReports.of(EndReason.DONE, "9,9,0,0,0,0,1,8,0,0,0,0,0").hasAnswers());
    }
}
