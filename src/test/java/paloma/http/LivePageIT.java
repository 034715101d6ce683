package paloma.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.AddressText;
import paloma.CloseReason;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;
import paloma.browser.BrowserPage;
import paloma.browser.Chromium;
import paloma.server.AccountedServer;
import paloma.server.Peer;

/** The live page in a real browser, with accounts of which every number is known. */
@Tag("long")
class LivePageIT {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final List<String> LINES = List.of("datagrams", "messages", "sends", "sessions");

    /** Collects every figure with a minus sign. */
    private static final String COLLECT_NEGATIVES = """
            window.negatives = [];
            new MutationObserver(() => {
              for (const figure of document.querySelectorAll('.figure, td')) {
                if (/[-\\u2212]\\d/.test(figure.textContent)) window.negatives.push(figure.id + ' ' + figure.textContent);
              }
            }).observe(document, { subtree: true, childList: true, characterData: true });
            """;

    /** All texts whose contrast with the background is below 4.5 (WCAG 2.2, 1.4.3). */
    private static final String LOW_CONTRAST = """
            (() => {
              const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                  .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
              const over = (top, below) => top.length > 3 ? top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3])) : top;
              const ground = element => {
                if (!element) return [255, 255, 255];
                const colour = rgb(getComputedStyle(element).backgroundColor);
                return colour.length > 3 && colour[3] < 1 ? over(colour, ground(element.parentElement)) : colour;
              };
              const low = [];
              for (const element of document.querySelectorAll('body *')) {
                const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
                if (!own || !element.getClientRects().length || element.closest('script, noscript, svg')) continue;
                let opacity = 1;
                for (let each = element; each; each = each.parentElement) opacity *= getComputedStyle(each).opacity;
                const back = ground(element), [r, g, b, alpha = 1] = rgb(getComputedStyle(element).color);
                const front = over([r, g, b, alpha * opacity], back);
                const [high, deep] = [light(front), light(back)].sort((x, y) => y - x), contrast = (high + .05) / (deep + .05);
                if (contrast < 4.5) low.push(contrast.toFixed(2) + ' ' + element.id + ' ' + element.className + ' ' + element.textContent);
              }
              return low.join('\\n');
            })()""";

    private static Chromium browser;

    private AccountDouble account;
    private BrowserPage page;

