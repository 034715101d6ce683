package paloma.cli.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import paloma.cli.option.HostPort;
import paloma.cli.option.SizeRange;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.OutputFile;
import paloma.cli.output.StallableWrite;
import paloma.cli.output.StandardStreams;
import paloma.cli.process.LibraryLog;
import paloma.cli.process.Signals;
import paloma.cli.text.CommandException;
import paloma.cli.text.Json;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.load.plan.Plan;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;
import paloma.load.report.Verdict;
import paloma.load.run.LoadException;
import paloma.load.run.LoadTest;
import paloma.load.run.ServerProcess;
import paloma.net.Resolver;

/**
 * <em>Main thread.</em> One load run: the start of a server if requested, the load, the table, and the exit status.
 */
final class LoadRun {
    /** Maximum duration of a stop: 10 s each for the figures, the client processes, the server, and the table. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);

    /** The host on which a server listens by default. */
    static final String LOCALHOST = "localhost";

    private final Function<InetSocketAddress, Plan> planFor;
    private final int processes;
    private final LoadOutputOptions outputOptions;
    private final RunEnvironment environment;
    private final Messages texts;
    private AsyncPrinter out; // while it runs
    private LoadTest loadTest; // guarded by this
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    /** Lines for standard error, printed after all lines of standard output. */
    private final List<String> errorLines = new ArrayList<>();

    LoadRun(
            Function<InetSocketAddress, Plan> planFor,
            int processes,
            LoadOutputOptions outputOptions,
            RunEnvironment environment,
            Messages texts) {
        this.planFor = planFor;
        this.processes = processes;
        this.outputOptions = outputOptions;
        this.environment = environment;
        this.texts = texts;
    }

    private AsyncPrinter printer(String name, OutputStream stream) {
        return new AsyncPrinter(
                name, lines -> stream.write(lines.getBytes(StandardCharsets.UTF_8)), n -> texts.format("left-out", n));
    }

    /** Runs against a running server; returns the exit status. */
    int against(InetSocketAddress server, String shownServer) throws IOException, InterruptedException {
        return stoppable(() -> load(server, shownServer, Optional.empty()));
    }

    /**
     * Starts {@code mainClass} with {@code arguments} as the server, runs against it, and stops it.
     *
     * @return the exit status
     */
    int withServer(String mainClass, List<String> arguments) throws IOException, InterruptedException {
        return stoppable(() -> {
            try (ServerProcess server = ServerProcess.start(mainClass, arguments)) {
                InetSocketAddress address =
                        new InetSocketAddress(Resolver.SYSTEM.resolve(LOCALHOST).get(0), server.port());
                int status = load(address, HostPort.of(LOCALHOST, server.port()), Optional.of(server));
                return Math.max(status, statusOf(server));
            }
        });
    }

    /** <em>Main thread.</em> The part of a run that a signal can stop. */
    private interface LoadAction {
        int run() throws LoadException, IOException, InterruptedException;
    }

    private int stoppable(LoadAction run) throws IOException, InterruptedException {
        LibraryLog.silence();
        Signals signals = Signals.installStop(this::stop, STOP_TIMEOUT, LoadOutputOptions.INTERRUPTED);
        int status = CommandException.COULD_NOT_RUN;
        out = printer("paloma-stdout", StandardStreams.out());
        try {
            status = run.run();
            return status;
        } catch (LoadException e) {
            if (isStopped()) {
                status = LoadOutputOptions.INTERRUPTED;
                return status;
            }
            throw new CommandException(
                    CommandException.COULD_NOT_RUN,
                    texts.format(
                            "load.problem." + e.problem(),
                            e.details().stream().map(SafeText::of).toArray()));
        } finally {
            flush();
            signals.onFinished(status);
        }
    }

    /** Prints all pending lines without a time limit; after a signal, within one. */
    private void flush() {
        out.close(stopped);
        if (!errorLines.isEmpty()) {
            AsyncPrinter err = printer("paloma-stderr", StandardStreams.err());
            errorLines.forEach(err::print);
            err.close(stopped);
        }
    }

    private int load(InetSocketAddress server, String shownServer, Optional<ServerProcess> startedServer)
            throws LoadException, IOException, InterruptedException {
        Plan plan = planFor.apply(server);
        LoadProgress progress = new LoadProgress(plan, texts, out, rewritesLines(), System::nanoTime);
        LoadReport report;
        try (LoadTest test = loadTest(plan, shownServer)) {
            setLoadTest(test);
            report = test.run(startedServer, snapshot -> {
                if (!outputOptions.isPing()) {
                    progress.show(snapshot);
                }
            });
        } finally {
            progress.clear();
        }
        return printResult(report, shownServer);
    }

