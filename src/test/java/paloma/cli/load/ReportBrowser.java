package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paloma.browser.Chromium;
import paloma.house.Needs;
import paloma.process.PalomaProcess;

/** Displays reports of load runs in Chromium. One start of the browser displays several pages. */
final class ReportBrowser {
    private static final String DARK = "--blink-settings=preferredColorScheme=0";
    private static final String LIGHT = "--blink-settings=preferredColorScheme=1";

    /** Displays each page in a frame of its width, uses its charts, and writes the visible content as text. */
    private static final String FRAMES = """
            <!DOCTYPE html>
            <html><body><pre id="seen"></pre>
            <script>
            const lines = [];
            function inspect(frame) {
              const page = frame.contentDocument, root = page.documentElement, window = frame.contentWindow;
              lines.push('width ' + root.clientWidth + ' scroll ' + root.scrollWidth);
              lines.push('language ' + root.lang, 'title ' + page.title);
              lines.push('colour ' + window.getComputedStyle(page.body).backgroundColor);
              for (const made of page.querySelectorAll('h1, #verdict, h2, #when')) lines.push(made.id + ' ' + made.textContent);
              for (const reason of page.querySelectorAll('#reasons li')) lines.push('reason ' + reason.textContent);
              for (const made of page.querySelectorAll('section > div > p')) lines.push('note ' + made.parentNode.id + ' ' + made.textContent + (made.parentNode.className ? ' (' + made.parentNode.className + ')' : ''));
              for (const row of page.querySelectorAll('tr')) {
                lines.push('row ' + [...row.cells].map(cell => cell.firstChild.textContent).join(' = '));
              }
              for (const tile of page.querySelectorAll('.tile')) {
                lines.push('tile ' + [1, 0, 2].map(i => tile.children[i].textContent).join(' = '));
              }
              for (const curve of page.querySelectorAll('path.curve')) {
                const points = curve.getAttribute('d').match(/[ML]/g) || [];
                lines.push('curve ' + curve.closest('.chart').parentNode.id + ' ' + points.length);
              }
              for (const knee of page.querySelectorAll('.kneeText')) {
                lines.push('knee ' + knee.closest('.chart').parentNode.id + ' ' + knee.textContent);
              }
              for (const text of page.querySelectorAll('svg text')) {
                const at = text.getBBox(), room = text.closest('svg').viewBox.baseVal;
                if (at.x < 0 || at.x + at.width > room.width || at.height < 11) lines.push('cut ' + text.textContent);
              }
              const texts = [...page.querySelectorAll('svg text')];
              for (const one of texts) {
                for (const other of texts) {
                  if (one === other || one.closest('svg') !== other.closest('svg')) continue;
                  const a = one.getBBox(), b = other.getBBox();
                  const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
                  if (!apart) lines.push('overlap ' + one.textContent + ' ' + other.textContent);
                }
              }
              for (const label of page.querySelectorAll('.facts td:first-child')) {
                const node = label.firstChild;
                for (const word of node.textContent.matchAll(/\\S+/g)) {
                  const range = page.createRange();
                  range.setStart(node, word.index);
                  range.setEnd(node, word.index + word[0].length);
                  if (range.getClientRects().length > 1) lines.push('broken ' + word[0]);
                }
              }
              for (const chart of page.querySelectorAll('.chart')) use(chart, window);
            }
            function use(chart, window) {
              const id = chart.parentNode.id, tip = chart.querySelector('.tip');
              const shown = () => [...tip.children].map(line => [...line.childNodes].map(node => node.textContent).join(' ').trim()).join(' | ');
              const press = key => chart.dispatchEvent(new window.KeyboardEvent('keydown', { key }));
              const point = (kind, share, pointerType) => {
                const box = chart.getBoundingClientRect(), clientX = box.left + box.width * share;
                chart.dispatchEvent(new window.PointerEvent(kind, { clientX, pointerType }));
              };
              lines.push('focusable ' + id + ' ' + chart.tabIndex + ' ' + chart.getAttribute('aria-label'));
              press('ArrowRight');
              lines.push('key ' + id + ' ' + shown());
              press('Escape');
              lines.push('closed ' + id + ' [' + shown() + ']');
              for (const share of [0, .3, .5, .7, 1]) {
                point('pointerdown', share, 'touch');
                const box = chart.getBoundingClientRect(), at = tip.getBoundingClientRect();
                if (at.left < box.left - 1 || at.right > box.right + 1) lines.push('outside ' + id + ' ' + shown());
              }
              point('pointerleave', 1, 'touch');
              lines.push('tap ' + id + ' ' + shown());
              point('pointerleave', 1, 'mouse');
              lines.push('left ' + id + ' [' + shown() + ']');
            }
            function next(pages) {
              if (!pages.length) {
                document.getElementById('seen').textContent = lines.join('\\n');
                return;
              }
              const [name, width, page] = pages.shift(), frame = document.createElement('iframe');
              frame.style = 'border:0;height:800px;width:' + width + 'px';
              frame.onload = () => {
                lines.push('page ' + name);
                inspect(frame);
                next(pages);
              };
              frame.srcdoc = decodeURIComponent(page);
              document.body.append(frame);
            }
            next([%s]);
            </script></body></html>
            """;

    private final Path folder;
    private final List<String> frames = new ArrayList<>();

    /** Skips or fails the test without Chromium. */
    ReportBrowser(Path folder) {
        Needs.command(Chromium.COMMAND);
        this.folder = folder;
    }

    /** Adds a page to display at {@code width} pixels. */
    ReportBrowser add(String name, int width, String page) {
        String encoded = URLEncoder.encode(page, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("'", "%27");
        frames.add("['%s', %d, '%s']".formatted(name, width, encoded));
        return this;
    }

    /** Displays the pages and returns the lines of each by its name. */
    Map<String, List<String>> display(boolean dark) throws IOException {
        Path frame = Files.writeString(
                folder.resolve(dark ? "dark.html" : "light.html"), FRAMES.formatted(String.join(",", frames)));
        String dom =
                run(dark, "--window-size=1300,900", "--dump-dom", frame.toUri().toString());
        Matcher seen = Pattern.compile("(?s)<pre id=\"seen\">(.+?)</pre>").matcher(dom);
        assertTrue(seen.find(), dom);
        Map<String, List<String>> pages = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : seen.group(1)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .split("\n")) {
            if (line.startsWith("page ")) {
                lines = new ArrayList<>();
                pages.put(line.substring("page ".length()), lines);
            } else {
                lines.add(line);
            }
        }
        return pages;
    }

    /** Writes a picture of the page. */
    void photograph(Path page, int width, int height, boolean dark, Path picture) throws IOException {
        run(
                dark,
                "--window-size=" + width + "," + height,
                "--screenshot=" + picture.toAbsolutePath(),
                page.toUri().toString());
    }

    private String run(boolean dark, String... arguments) throws IOException {
        List<String> options = new ArrayList<>(List.of("--virtual-time-budget=5000", dark ? DARK : LIGHT));
        options.addAll(List.of(arguments));
        Path profile = Files.createTempDirectory(folder, "profile");
        try (PalomaProcess browser =
                Chromium.launch(profile, options.toArray(String[]::new)).start()) {
            assertEquals(0, browser.awaitExit(), browser.stderr());
            return browser.stdout();
        }
    }
}