    @BeforeAll
    static void startBrowser(@TempDir Path profile) {
        browser = Chromium.start(profile);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void openAccount() {
        account = AccountDouble.start();
        page = browser.page()
                .withScreen(1280, 900, false)
                .withColours("light")
                .withLanguage("en-GB")
                .withScript(COLLECT_NEGATIVES);
    }

    @AfterEach
    void close() {
        page.close();
        account.close();
    }

    private void open() {
        page.open(account.url());
        page.await("document.querySelector('#state')?.textContent === 'Serving'");
    }

    @Test
    void ratesAreGrowthPerSecondOfTheServersClock() {
        account.open(1_234);
        account.echo(12_345);
        account.drop(DropReason.RATE_LIMITED, 17);
        open();
        page.awaitText("#in", "12,345");
        page.awaitText("#out", "12,345");
        page.awaitText("#bytesIn", "1.23 MB");
        page.awaitText("#live", "1,234");
        page.awaitText("#dropRate", "17");
        page.awaitText("#dropped-RATE_LIMITED td", "17");
        assertEquals("", page.text("#dropped-FILTERED td"));
        assertEquals("quiet", page.evaluate("document.querySelector('#dropped-FILTERED').className"));
        assertEquals("0", page.text("#dropped-FILTERED td + td"));
        assertEquals(List.of(), page.problems());
        assertEquals("", page.evaluate("negatives"));
    }

    @Test
    void dropsAndFailuresAreWarnings() {
        open();
        page.awaitText("#note", "No trouble seen.");
        account.drop(DropReason.FILTERED, 3);
        account.drop(DropReason.RATE_LIMITED, 77);
        page.awaitText("#note", "Dropping 80/s, mostly: rate limited.");
        assertEquals("status serving warning", page.evaluate("document.querySelector('#status').className"));
        account.throwFromHandler(5);
        page.awaitText("#note", "Handlers fail: 5/s. Dropping 80/s, mostly: rate limited.");
        assertEquals("5/s", page.text("#tile-failed + .now"));
        assertEquals("failed messages since the start", page.text("#tile-failed ~ .label:last-child"));
        account.drop(DropReason.FILTERED, 0);
        account.drop(DropReason.RATE_LIMITED, 0);
        account.throwFromHandler(0);
        page.awaitText("#note", "No trouble seen.");
    }

    /** The peers' own counts are the reference. */
    @Test
    void theAccountOfARealServerArrivesAndBalances() throws Exception {
        try (AccountedServer accounted = AccountedServer.open((session, message) -> session.send(message));
                StatusServer status = StatusServer.open(accounted.server(), new InetSocketAddress("127.0.0.1", 0))) {
            page.open("http://127.0.0.1:" + status.localAddress().getPort() + "/");
            page.awaitText("#state", "Serving");
            Peer peer = accounted.peer();
            for (int i = 0; i < 1_500; i++) {
                peer.send("hello");
                peer.receive();
            }
            page.awaitText("#line-messages .source td", "1,500");
            page.awaitText("#line-sends .source td", "1,500");
            page.awaitText("#live", "1");
            for (String line : LINES) {
                page.awaitText("#line-" + line + " .mark", "✓ balances");
            }
            assertEquals(AddressText.of(accounted.server().localAddress()), page.text("#address"));
            accounted.server().close();
            page.awaitText("#state", "Closed");
            page.awaitText("#line-sessions tr:last-child td", "1");
        }
    }

    @Test
    void addressVersionTransportAndUptimeAreShown() {
        account.pass(3 * 3_600 + 12 * 60);
        open();
        assertEquals("127.0.0.1:8080", page.text("#address"));
        String about =
                page.evaluate("[...document.querySelectorAll('#about span')].map(s => s.textContent).join(', ')");
        assertTrue(
                about.matches("version 0\\.2\\.0, transport channel, up 3 h 12 min, updated \\d\\d:\\d\\d:\\d\\d"),
                about);
        page.await("document.title === 'Serving · 127.0.0.1:8080 · Paloma'");
    }

    @Test
    void aLostServerIsReportedUntilItReturns() {
        account.echo(1_000);
        open();
        page.awaitText("#in", "1,000");
        account.stop();
        page.awaitText("#state", "No contact");
        assertTrue(
                page.text("#note").matches("No answer since \\d\\d:\\d\\d:\\d\\d \\(.* ago\\).*"), page.text("#note"));
        assertEquals("✗ No contact · 127.0.0.1:8080 · Paloma", page.evaluate("document.title"));
        assertEquals("1,000", page.text("#in"));
        assertEquals(
                page.evaluate("getComputedStyle(document.querySelector('.label')).color"),
                page.evaluate("getComputedStyle(document.querySelector('.mark.holds')).color"));
        account.listen();
        page.awaitText("#state", "Serving");
        page.awaitText("#in", "1,000");
        assertNotEquals("0", page.evaluate("document.querySelectorAll('#chart-messages .gone').length"));
    }

    @Test
    void anErrorInsteadOfAnAccountIsALoss() {
        open();
        account.fail(503);
        page.awaitText("#state", "No contact");
        account.fail(200);
        page.awaitText("#state", "Serving");
    }

    @Test
    void aRestartMakesNoNegativeRate() {
        account.open(500);
        account.echo(1_000_000);
        account.drop(DropReason.OVERSIZE, 9);
        open();
        page.awaitText("#in", "1,000,000");
        account.reset();
        // Later than before on the server's clock: only the counters reveal the restart.
        account.pass(1_000);
        account.echo(70);
        page.awaitText("#in", "70");
        assertEquals("", page.evaluate("negatives"));
        assertEquals("restarted", page.text("#chart-messages .event"));
        assertEquals(List.of(), page.problems());
    }

    @Test
    void aRestartDuringALossIsDetectedWithHigherCounters() {
        account.echo(1_000);
        open();
        page.awaitText("#in", "1,000");
        account.stop();
        page.awaitText("#state", "No contact");
        account.restart();
        account.pass(1_000);
        account.listen();
        page.awaitText("#state", "Serving");
        page.awaitText("#in", "1,000");
        assertEquals("restarted", page.text("#chart-messages .event"));
    }

    @Test
    void aFrozenPageCatchesUp() {
        account.echo(600);
        open();
        page.awaitText("#in", "600");
        page.freeze();
        long answers = account.answers();
        account.pass(3_600);
        page.resume();
        Awaitility.await().until(() -> account.answers() > answers);
        page.awaitText("#in", "600");
        page.await("document.querySelector('#about').textContent.includes('up 1 h 00 min')");
        assertEquals("600", page.evaluate("Math.max(...samples.map(sample => sample.gap ? 0 : sample.values.in))"));
        assertEquals("", page.evaluate("negatives"));
    }

    @Test
    void stuckWorkersAreLoud() {
        open();
        page.awaitText("#tile-stuck", "0 of 4");
        page.awaitText("#note", "No trouble seen.");
        account.set("workersStuck", 2L);
        page.awaitText("#tile-stuck", "2 of 4");
        assertEquals("2 of 4", page.text("#tile-workers"));
        assertEquals("status serving trouble", page.evaluate("document.querySelector('#status').className"));
        assertEquals(
                page.evaluate("getComputedStyle(document.querySelector('#note')).color"),
                page.evaluate("getComputedStyle(document.querySelector('#state')).backgroundColor"));
        assertTrue(page.evaluate("document.querySelector('#tile-stuck').parentElement.className")
                .contains("loud"));
        page.awaitText("#note", "Workers stuck in a handler for 10 s or longer: 2 of 4.");
        page.await("document.title === '⚠ Serving · 127.0.0.1:8080 · Paloma'");
        account.set("workersStuck", 0L);
        page.awaitText("#note", "No trouble seen.");
    }

    @Test
    void drainingAndClosedAreStates() {
        account.open(7);
        open();
        account.set("draining", true);
        page.awaitText("#state", "Draining");
        assertEquals("The server is stopping and accepts no messages. Open sessions: 7.", page.text("#note"));
        account.set("drained", true);
        page.awaitText("#state", "Closed");
        assertEquals("The server is closed. These are its final counts.", page.text("#note"));
        account.set("drained", false);
        page.awaitText(
                "#note",
                "The server is closed. These are its final counts. Not everything was finished in the drain time.");
        assertEquals("status closed trouble", page.evaluate("document.querySelector('#status').className"));
    }

    @Test
    void eachLineOfTheAccountSaysWhetherItBalances() {
        account.open(3);
        account.echo(50);
        open();
        for (String line : LINES) {
            page.awaitText("#line-" + line + " .mark", "✓ balances");
        }
        account.set("live", 4L);
        page.awaitText("#line-sessions .mark", "✗ outcomes too many: 1");
        page.awaitText("#note", "The account does not balance: Sessions.");
        account.set("live", 2L);
        page.awaitText("#line-sessions .mark", "between two counts: 1");
        account.echo(0);
        page.awaitText("#line-sessions .mark", "✗ without an outcome: 1");
        assertEquals("✓ balances", page.text("#line-datagrams .mark"));
    }

    @Test
    void dropsOfTheKernelAreReported() {
        open();
        page.awaitText("#tile-kernelDrops", "0");
        account.grow("kernelDrops", 40);
        page.await("document.querySelector('#note').textContent.startsWith('The kernel dropped ')");
        account.grow("kernelDrops", 0);
        account.set("kernelDrops", null);
        page.awaitText("#tile-kernelDrops", "–");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 61000, 500, 500",
        "0, 0, 50000, 500, 500",
        "0, null, 1000, 40, 0",
        "0, 7, 1000, null, 0",
    })
    void dropsOfTheKernelAreCountedFromTheSampleBeforeTheMinute(
            long t0, String drops0, long t1, String drops1, String counted) {
        open();
        assertEquals(counted, page.evaluate("""
                (() => {
                  const kept = samples.splice(0, samples.length, { t: %d, kernelDrops: %s }, { t: %d, kernelDrops: %s });
                  const drops = kernelDropsOfTheLastMinute(%d);
                  samples.splice(0, samples.length, ...kept);
                  return drops;
                })()""".formatted(t0, drops0, t1, drops1, t1)));
    }

