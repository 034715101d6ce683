package paloma.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.load.plan.LoadProfile;

class LoadReportTest {
    private static final String ALL_ANSWERED = "sent 200, answered 200";

    @Test
    void aRunWithAllAnswersIsGood() {
        assertEquals(Verdict.GOOD, LoadReports.of(EndReason.DONE, ALL_ANSWERED).verdict(0, 0));
    }

    @Test
    void aLostMessageIsBadUnlessTheLossIsAllowed() {
        LoadReport report = LoadReports.of(EndReason.DONE, "sent 200, answered 199, lost 1");
        assertEquals(Verdict.BAD, report.verdict(0, 0));
        assertEquals(Verdict.BAD, report.verdict(0.49, 0));
        assertEquals(Verdict.GOOD, report.verdict(0.5, 0));
    }

    @Test
    void lateMessagesCountAsLoss() {
        LoadReport report = LoadReports.of(EndReason.DONE, "sent 200, answered 198, late 1, lost 1");
        assertEquals(Verdict.BAD, report.verdict(0.5, 0));
        assertEquals(Verdict.GOOD, report.verdict(1, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"duplicated", "reordered", "corrupted", "foreign"})
    void aWrongAnswerIsAlwaysBad(String wrong) {
        LoadReport report = LoadReports.of(EndReason.DONE, ALL_ANSWERED + ", " + wrong + " 1");
        assertEquals(Verdict.BAD, report.verdict(100, 100));
    }

    @Test
    void aRunThatEndedEarlyIsBad() {
        for (EndReason endReason : EndReason.values()) {
            Verdict expected = endReason == EndReason.DONE ? Verdict.GOOD : Verdict.BAD;
            assertEquals(expected, LoadReports.of(endReason, ALL_ANSWERED).verdict(100, 100), endReason.name());
        }
    }

    @Test
    void anUnsentMessageMakesTheGeneratorTheLimit() {
        LoadReport report = LoadReports.of(EndReason.DONE, "sent 199, unsent 1, answered 199");
        assertEquals(Verdict.LIMITED, report.verdict(100, 100));
    }

    @Test
    void aDropAtTheClientsMakesTheGeneratorTheLimit() {
        LoadProfile profile = LoadProfile.turns(20, Duration.ZERO);
        String lost = "sent 200, answered 199, lost 1";
        assertEquals(
                Verdict.LIMITED,
                LoadReports.of(profile, EndReason.DONE, lost, OptionalLong.of(1))
                        .verdict(100, 100));
        assertEquals(
                Verdict.GOOD,
                LoadReports.of(profile, EndReason.DONE, lost, OptionalLong.of(0))
                        .verdict(100, 100));
    }

    @Test
    void tooManyLateSendsMakeTheGeneratorTheLimit() {
        LoadReport late = LoadReports.scheduled("sent 200, behind 3, answered 200");
        assertEquals(1.5, late.behindPercent());
        assertEquals(Verdict.LIMITED, late.verdict(100, 1));
        assertEquals(Verdict.GOOD, late.verdict(100, 1.5));
        LoadReport skipped = LoadReports.scheduled("sent 197, skipped 3, answered 180, lost 17");
        assertEquals(1.5, skipped.behindPercent());
        assertEquals(Verdict.LIMITED, skipped.verdict(0, 1));
        assertEquals(Verdict.BAD, skipped.verdict(0, 2));
    }

    @Test
    void tooManyQueuedMessagesMakeTheGeneratorTheLimit() {
        LoadReport report = LoadReports.of(EndReason.DONE, "sent 200, queued 3, answered 200");
        assertEquals(1.5, report.queuedPercent());
        assertEquals(Verdict.LIMITED, report.verdict(100, 1.4));
        assertEquals(Verdict.GOOD, report.verdict(100, 1.5));
    }

    @Test
    void tooManyLateReadsMakeTheGeneratorTheLimit() {
        LoadReport report = LoadReports.of(EndReason.DONE, "sent 200, answered 150, late 10, lost 40, readLate 2");
        assertEquals(1.25, report.readLatePercent());
        assertEquals(Verdict.LIMITED, report.verdict(100, 1.24));
        assertEquals(Verdict.GOOD, report.verdict(100, 1.25));
        assertEquals(
                0, LoadReports.of(EndReason.DONE, "sent 9, unsent 9, lost 9").readLatePercent());
    }

    @Test
    void requirementsReplaceTheAllowedLoss() {
        LoadReport report = LoadReports.of(EndReason.DONE, "sent 200, answered 199, lost 1, reordered 1", 1_000_000);
        assertEquals(Verdict.GOOD, report.verdict(Requirements.parse("p99<5ms,loss<1%"), 1));
        assertEquals(Verdict.BAD, report.verdict(Requirements.parse("p99<5ms,loss<0.5%"), 1));
        LoadReport early = report.withEndReason(EndReason.SERVER_LEFT);
        assertEquals(Verdict.BAD, early.verdict(Requirements.parse("p99<5ms,loss<1%"), 1));
    }

    @Test
    void theRateIsOfAnswersInTime() {
        LoadReport report = LoadReports.of(EndReason.DONE, "sent 200, answered 100, late 50, lost 50");
        assertEquals(50, report.messagesPerSecond());
        assertEquals(100, report.sentPerSecond());
        assertEquals(50, report.lossPercent());
    }

    @Test
    void onlyMessagesDueBeforeTheEndWereScheduled() {
        LoadProfile profile = LoadProfile.schedule(100, 100, Duration.ofSeconds(1), Duration.ofSeconds(10));
        LoadReport report = LoadReports.of(profile, EndReason.STOPPED, ALL_ANSWERED);
        assertEquals(OptionalLong.of(200), report.scheduled());
        assertEquals(OptionalLong.of(100), report.scheduledIn(1));
        assertEquals(OptionalLong.of(0), report.scheduledIn(2));
        assertEquals(
                OptionalLong.empty(),
                LoadReports.of(EndReason.DONE, ALL_ANSWERED).scheduled());
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
    void processorTimeIsPerMessage() {
        LoadReport report = LoadReports.of(EndReason.DONE, ALL_ANSWERED);
        assertEquals(OptionalDouble.of(15), report.cpuMicros());
        assertEquals(OptionalDouble.of(30), report.serverCpuMicros());
        assertEquals(
                OptionalDouble.empty(), LoadReports.of(EndReason.DONE, "sent 0").cpuMicros());
    }

    @Test
    void anyReceivedDatagramIsAnAnswer() {
        assertFalse(LoadReports.of(EndReason.DONE, "sent 9, unsent 9, lost 9").hasAnswers());
        assertTrue(LoadReports.of(EndReason.DONE, "sent 9, unsent 9, lost 9, foreign 1")
                .hasAnswers());
        assertTrue(LoadReports.of(EndReason.DONE, "sent 9, unsent 9, late 1, lost 8")
                .hasAnswers());
    }
}
