package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import paloma.AddressText;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.load.plan.LoadProfile;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;
import paloma.load.report.LoadReports;
import paloma.load.report.Requirements;
import picocli.CommandLine;

/** The reasons of a verdict, as the page of a run shows them. */
class VerdictTextTest {
    private static final String KEPT_UP =
            "The generator kept up: %s of the messages left and %s of the answers were read"
                    + " more than 1 ms late; --max-behind allows 1 %%";

    @Test
    void aGoodRunHasNothingMissingAndAGeneratorThatKeptUp() {
        assertEquals(
                List.of("Every message was answered, correctly and in time", KEPT_UP.formatted("0.5 %", "0 %")),
                reasons(LoadReports.scheduled("sent 200, behind 1, answered 200")));
    }

    @Test
    void messagesSentLateAreNamedWithoutALimitOfThem() {
        LoadReport late = LoadReports.scheduled("sent 200, behind 3, answered 200");
        assertEquals(
                List.of(
                        "Every message was answered, correctly and in time",
                        "1.5 % of the messages left more than 1 ms late (not judged: --max-behind 100%)"),
                reasons(late, "--max-behind=100%"));
        assertEquals(
                List.of("Every message was answered, correctly and in time"),
                reasons(LoadReports.scheduled("sent 200, behind 2, answered 200"), "--max-behind=100%"));
    }

    @Test
    void aClosedLoopHasNoScheduleToKeep() {
        assertEquals(
                List.of("Every message was answered, correctly and in time"),
                reasons(LoadReports.of(EndReason.DONE, "sent 200, answered 200, readLate 9")));
    }

    @Test
    void lossAndWrongAnswersAreNamed() {
        LoadReport report = LoadReports.scheduled(
                "sent 200, answered 197, late 1, lost 2, duplicated 4, reordered 5, corrupted 6, foreign 1234");
        assertEquals(
                List.of(
                        "Wrong answers: duplicated 4, reordered 5, corrupted 6, foreign 1,234",
                        "1.5 % of the messages were not answered in time; --max-loss allows 0.5 %",
                        KEPT_UP.formatted("0 %", "0 %")),
                reasons(report, "--max-loss=0.5"));
    }

    @Test
    void requirementsReplaceLossAndWrongAnswers() {
        LoadReport report = LoadReports.scheduled("sent 200, answered 199, lost 1, foreign 1");
        assertEquals(
                List.of("All requirements are met", KEPT_UP.formatted("0 %", "0 %")),
                reasons(report, "--require=loss<1%"));
        assertEquals(List.of(KEPT_UP.formatted("0 %", "0 %")), reasons(report, "--require=loss<1%,foreign<1"));
    }

    @Test
    void aLimitOfTheGeneratorIsExplainedWithAdvice() {
        LoadReport report = LoadReports.of(
                LoadProfile.schedule(100, 100, Duration.ZERO, Duration.ofSeconds(2)),
                EndReason.DONE,
                "sent 199, unsent 1, behind 3, answered 199",
                OptionalLong.of(1));
        assertEquals(
                List.of(
                        "1.5 % of the messages left more than 1 ms late",
                        "1 message could not be sent",
                        "The kernel dropped 1 answer at a client's socket",
                        "The figures describe the generator rather than the server: lower the rate, warm up longer"
                                + " (--warmup), or spread the clients over more --processes",
                        "Every message was answered, correctly and in time"),
                reasons(report));
    }

    @Test
    void anEarlyEndIsTheFirstReason() {
        LoadReport report = LoadReports.of(EndReason.SERVER_LEFT, "sent 10, answered 10");
        assertEquals(
                List.of("The server at " + AddressText.of(report.plan().server()) + " left before the end"),
                reasons(report));
    }

    @Test
    void anIncompleteRunHasNoJudgementOfTheGenerator() {
        LoadProfile schedule = LoadProfile.schedule(100, 100, Duration.ZERO, Duration.ofSeconds(2));
        LoadReport late = LoadReports.of(schedule, EndReason.UNREACHABLE, "sent 10, behind 5");
        String unreachable =
                "The server is not available at " + AddressText.of(late.plan().server());
        assertEquals(List.of(unreachable, "50 % of the messages left more than 1 ms late"), reasons(late));
        assertEquals(
                List.of(unreachable), reasons(LoadReports.of(schedule, EndReason.UNREACHABLE, "sent 10, behind 0")));
        assertEquals(List.of(), reasons(LoadReports.of(schedule, EndReason.DONE, "sent 0")));
    }

    private static List<String> reasons(LoadReport report, String... arguments) {
        LoadOutputOptions options = new LoadOutputOptions();
        new CommandLine(options)
                .registerConverter(Requirements.class, Requirements::parse)
                .parseArgs(arguments);
        return new VerdictText(Messages.of(Language.EN), PageFormat.of(Language.EN)).reasons(report, options);
    }
}