    @Test
    void valuesAreShownUnderTheMouseOnTapAndByKeys() {
        account.echo(1_000);
        open();
        page.awaitText("#in", "1,000");
        account.echo(2_000);
        page.awaitText("#in", "2,000");
        page.evaluate("document.querySelector('#chart-messages svg').focus()");
        page.press("Home");
        page.press("ArrowRight");
        page.awaitText("#in", "1,000");
        assertEquals("1", page.evaluate("document.querySelectorAll('#chart-drops .cursor').length"));
        assertTrue(page.evaluate("document.querySelector('#chart-messages svg').getAttribute('aria-valuetext')")
                .contains("accepted 1,000, sent 1,000"));
        page.press("Escape");
        page.awaitText("#in", "2,000");
        String label = "document.querySelector('#chart-messages svg').getAttribute('aria-label')";
        assertEquals("Messages per second, last 5 minutes; arrow keys show the value at a time", page.evaluate(label));
        page.evaluate("document.querySelector('#windows button').click()");
        page.await(label + " === 'Messages per second, last minute; arrow keys show the value at a time'");

        double[] centre = page.centreOf("#chart-messages svg");
        page.moveMouse(centre[0], centre[1]);
        page.await("document.querySelectorAll('.cursor').length === 6");
        page.moveMouse(1, 1);
        page.await("document.querySelectorAll('.cursor').length === 0");

        page.withScreen(360, 740, true);
        centre = page.centreOf("#chart-messages svg");
        page.tap(centre[0], centre[1]);
        page.await("document.querySelectorAll('.cursor').length === 6");
        centre = page.centreOf("h1");
        page.tap(centre[0], centre[1]);
        page.await("document.querySelectorAll('.cursor').length === 0");
    }

