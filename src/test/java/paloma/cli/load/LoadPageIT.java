package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** The HTML report in a real browser, at the width of a phone and of a desktop. */
class LoadPageIT {
    private static final String BROWSER = "chromium";

    /** Displays the page in a frame of the requested width and writes the visible content as text. */
    private static final String FRAME = """
            <!DOCTYPE html>
            <html><body><iframe id="frame" style="border:0;width:%dpx;height:800px"></iframe><pre id="seen"></pre>
            <script>
            const frame = document.getElementById('frame');
            frame.onload = () => {
              const page = frame.contentDocument, lines = [];
              const root = page.documentElement;
              lines.push('width ' + root.clientWidth + ' scroll ' + root.scrollWidth);
              for (const made of page.querySelectorAll('h1, #verdict, h2')) lines.push(made.id + ' ' + made.textContent);
              for (const row of page.querySelectorAll('tr')) lines.push('row ' + [...row.cells].map(c => c.textContent).join(' = '));
              for (const tile of page.querySelectorAll('.tile')) lines.push('tile ' + tile.lastChild.textContent + ' = ' + tile.firstChild.textContent);
              for (const curve of page.querySelectorAll('polyline')) {
                lines.push('curve ' + curve.closest('section').querySelector('div').id + ' ' + curve.points.length);
              }
              for (const text of page.querySelectorAll('svg text')) {
                const at = text.getBBox(), room = text.closest('svg').viewBox.baseVal;
                if (at.x < 0 || at.x + at.width > room.width || at.height < 11) lines.push('cut ' + text.textContent);
              }
              lines.push('colour ' + frame.contentWindow.getComputedStyle(page.body).backgroundColor);
              document.getElementById('seen').textContent = lines.join('\\n');
            };
            frame.srcdoc = decodeURIComponent('%s');
            </script></body></html>
            """;

    @TempDir
    private static Path folder;

    private static String page;
    private static String json;

    @BeforeAll
    static void aRun() throws IOException {
        Needs.command(BROWSER);
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
        }
        page = Files.readString(html);
        json = Files.readString(figures);
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 1200})
    void theFiguresAreShownWithoutOverflow(int width) throws IOException {
        List<String> seen = seen(width);
        assertEquals("width " + width + " scroll " + width, seen.get(0), seen.toString());
        assertTrue(seen.contains("head 20 clients, 400 messages/s of 64 bytes for 3 s, processes: 1"), seen.toString());
        assertTrue(seen.contains("verdict good"), seen.toString());
        assertTrue(seen.contains("row sent = 1200"), seen.toString());
        assertTrue(seen.contains("row answered = " + member("answered")), seen.toString());
        for (String which : new String[] {"p50", "p99", "p99.99"}) {
            assertTrue(seen.contains("row latency " + which + " = " + millis(which) + " ms"), which + " in " + seen);
        }
        assertTrue(seen.contains("tile latency p99 = " + millis("p99") + " ms"), seen.toString());
        assertTrue(seen.contains("tile loss = 0.000 %"), seen.toString());
        assertTrue(seen.contains("tile messages per second = 400"), seen.toString());
        assertEquals(
                List.of(), seen.stream().filter(line -> line.startsWith("cut ")).toList());
    }

    @Test
    void everyCurveHasAPointPerSecond() throws IOException {
        List<String> seen = seen(800);
        List<String> curves =
                seen.stream().filter(line -> line.startsWith("curve ")).toList();
        assertEquals("curve latency 61", curves.get(0));
        assertEquals(
                List.of("curve rate 3", "curve rate 3", "curve time 3", "curve time 3", "curve loss 3"),
                curves.subList(1, curves.size()));
    }

    @Test
    void thePageLoadsNoOtherResource() {
        assertFalse(Pattern.compile("(?:src|href)=|https?:|url\\(|@import|fetch\\(|XMLHttp")
                .matcher(page)
                .find());
    }

    private static List<String> seen(int width) throws IOException {
        String encoded = URLEncoder.encode(page, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("'", "%27");
        Path frame = folder.resolve("frame-" + width + ".html");
        Files.writeString(frame, FRAME.formatted(width, encoded));
        try (PalomaProcess browser = Launch.command(
                        BROWSER,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--user-data-dir=" + Files.createTempDirectory(folder, "profile"),
                        "--window-size=1300,900",
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        frame.toUri().toString())
                .start()) {
            assertEquals(0, browser.awaitExit(), browser.stderr());
            Matcher seen = Pattern.compile("(?s)<pre id=\"seen\">(.+?)</pre>").matcher(browser.stdout());
            assertTrue(seen.find(), browser.stdout() + browser.stderr());
            return seen.group(1)
                    .replace("&lt;", "<")
                    .replace("&amp;", "&")
                    .lines()
                    .toList();
        }
    }

    private static String member(String name) {
        Matcher member =
                Pattern.compile("\"" + Pattern.quote(name) + "\":([0-9.E-]+)").matcher(json);
        assertTrue(member.find(), name + " in " + json);
        return member.group(1);
    }

    private static String millis(String percentile) {
        return String.format(Locale.ROOT, "%.3f", Double.parseDouble(member(percentile)));
    }
}
