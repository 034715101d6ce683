package paloma.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** <em>Any thread.</em> Used by one thread. A page of a {@link Chromium}, at first empty. */
public final class BrowserPage implements AutoCloseable {
    private static final List<String> PROBLEMS =
            List.of("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded");

    private final Chromium browser;
    private final String target;
    private final String session;

    BrowserPage(Chromium browser) {
        this.browser = browser;
        this.target = Chromium.member(
                "targetId", browser.call(null, "Target.createTarget", Map.of("url", "about:blank", "newWindow", true)));
        this.session = Chromium.member(
                "sessionId", browser.call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true)));
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** Displays the page with this width and height in CSS pixels. A phone has a touch screen and no mouse. */
    public BrowserPage withScreen(int width, int height, boolean phone) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        call("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone, "maxTouchPoints", 1));
        return this;
    }

    /** Sets {@code prefers-color-scheme}: dark or light. */
    public BrowserPage withColours(String scheme) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    /** Sets the language and the locale of the user. */
    public BrowserPage withLanguage(String language) {
        call(
                "Emulation.setUserAgentOverride",
                Map.of("userAgent", evaluate("navigator.userAgent"), "acceptLanguage", language));
        return this;
    }

    /** Runs a script in each page before its own scripts. */
    public BrowserPage withScript(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
        return this;
    }

    public BrowserPage open(String url) {
        call("Page.navigate", Map.of("url", url));
        return this;
    }

    /** Returns the value of a JavaScript expression as text; a promise is awaited. */
    public String evaluate(String expression) {
        // Base64 needs no escapes in the answer.
        String script = "(async () => btoa(String.fromCharCode(...new TextEncoder().encode(String(await (" + expression
                + "))))))()";
        String answer =
                call("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (answer.contains("\"exceptionDetails\"")) {
            throw new AssertionError(expression + " threw: " + answer);
        }
        return new String(Base64.getDecoder().decode(Chromium.member("value", answer)), StandardCharsets.UTF_8);
    }

    /** Waits until a JavaScript expression is true. */
    public void await(String expression) {
        Chromium.await(() -> expression, () -> evaluate(expression).equals("true"));
    }

    /** Returns the text of the first element that matches a CSS selector. */
    public String text(String selector) {
        return evaluate("document.querySelector('" + selector + "').textContent");
    }

    /** Waits until the element has this text. */
    public void awaitText(String selector, String text) {
        String[] found = new String[1];
        try {
            Chromium.await(() -> "<" + text + "> in " + selector, () -> {
                found[0] = evaluate("document.querySelector('" + selector + "')?.textContent");
                return found[0].equals(text);
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(selector + " has the text <" + found[0] + ">, not <" + text + ">", e);
        }
    }

    /** Returns the centre of an element, in CSS pixels of the screen, after it was scrolled there. */
    public double[] centreOf(String selector) {
        String[] centre = evaluate("(() => { const element = document.querySelector('" + selector + "');"
                        + " element.scrollIntoView({ block: 'center' }); const box = element.getBoundingClientRect();"
                        + " return (box.x + box.width / 2) + ' ' + (box.y + box.height / 2); })()")
                .split(" ");
        return new double[] {Double.parseDouble(centre[0]), Double.parseDouble(centre[1])};
    }

    /** Moves the mouse. */
    public void moveMouse(double x, double y) {
        call("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    }

    /** Touches the screen for a moment. */
    public void tap(double x, double y) {
        call("Input.dispatchTouchEvent", Map.of("type", "touchStart", "touchPoints", List.of(Map.of("x", x, "y", y))));
        call("Input.dispatchTouchEvent", Map.of("type", "touchEnd", "touchPoints", List.of()));
    }

    /** Presses and releases a key without text, such as {@code ArrowLeft}. */
    public void press(String key) {
        call("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "code", key));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    }

    /** Stops timers and requests, as browsers do in tabs that are not shown. */
    public void freeze() {
        call("Page.setWebLifecycleState", Map.of("state", "frozen"));
    }

    /** Continues after {@link #freeze}. */
    public void resume() {
        call("Page.setWebLifecycleState", Map.of("state", "active"));
    }

    /** Writes the screen as a PNG file. */
    public void screenshot(Path file) {
        String answer = call("Page.captureScreenshot", Map.of("format", "png"));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(Chromium.member("data", answer)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the console reports: errors, warnings, violations of the Content-Security-Policy. */
    public List<String> problems() {
        return browser.events(session).stream()
                .filter(event -> PROBLEMS.stream().anyMatch(method -> event.contains("\"method\":\"" + method + "\"")))
                .toList();
    }

    private String call(String method, Map<String, ?> parameters) {
        return browser.call(session, method, parameters);
    }

    @Override
    public void close() {
        browser.call(null, "Target.closeTarget", Map.of("targetId", target));
    }
}
