package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import paloma.cli.text.Json;
import paloma.load.plan.LoadProfile;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;
import paloma.load.report.LoadReports;
import paloma.load.report.Requirements;
import picocli.CommandLine;

class LoadFilesTest {
    private static final LoadReport REPORT = LoadReports.scheduled(
            "sent 200, behind 1, queued 2, answered 190, late 3, lost 7, readLate 1, "
                    + "duplicated 4, reordered 5, corrupted 6, foreign 8",
            1_000_000,
            4_000_000);

    private static final RunEnvironment ENVIRONMENT =
            new RunEnvironment("paloma load --rate 100", "paloma 1", "21 (Vendor)", "Linux 6 amd64", 2);

    @Test
    void eachTypeOfValueHasItsJsonForm() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("a", List.of(1, 2.5, true));
        members.put("b\"\\\n", "</script>");
        members.put("c", null);
        members.put("d", OptionalLong.of(7));
        members.put("e", OptionalDouble.empty());
        assertEquals(
                "{\"a\":[1,2.5,true],\"b\\u0022\\u005c\\u000a\":\"\\u003c/script>\",\"c\":null,\"d\":7,\"e\":null}",
                Json.of(members));
    }

    @Test
    void theJsonFiguresAreThoseOfTheReport() {
        Map<String, Object> all = new LoadJson(REPORT, options(), ENVIRONMENT).all();
        String json = Json.of(all);
        assertTrue(json.startsWith("{\"plan\":{\"server\":\"127.0.0.1:8080\",\"clients\":10,\"processes\":2,"), json);
        assertTrue(json.contains("\"rhythm\":\"SCHEDULE\""), json);
        assertTrue(
                json.contains("\"ending\":\"DONE\",\"verdict\":\"BAD\",\"status\":1,\"unmet\":[\"p50\\u003c1ms\"]"),
                json);
        assertTrue(
                json.contains(
                        "\"counts\":{\"sent\":200,\"unsent\":0,\"skipped\":0,\"behind\":1,\"queued\":2,\"answered\":190,"
                                + "\"late\":3,\"lost\":7,\"inFlight\":0,\"heldUp\":1,\"duplicated\":4,\"reordered\":5,\"corrupted\":6,\"foreign\":8},"
                                + "\"lossPercent\":5.0,\"behindPercent\":0.5,\"queuedPercent\":1.0,\"heldUpPercent\":0.5181347150259067,\"sentPerSecond\":100.0,"
                                + "\"messagesPerSecond\":95.0,\"latencyMillis\":{\"mean\":"),
                json);
        assertTrue(json.contains("\"cpuMicros\":15.0,\"serverCpuMicros\":30.0,\"clientDrops\":null,\"serverDrops\":7"));
        assertTrue(json.contains("\"seconds\":[{\"sent\":10,\"answered\":10,\"missing\":0,\"p50\":1.0"), json);
        assertTrue(json.contains("{\"sent\":10,\"answered\":9,\"missing\":1,\"p50\":4.0"), json);
    }

    @Test
    void theJsonFiguresHaveScheduleRequirementsAndGenerator() {
        String json = Json.of(new LoadJson(REPORT, options(), ENVIRONMENT).all());
        assertTrue(json.contains("\"requirements\":[{\"text\":\"p50\\u003c1ms\",\"met\":false,\"value\":1.0"), json);
        assertTrue(json.contains("{\"text\":\"loss\\u003c6%\",\"met\":true,\"value\":5.0}]"), json);
        assertTrue(
                json.contains("\"generator\":{\"command\":\"paloma load --rate 100\",\"version\":\"paloma 1\","
                        + "\"java\":\"21 (Vendor)\",\"system\":\"Linux 6 amd64\",\"cores\":2}"),
                json);
        assertTrue(json.contains("\"scheduled\":200,\"counts\":"), json);
        assertTrue(json.contains(",\"scheduled\":100,\"transmitted\":10}"), json);
    }

    @Test
    void theJsonFiguresOfARampHaveItsKnee() {
        LoadProfile ramp = LoadProfile.schedule(5, 15, Duration.ZERO, Duration.ofMillis(2_500));
        LoadReport report = LoadReports.of(ramp, EndReason.DONE, "sent 20, answered 19, lost 1", 1_000_000, 1_000_000);
        String json = Json.of(new LoadJson(report, options(), ENVIRONMENT).all());
        assertTrue(json.contains("\"knee\":10,\"kneeSecond\":1,"), json);
    }

    @Test
    void aClosedLoopHasNoSchedule() {
        LoadReport turns = LoadReports.of(EndReason.DONE, "sent 10, answered 10", 1_000_000);
        String json = Json.of(new LoadJson(turns, options(), ENVIRONMENT).all());
        assertTrue(json.contains("\"scheduled\":null,\"counts\":"), json);
        assertTrue(json.contains(",\"scheduled\":null,\"transmitted\":10}"), json);
    }

    @Test
    void aLatencyWithoutAnswersIsNull() {
        String json = Json.of(new LoadJson(LoadReports.scheduled("sent 1, lost 1"), options(), ENVIRONMENT).all());
        assertTrue(json.contains("{\"text\":\"p50\\u003c1ms\",\"met\":false,\"value\":null}"), json);
    }

    @Test
    void theCommandIsQuotedForAShell() {
        RunEnvironment here = RunEnvironment.of(List.of("load", "--rate=9", "--prefix", "it's: ", ""));
        assertEquals("paloma load --rate=9 --prefix 'it'\\''s: ' ''", here.command());
        assertTrue(here.java().startsWith(System.getProperty("java.version")), here.java());
        assertTrue(here.cores() >= 1);
    }

    @Test
    void theLogIsReadByHdrHistogram() {
        ByteArrayInputStream log = new ByteArrayInputStream(LoadHdr.of(REPORT).getBytes(StandardCharsets.UTF_8));
        HistogramLogReader reader = new HistogramLogReader(log);
        Histogram first = (Histogram) reader.nextIntervalHistogram();
        Histogram second = (Histogram) reader.nextIntervalHistogram();
        EncodableHistogram third = reader.nextIntervalHistogram();
        assertEquals(1_700_000_000, reader.getStartTimeSec());
        assertEquals(1_700_000_000_000L, first.getStartTimeStamp());
        assertEquals(1_700_000_001_000L, first.getEndTimeStamp());
        assertEquals(1_700_000_001_000L, second.getStartTimeStamp());
        assertEquals(1, first.getTotalCount());
        assertTrue(second.valuesAreEquivalent(4_000_000, second.getMaxValue()));
        assertNull(third);
    }

    private static LoadOutputOptions options() {
        LoadOutputOptions options = new LoadOutputOptions();
        new CommandLine(options)
                .registerConverter(Requirements.class, Requirements::parse)
                .parseArgs("--require", "p50<1ms,loss<6%");
        return options;
    }
}
