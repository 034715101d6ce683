package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
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
        Map<String, Object> all = new LoadJson(REPORT, options()).all();
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