    private LoadTest loadTest(Plan plan, String shownServer) throws IOException {
        if (!outputOptions.isPing()) {
            return LoadTest.of(plan, processes);
        }
        SizeRange size = new SizeRange(plan.minSize(), plan.maxSize());
        return LoadTest.of(plan, new PingLines(shownServer, size, texts, out));
    }

    private int printResult(LoadReport measured, String shownServer) {
        EndReason endReason =
                isStopped() ? EndReason.STOPPED : measured.result().endReason();
        if (outputOptions.isPing() && endReason == EndReason.STOPPED) {
            // A signal is the normal end of a ping.
            endReason = EndReason.DONE;
        }
        LoadReport report = measured.withEndReason(endReason);
        boolean noServer = endReason == EndReason.UNREACHABLE && !report.hasAnswers();
        if (!noServer) {
            new LoadTable(texts).of(report).lines().forEach(out::print);
        }
        reportSuspension(report);
        boolean written = write(report);
        if (endReason != EndReason.DONE) {
            errorLines.add(texts.format("load.ending." + endReason, shownServer));
        }
        if (endReason == EndReason.STOPPED) {
            return LoadOutputOptions.INTERRUPTED;
        }
        if (outputOptions.verdict(report) == Verdict.LIMITED) {
            errorLines.addAll(
                    new VerdictText(texts, FigureFormat.CONSOLE).limitLines(report, outputOptions.maxBehind(report)));
        }
        for (String requirement : outputOptions.unmet(report)) {
            errorLines.add(texts.format("load.unmet", requirement));
        }
        return written ? outputOptions.status(report) : Math.max(LoadOutputOptions.BAD, outputOptions.status(report));
    }

    /** Reports a suspension of the generator in each mode: the latencies include its time. */
    private void reportSuspension(LoadReport report) {
        long nanos = report.result().suspendedNanos();
        if (nanos > 0) {
            errorLines.add(texts.format("load.stood-still", String.format(Locale.ROOT, "%.1f", nanos / 1e9)));
        }
    }

    /** Writes the requested files; returns false if one could not be written. */
    private boolean write(LoadReport report) {
        LoadJson json = new LoadJson(report, outputOptions, environment);
        boolean written = write("json", outputOptions.json(), () -> Json.of(json.all()) + "\n");
        written &= write("hdr", outputOptions.hdr(), () -> LoadHdr.of(report));
        written &= write(
                "html", outputOptions.html(), () -> new LoadHtml(report, outputOptions, environment, texts).page());
        return written;
    }

    private boolean write(String kind, OutputFile file, Supplier<String> content) {
        if (file == null) {
            return true;
        }
        try {
            if (file.standardStream() != null) {
                // After the lines already printed.
                StallableWrite.run(out::drain, stopped);
            }
            file.write(content.get(), stopped);
            if (file.standardStream() == null) {
                out.print(texts.format("load.written." + kind, file.shownPath()));
            }
            return true;
        } catch (IOException e) {
            // A write error of standard output is reported once, at the end of the process.
            if (file.standardStream() == null || StandardStreams.outError().isEmpty()) {
                errorLines.add(file.failureText(e));
            }
            return false;
        } catch (CommandException e) {
            // The file was writable at the start of the run.
            errorLines.add(e.getMessage());
            return false;
        }
    }

    /** Stops the server that the run started; returns 0 if it exited normally. */
    private int statusOf(ServerProcess server) {
        int status = server.stop();
        if (status == 0 || isStopped()) {
            return 0;
        }
        errorLines.add(texts.format("load.server-exit", status));
        return LoadOutputOptions.BAD;
    }

    private static boolean rewritesLines() {
        return StandardStreams.isInteractive() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Called on any thread by the first signal; ends the run in each of its phases. */
    private synchronized void stop() {
        stopped.complete(null);
        if (loadTest != null) {
            loadTest.stop();
        }
    }

    private synchronized void setLoadTest(LoadTest test) {
        loadTest = test;
        if (isStopped()) {
            test.stop();
        }
    }

    private boolean isStopped() {
        return stopped.isDone();
    }
}
