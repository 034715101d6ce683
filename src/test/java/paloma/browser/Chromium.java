package paloma.browser;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import paloma.cli.text.Json;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/**
 * <em>Any thread.</em> Used by one thread. A headless Chromium, driven by the Chrome DevTools Protocol.
 * Messages are JSON texts, each followed by a NUL, on file descriptors 3 and 4 ({@code --remote-debugging-pipe}).
 */
public final class Chromium implements AutoCloseable {
    /** The name of the program. */
    public static final String COMMAND = "chromium";

    private static final Pattern ANSWER = Pattern.compile("^\\{\"id\":(\\d+),");

    private final PalomaProcess process;
    private final Map<Integer, String> answers = new HashMap<>();
    private final List<String> events = new ArrayList<>();
    private int lastId;
    private int charsRead;

    private Chromium(PalomaProcess process) {
        this.process = process;
    }

    /**
     * Starts the browser; without one the test is skipped.
     *
     * @param profile an empty directory
     */
    public static Chromium start(Path profile) {
        return new Chromium(launch(profile, "--remote-debugging-pipe", "about:blank")
                .withRedirections("3<&0 4>&1 </dev/null >/dev/null")
                .start());
    }

    /**
     * Returns how to start the browser with these arguments, without access to services of its vendor. Without a
     * browser the test is skipped.
     *
     * @param profile an empty directory
     */
    public static Launch launch(Path profile, String... arguments) {
        Needs.command(COMMAND);
        List<String> command = new ArrayList<>(List.of(
                COMMAND,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--user-data-dir=" + profile));
        command.addAll(List.of(arguments));
        return Launch.command(command.toArray(String[]::new));
    }

    /** Opens an empty page. */
    public BrowserPage page() {
        return new BrowserPage(this);
    }

    /**
     * Calls a method of the protocol and returns its answer; fails the test on an error.
     *
     * @param session of a page, or null for the browser
     */
    String call(String session, String method, Map<String, ?> parameters) {
        Map<String, Object> message = new HashMap<>(Map.of("id", ++lastId, "method", method, "params", parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        process.send((Json.of(message) + "\0").getBytes(StandardCharsets.UTF_8));
        int id = lastId;
        await(() -> method + " of Chromium: " + process.stderr(), () -> {
            read();
            return answers.containsKey(id) || !process.isAlive();
        });
        String answer = answers.remove(id);
        if (answer == null || answer.contains("\"error\":{")) {
            throw new AssertionError(message + " was answered " + answer + "\n" + process.stderr());
        }
        return answer;
    }

    /** Returns the events of a page so far. */
    List<String> events(String session) {
        read();
        return events.stream()
                .filter(event -> event.contains("\"sessionId\":\"" + session + "\""))
                .toList();
    }

    /** Returns the string member {@code name} of an answer; it must contain no escapes. */
    static String member(String name, String json) {
        Matcher member = Pattern.compile("\"" + name + "\":\"([^\"\\\\]*)\"").matcher(json);
        if (!member.find()) {
            throw new AssertionError("no " + name + " in " + json);
        }
        return member.group(1);
    }

    static void await(Supplier<String> what, Callable<Boolean> condition) {
        Awaitility.await()
                .alias(what.get())
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Timeouts.LIMIT)
                .until(condition);
    }

    private void read() {
        String text = process.stdout();
        int end;
        while ((end = text.indexOf('\0', charsRead)) >= 0) {
            String message = text.substring(charsRead, end);
            charsRead = end + 1;
            Matcher answer = ANSWER.matcher(message);
            if (answer.find()) {
                answers.put(Integer.parseInt(answer.group(1)), message);
            } else {
                events.add(message);
            }
        }
    }

    /** Ends the browser in order, so that it removes its own files. */
    @Override
    public void close() {
        try {
            call(null, "Browser.close", Map.of());
            process.awaitExit();
        } finally {
            process.close();
        }
    }
}