    @Test
    void thePageRequestsItselfAndTheAccountOnly() {
        open();
        Awaitility.await().until(() -> account.answers() > 2);
        assertEquals(
                List.of("/", "/account.json"),
                account.paths().stream().distinct().toList());
        assertFalse(Pattern.compile("(?:src=|https?:(?!//www\\.w3\\.org)|url\\(|@import|innerHTML|\\son\\w+=|style=)")
                .matcher(new String(LivePage.load().html(), StandardCharsets.UTF_8))
                .find());
    }

    @Test
    void spanishFollowsTheBrowsersLanguage() {
        account.open(70_000);
        account.echo(1_234);
        page.withLanguage("es-ES").open(account.url());
        page.awaitText("#state", "En servicio");
        page.awaitText("#in", "1.234");
        page.awaitText("#live", "70.000");
        assertEquals("Sin novedad.", page.text("#note"));
        assertEquals("es", page.evaluate("document.documentElement.lang"));
        for (Enum<?>[] reasons :
                new Enum<?>[][] {DropReason.values(), UnsentReason.values(), FailReason.values(), CloseReason.values()
                }) {
            for (Enum<?> reason : reasons) {
                assertEquals("true", page.evaluate("'" + reason + "' in TEXTS.es.names"), reason.name());
            }
        }
        assertEquals(page.evaluate("Object.keys(TEXTS.en)"), page.evaluate("Object.keys(TEXTS.es)"));
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 360, 768, 1280, 1920})
    void hugeNumbersCauseNoHorizontalScrolling(int width) {
        huge();
        account.grow("kernelDrops", 9_876_543_210L);
        page.withScreen(width, 900, width < 768);
        open();
        page.await("document.querySelector('#in').textContent !== '–'");
        assertEquals(
                width + " " + width,
                page.evaluate("document.documentElement.clientWidth + ' ' + document.documentElement.scrollWidth"));
        assertEquals("", page.evaluate("""
                [...document.querySelectorAll('.card *')].filter(element => {
                  const inner = element.getBoundingClientRect(), outer = element.closest('.card').getBoundingClientRect();
                  return inner.width && (inner.right > outer.right || inner.left < outer.left);
                }).map(element => element.id + ' ' + element.className + ' ' + element.textContent)"""));
    }

    private void huge() {
        account.open(1_048_000);
        account.echo(9_876_543_210L);
        account.drop(DropReason.TOO_MANY_FROM_ADDRESS, 9_876_543_210L);
        account.pass(1_000);
        account.set("backlogBytes", 9_876_543_210L);
    }

    @Test
    void growingNumbersMoveNothing() {
        open();
        page.awaitText("#in", "0");
        String before = places();
        huge();
        page.awaitText("#in", "9.88 G");
        assertEquals(before, places());
    }

    private String places() {
        return page.evaluate("""
                [...document.querySelectorAll('.card')].map(card => {
                  const box = card.getBoundingClientRect();
                  return card.id + ' ' + [box.x, box.y + scrollY, box.width, box.height].join(' ');
                }).join('\\n')""");
    }

    @ParameterizedTest
    @CsvSource({"desktop, light", "desktop, dark", "phone, light", "phone, dark"})
    void textHasTheContrastOfWcagAa(String screen, String colours) {
        account.run(1);
        account.set("workersStuck", 1L);
        account.open(12_345);
        account.echo(8_000);
        account.drop(DropReason.RATE_LIMITED, 80);
        boolean phone = screen.equals("phone");
        page.withScreen(phone ? 360 : 1280, 900, phone).withColours(colours);
        open();
        page.awaitText("#in", "8,000");
        assertEquals("", page.evaluate(LOW_CONTRAST));
        int height = Integer.parseInt(page.evaluate("document.documentElement.scrollHeight"));
        page.withScreen(phone ? 360 : 1280, height, phone);
        page.screenshot(SCREENSHOTS.resolve("page-" + screen + "-" + colours + ".png"));
        assertEquals(List.of(), page.problems());
        account.stop();
        page.awaitText("#state", "No contact");
        assertEquals("", page.evaluate(LOW_CONTRAST));
        page.screenshot(SCREENSHOTS.resolve("page-" + screen + "-" + colours + "-lost.png"));
    }
}
