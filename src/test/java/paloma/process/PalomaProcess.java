package paloma.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import paloma.house.Timeouts;

/**
 * <em>Any thread.</em> A running {@link Launch}: what it prints is collected as UTF-8, what it should read is sent, and
 * what is awaited either comes within {@link Timeouts#LIMIT} or fails the test with the whole transcript.
 *
 * <pre>{@code
 * try (PalomaProcess server = PalomaProcess.start("server", "--port", "0")) {
 *     server.awaitStdout(line -> line.startsWith("Servidor UDP"));
 *     server.signal("TERM");
 *     assertEquals(0, server.awaitExit());
 * }
 * }</pre>
 */
public final class PalomaProcess implements AutoCloseable {
    private final Process process;
    private final List<String> command;
    private final Output stdout;
    private final Output stderr;

    PalomaProcess(Process process, List<String> command) {
        this.process = process;
        this.command = command;
        this.stdout = new Output(process.getInputStream(), "stdout of " + process.pid());
        this.stderr = new Output(process.getErrorStream(), "stderr of " + process.pid());
    }

    /** {@code java -jar target/paloma.jar} with these arguments and pipes at all three standard streams. */
    public static PalomaProcess start(String... arguments) {
        return Launch.paloma(arguments).start();
    }

    /** A client of the server on {@code port}, with a request timeout of the tests' limit. */
    public static PalomaProcess client(int port, String... options) {
        return Launch.client(port, options).start();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All output so far, including an unfinished line. */
    public String stdout() {
        return stdout.text();
    }

    /** All errors so far, including an unfinished line. */
    public String stderr() {
        return stderr.text();
    }

    /** The finished lines so far. */
    public List<String> stdoutLines() {
        return stdout.lines();
    }

    /** The finished lines so far. */
    public List<String> stderrLines() {
        return stderr.lines();
    }

    /** Waits for a finished line on standard output and returns the first that matches. */
    public String awaitStdout(Predicate<String> line) {
        return awaitLine("a line on stdout", stdout, line);
    }

    /** Waits for a finished line on standard error and returns the first that matches. */
    public String awaitStderr(Predicate<String> line) {
        return awaitLine("a line on stderr", stderr, line);
    }

    /** Waits until standard output contains {@code part}, in a finished line or not (a prompt). */
    public void awaitStdoutText(String part) {
        await(() -> "<" + part + "> on stdout", () -> stdout.text().contains(part), stdout::ended);
    }

    /** Types a line of text. */
    public void sendLine(String line) {
        send((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Types these bytes. */
    public void send(byte[] bytes) {
        try {
            OutputStream stdin = process.getOutputStream();
            stdin.write(bytes);
            stdin.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(transcript("it does not read"), e);
        }
    }

    /** Ends standard input. */
    public void closeStdin() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(transcript("standard input could not be closed"), e);
        }
    }

    /** Sends the signal {@code name}: {@code TERM}, {@code INT}, {@code STOP}, {@code CONT}, … */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .redirectErrorStream(true)
                    .start();
            String killOutput = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kill.waitFor() != 0) {
                throw new AssertionError(transcript("kill -" + name + " failed: " + killOutput));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits until the process has ended and all its output has been read. */
    public int awaitExit() {
        await(() -> "the process to exit", () -> !process.isAlive() && stdout.ended() && stderr.ended(), () -> false);
        return process.exitValue();
    }

    /** Kills the process and its children, if they are alive. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(transcript("it survived being killed"));
            }
            process.getOutputStream().close();
        } catch (IOException e) {
            // Input that was not flushed to a dead process is discarded.
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            awaitOutputs();
        }
    }

    private void awaitOutputs() {
        try {
            if (!stdout.awaitEnd(Timeouts.LIMIT) || !stderr.awaitEnd(Timeouts.LIMIT)) {
                throw new AssertionError(transcript("a process that it started lives on and holds its output"));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private String awaitLine(String what, Output output, Predicate<String> line) {
        await(() -> what, () -> output.lines().stream().anyMatch(line), output::ended);
        return output.lines().stream().filter(line).findFirst().orElseThrow();
    }

    /** Fails as soon as {@code hopeless} holds, without waiting for the timeout. */
    private void await(Supplier<String> what, BooleanSupplier done, BooleanSupplier hopeless) {
        boolean[] success = new boolean[1];
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Timeouts.LIMIT)
                    .until(() -> {
                        boolean late = hopeless.getAsBoolean();
                        success[0] = done.getAsBoolean();
                        return success[0] || late;
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(transcript("waited " + Timeouts.LIMIT.toSeconds() + " s for " + what.get()), e);
        }
        if (!success[0]) {
            throw new AssertionError(transcript("the stream ended without " + what.get()));
        }
    }

    private String transcript(String what) {
        String state = process.isAlive() ? "running" : "exit status " + process.exitValue();
        return what + "\n--- " + String.join(" ", command) + " (" + state + ")\n--- stdout\n" + stdout()
                + "\n--- stderr\n" + stderr() + "\n---";
    }
}
