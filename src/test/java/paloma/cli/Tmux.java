package paloma.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** <em>Any thread.</em> Used by one thread. A program in a headless terminal emulator that wraps long lines. */
final class Tmux implements AutoCloseable {
    private static final int ROWS = 50;
    private static final AtomicInteger SERIAL = new AtomicInteger();

    private final Path socket;

    /**
     * @param script for {@code sh}
     * @param launch the arguments of the script
     */
    Tmux(Path folder, int columns, String script, Launch launch) {
        // A terminating server still accepts clients for a moment, and ends them with itself.
        socket = folder.resolve("tmux-" + SERIAL.incrementAndGet());
        String size = "-x " + columns + " -y " + ROWS;
        run(Stream.of(
                        Stream.of(("new-session -d " + size + " sh -c").split(" ")),
                        Stream.of(script, "sh"),
                        launch.command().stream())
                .flatMap(command -> command)
                .toArray(String[]::new));
    }

    /** Skips the test where tmux is missing. */
    static void requireTools() {
        Needs.command("tmux");
    }

    /** Resizes the terminal and waits until the program can read the new width. */
    void resize(int columns) {
        run("resize-window", "-x", Integer.toString(columns));
        String terminal = run("display-message", "-p", "#{pane_tty}").strip();
        await("a terminal of " + columns + " columns", () -> sizeOf(terminal).endsWith(" " + columns));
    }

    private static String sizeOf(String terminal) {
        try (PalomaProcess stty = Launch.command("stty", "-F", terminal, "size").start()) {
            stty.awaitExit();
            return stty.stdout().strip();
        }
    }

    /** Returns all displayed rows, those in the scrollback first. */
    List<String> rows() {
        return run("capture-pane", "-p", "-S", "-").lines().toList();
    }

    /** Waits until the rows, put together, contain {@code text} and returns them. */
    List<String> awaitText(String text) {
        await("<" + text + ">", () -> String.join("", rows()).contains(text));
        return rows();
    }

    /** Waits for a row and returns it. */
    String awaitRow(Predicate<String> row) {
        await("a row", () -> rows().stream().anyMatch(row));
        return rows().stream().filter(row).findFirst().orElseThrow();
    }

    /** Types these characters. */
    void type(String text) {
        run("send-keys", "-l", text);
    }

    /** Types Enter. */
    void enter() {
        run("send-keys", "Enter");
    }

    /** Types a key by its name, such as Tab. */
    void key(String name) {
        run("send-keys", name);
    }

    /**
     * Pastes {@code text}, line breaks included.
     *
     * @param bracketed between the marks of a paste, when the program asked for them
     */
    void paste(String text, boolean bracketed) {
        run("set-buffer", text);
        if (bracketed) {
            run("paste-buffer", "-p");
        } else {
            run("paste-buffer");
        }
    }

    private void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await().pollInSameThread().until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("waited for " + what + "\n" + String.join("\n", rows()), e);
        }
    }

    private String run(String... arguments) {
        String[] command = Stream.concat(
                        Stream.of("tmux", "-u", "-f", "/dev/null", "-S", socket.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        try (PalomaProcess tmux = Launch.command(command)
                .withEnvironment("LC_ALL", "C.UTF-8")
                .withEnvironment("TMUX", "")
                .start()) {
            if (tmux.awaitExit() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + tmux.stderr());
            }
            return tmux.stdout();
        }
    }

    @Override
    public void close() {
        run("kill-server");
    }
}
