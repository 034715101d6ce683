package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.house.Timeouts;
import paloma.load.plan.LoadProfile;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;
import paloma.load.report.LoadReports;
import paloma.load.report.Requirements;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import picocli.CommandLine;

/** The HTML report in a real browser, at the width of a phone and of a desktop. */
class LoadPageIT {
    private static final RunEnvironment ENVIRONMENT =
            new RunEnvironment("paloma load --ramp '5:15:2s'", "paloma 1", "21 (Vendor)", "Linux 6 amd64", 2);
    private static final long MS = 1_000_000;

    @TempDir
    private static Path folder;

    private static String page;
    private static String json;
    private static Map<String, List<String>> light;
    private static Map<String, List<String>> dark;

    @BeforeAll
    static void display() throws IOException {
        ReportBrowser browser = new ReportBrowser(folder);
        Path html = folder.resolve("run.html");
        Path figures = folder.resolve("run.json");
        try (PalomaProcess load = Launch.command(
                        Path.of("scripts/load.sh").toAbsolutePath().toString(),
                        "--lang=en",
                        "--serve",
                        "--clients=20",
                        "--rate=400",
                        "--duration=3s",
                        "--warmup=200ms",
                        "--timeout=" + Timeouts.OPTION,
                        "--max-behind=100%",
                        "--html=" + html,
                        "--json=" + figures)
                .withEnvironment("JAVA_HOME", System.getProperty("java.home"))
                .start()) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            List<String> lines = load.stdoutLines();
            assertTrue(lines.contains("Figures written to " + figures), load.stdout());
            assertTrue(lines.contains("Page written to " + html), load.stdout());
        }
        page = Files.readString(html);
        json = Files.readString(figures);
        LoadReport silent = LoadReports.of(EndReason.UNREACHABLE, "sent 10");
        light = browser.add("run 360", 360, page)
                .add("run 800", 800, page)
                .add("run 1200", 1200, page)
                .add("ramp 360", 360, page(ramp(), Language.ES, "--require=p99<1ms,loss<50%,rate>1"))
                .add("ramp 1200", 1200, page(ramp(), Language.EN, "--require=p99<1ms,loss<50%,rate>1"))
                .add("silent 360", 360, page(silent, Language.EN))
                .add("stopped 360", 360, page(LoadReports.of(EndReason.STOPPED, "sent 10, answered 7"), Language.EN))
                .add("lost 360", 360, page(LoadReports.of(EndReason.DONE, "sent 10, lost 10"), Language.EN))
                .add("zero 360", 360, page(LoadReports.of(EndReason.DONE, "sent 1, answered 1", 0), Language.EN))
                .display(false);
        dark = new ReportBrowser(folder).add("run 360", 360, page).display(true);
    }

    /** A ramp that is overloaded in its second second. */
    private static LoadReport ramp() {
        LoadProfile ramp = LoadProfile.schedule(5, 15, Duration.ZERO, Duration.ofSeconds(2));
        return LoadReports.of(ramp, EndReason.DONE, "sent 20, answered 19, lost 1", MS, 3 * MS);
    }

    private static String page(LoadReport report, Language language, String... arguments) {
        LoadOutputOptions options = new LoadOutputOptions();
        new CommandLine(options)
                .registerConverter(Requirements.class, Requirements::parse)
                .parseArgs(arguments);
        return new LoadHtml(report, options, ENVIRONMENT, Messages.of(language)).page();
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 800, 1200})
    void theFiguresAreShown(int width) {
        List<String> seen = light.get("run " + width);
        assertSeen(seen, "head 20 clients, 400 messages/s of 64 bytes for 3 s");
        assertSeen(seen, "title paloma load: 20 clients, 400 messages/s of 64 bytes for 3 s");
        assertSeen(seen, "language en");
        assertSeen(seen, "verdict good");
        assertSeen(seen, "reason Every message was answered, correctly and in time");
        assertSeen(seen, "row sent = 1,200");
        assertSeen(seen, "row answered = " + PageFormat.of(Language.EN).count((long) member("answered")));
        for (String which : new String[] {"p50", "p99", "p99.99"}) {
            assertSeen(seen, "row latency " + which + " = " + time(member(which)));
        }
        assertSeen(seen, "tile latency p99 = " + time(member("p99")) + " = 99 of 100 answers took no longer");
        assertSeen(seen, "tile loss = 0 % = 0 of 1,200 messages");
        assertSeen(seen, "tile answered in time = 400/s = sent: 400/s of 400/s scheduled");
        assertSeen(seen, "note loss No message was lost or late. (good)");
        assertSeen(seen, "row Java = " + RunEnvironment.of(List.of()).java());
        assertTrue(seen.stream().anyMatch(line -> line.startsWith("row command = paloma load --lang=en --serve ")));
    }

    @Test
    void nothingOverflowsOrOverlaps() {
        light.forEach((name, seen) -> {
            String width = name.substring(name.indexOf(' ') + 1);
            assertEquals("width " + width + " scroll " + width, seen.get(0), name);
            for (String defect : new String[] {"cut ", "overlap ", "outside ", "broken "}) {
                assertEquals(
                        List.of(),
                        seen.stream().filter(line -> line.startsWith(defect)).toList(),
                        name);
            }
        });
    }

    @Test
    void everyCurveHasAPointPerSecond() {
        assertEquals(
                List.of(
                        "curve rate 3",
                        "curve rate 3",
                        "curve rate 3",
                        "curve time 3",
                        "curve time 3",
                        "curve time 3",
                        "curve latency 61"),
                lines("curve ", light.get("run 800")));
        assertTrue(light.get("ramp 1200").contains("curve loss 2"));
        assertSeen(light.get("zero 360"), "curve latency 21");
    }

    @Test
    void valuesAreShownForKeysTapsAndTheMouse() {
        List<String> seen = light.get("run 360");
        List<String> transmitted = Pattern.compile("\"transmitted\":(\\d+)")
                .matcher(json)
                .results()
                .map(match -> match.group(1))
                .toList();
        String values = " s | scheduled 400/s | sent %s/s | answered in time 400/s";
        assertSeen(seen, "key rate 0–1" + values.formatted(transmitted.get(0)));
        assertSeen(seen, "tap rate 2–3" + values.formatted(transmitted.get(2)));
        assertSeen(seen, "tap latency 99.9 % of the answers took at most | " + time(member("p99.9")));
        for (String chart : new String[] {"rate", "time", "latency"}) {
            assertSeen(seen, "closed " + chart + " []");
            assertSeen(seen, "left " + chart + " []");
            assertTrue(
                    seen.stream()
                            .anyMatch(line -> line.startsWith("focusable " + chart + " 0 ")
                                    && line.endsWith(
                                            "Point at a curve, tap it, or press the arrow keys to see its values.")),
                    seen.toString());
        }
    }

    @Test
    void theKneeIsDrawnAndWritten() {
        List<String> seen = light.get("ramp 1200");
        assertEquals(
                List.of("knee rate knee: 10/s", "knee time knee: 10/s", "knee loss knee: 10/s"), lines("knee ", seen));
        assertSeen(seen, "reason Knee: the server sustained 10 messages/s, in second 1");
        assertSeen(seen, "reason In second 2, 10 % of the messages were not answered in time");
        assertSeen(
                seen,
                "reason The knee is the rate of the last second before more than 1 % of the messages were missing"
                        + " or p99 rose above 1 ms and tenfold");
        assertSeen(light.get("ramp 360"), "reason Codo: el servidor aguantó 10 mensajes/s, en el segundo 1");
        assertEquals(List.of(), lines("knee ", light.get("run 1200")));
    }

    @Test
    void eachRequirementHasItsOutcome() {
        List<String> seen = light.get("ramp 1200");
        assertSeen(seen, "verdict not good");
        assertSeen(seen, "row requirement = measured = outcome");
        assertSeen(seen, "row p99<1ms = 3 ms = ✗ not met");
        assertSeen(seen, "row loss<50% = 5 % = ✓ met");
        assertSeen(seen, "row rate>1 = 9.5 = ✓ met");
        assertSeen(light.get("ramp 360"), "row rate>1 = 9.5 = ✓ se cumple");
        assertSeen(seen, "row messages per second = 9.5");
        assertSeen(seen, "tile answered in time = 9.5/s = sent: 10/s of 10/s scheduled");
        assertSeen(light.get("ramp 360"), "language es");
    }

    @Test
    void aRunWithoutAnswersHasNoEmptyCharts() {
        List<String> seen = light.get("silent 360");
        assertEquals(List.of(), lines("curve ", seen));
        assertEquals(
                List.of(
                        "note rate No answers",
                        "note time No answers",
                        "note latency No answers",
                        "note loss No answers"),
                lines("note ", seen));
        assertSeen(seen, "tile loss = – = 0 of 10 messages; 10 in flight at the end");
    }

    @Test
    void messagesInFlightAtTheEndAreNotCalledLossless() {
        List<String> seen = light.get("stopped 360");
        assertSeen(seen, "note loss 3 in flight at the end");
        assertSeen(seen, "tile loss = 0 % = 0 of 10 messages; 3 in flight at the end");
    }

    @Test
    void lostMessagesAreAPercentageWithoutAnyAnswer() {
        assertSeen(light.get("lost 360"), "tile loss = 100 % = 10 of 10 messages");
    }

    @Test
    void theBrowsersColourSchemeIsUsed() {
        String ground = lines("colour ", light.get("run 360")).get(0);
        assertEquals("colour rgb(247, 247, 244)", ground);
        assertNotEquals(ground, lines("colour ", dark.get("run 360")).get(0));
    }

    @Test
    void thePageLoadsNoOtherResource() {
        assertFalse(Pattern.compile("(?:\\bsrc|href)=|https?:|url\\(|@import|fetch\\(|XMLHttp")
                .matcher(page)
                .find());
        assertTrue(
                page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\""));
    }

    /** The pictures are written to {@code target/load-report}. */
    @Test
    @Tag("long")
    void photographs() throws IOException {
        Path pictures = Files.createDirectories(Path.of("target", "load-report"));
        Path ramp =
                Files.writeString(folder.resolve("ramp.html"), page(ramp(), Language.ES, "--require=p99<1ms,loss<50%"));
        ReportBrowser browser = new ReportBrowser(folder);
        for (Path shown : new Path[] {folder.resolve("run.html"), ramp}) {
            String name = shown.getFileName().toString().replace(".html", "");
            for (boolean isDark : new boolean[] {false, true}) {
                String kind = name + (isDark ? "-dark" : "-light");
                browser.photograph(shown, 1280, 1500, isDark, pictures.resolve(kind + "-desktop.png"));
                browser.photograph(shown, 500, 2600, isDark, pictures.resolve(kind + "-phone.png"));
            }
        }
        try (var files = Files.list(pictures)) {
            assertEquals(
                    8, files.filter(file -> file.toString().endsWith(".png")).count());
        }
    }

    private static void assertSeen(List<String> seen, String line) {
        assertTrue(seen.contains(line), () -> line + "\nin " + String.join("\n", seen));
    }

    private static List<String> lines(String start, List<String> seen) {
        return seen.stream().filter(line -> line.startsWith(start)).toList();
    }

    private static String time(double millis) {
        return PageFormat.of(Language.EN).time(millis);
    }

    private static double member(String name) {
        Matcher member =
                Pattern.compile("\"" + Pattern.quote(name) + "\":([0-9.E-]+)").matcher(json);
        assertTrue(member.find(), name + " in " + json);
        return Double.parseDouble(member.group(1));
    }
}
