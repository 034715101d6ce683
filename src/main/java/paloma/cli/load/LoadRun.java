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

/** <em>Main thread.</em> One load run, from its server, if it has one of its own, to its table and exit status. */
final class LoadRun {
    /** What stopping takes at most: the figures, the processes of the clients and of the server, each 10 s, and the table. */
    private static final Duration STOP_BOUND = Duration.ofSeconds(40);

    /** Where a server listens unless it is told otherwise. */
    static final String LOCALHOST = "localhost";

    private final Function<InetSocketAddress, Plan> planFor;
    private final int processes;
    private final boolean ping;
    private final LoadOutputOptions outcome;
    private final Messages words;
    private AsyncPrinter out; // while it runs
    private LoadTest fleet; // guarded by this
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    /** For standard error, behind all that goes to standard output. */
    private final List<String> complaints = new ArrayList<>();

    LoadRun(
            Function<InetSocketAddress, Plan> planFor,
            int processes,
            boolean ping,
            LoadOutputOptions outcome,
            Messages words) {
        this.planFor = planFor;
        this.processes = processes;
        this.ping = ping;
        this.outcome = outcome;
        this.words = words;
    }

    private AsyncPrinter printer(String name, OutputStream stream) {
        return new AsyncPrinter(
                name, lines -> stream.write(lines.getBytes(StandardCharsets.UTF_8)), n -> words.say("left-out", n));
    }

    /** Runs against a server that is up; returns the exit status. */
    int against(InetSocketAddress server, String shownServer) throws IOException, InterruptedException {
        return stoppable(() -> load(server, shownServer, Optional.empty()));
    }

    /** Starts a server, {@code mainClass} with these arguments, on this machine, runs against it and stops it; returns the exit status. */
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

    private interface Run {
        int run() throws LoadException, IOException, InterruptedException;
    }

    private int stoppable(Run run) throws IOException, InterruptedException {
        LibraryLog.silence();
        Signals signals = Signals.callOnFirst(this::stop, STOP_BOUND, LoadOutputOptions.INTERRUPTED);
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
                    words.say(
                            "load.problem." + e.problem(),
                            e.details().stream().map(SafeText::text).toArray()));
        } finally {
            print();
            signals.finished(status);
        }
    }

    /** Waits for who reads the output; after a signal no longer. */
    private void print() {
        out.close(stopped);
        if (!complaints.isEmpty()) {
            AsyncPrinter err = printer("paloma-stderr", StandardStreams.err());
            complaints.forEach(err::print);
            err.close(stopped);
        }
    }

    private int load(InetSocketAddress server, String shownServer, Optional<ServerProcess> own)
            throws LoadException, IOException, InterruptedException {
        Plan plan = planFor.apply(server);
        LoadProgress progress = new LoadProgress(plan, words, out, rewritesLines(), System::nanoTime);
        LoadReport report;
        try (LoadTest all = fleet(plan, shownServer)) {
            stopWith(all);
            report = all.play(own, moment -> {
                if (!ping) {
                    progress.show(moment);
                }
            });
        } finally {
            progress.clear();
        }
        return tell(report, shownServer);
    }

    private LoadTest fleet(Plan plan, String shownServer) throws IOException {
        if (!ping) {
            return LoadTest.of(plan, processes);
        }
        SizeRange size = new SizeRange(plan.leastSize(), plan.mostSize());
        return LoadTest.of(plan, new PingLines(shownServer, size, words, out));
    }

    private int tell(LoadReport played, String shownServer) {
        EndReason ending = isStopped() ? EndReason.STOPPED : played.result().ending();
        if (ping && ending == EndReason.STOPPED) {
            // How a ping ends.
            ending = EndReason.DONE;
        }
        LoadReport report = played.endedAs(ending);
        boolean nobodyThere = ending == EndReason.UNREACHABLE && !report.heardAnything();
        if (!nobodyThere) {
            new LoadTable(words).of(report).lines().forEach(out::print);
        }
        complainOfStandstill(report);
        boolean written = write(report);
        if (ending != EndReason.DONE) {
            complaints.add(words.say("load.ending." + ending, shownServer));
        }
        if (ending == EndReason.STOPPED) {
            return LoadOutputOptions.INTERRUPTED;
        }
        if (outcome.verdict(report) == Verdict.LIMITED) {
            new LoadTable(words).limits(report, outcome.maxBehind(report)).forEach(complaints::add);
        }
        for (String requirement : outcome.unmet(report)) {
            complaints.add(words.say("load.unmet", requirement));
        }
        return written ? outcome.status(report) : Math.max(LoadOutputOptions.BAD, outcome.status(report));
    }

    /** In whichever mode: what was measured then is the generator's own. */
    private void complainOfStandstill(LoadReport report) {
        long nanos = report.result().stoodStillNanos();
        if (nanos > 0) {
            complaints.add(words.say("load.stood-still", String.format(Locale.ROOT, "%.1f", nanos / 1e9)));
        }
    }

    /** Writes the files that were asked for; false when one could not be. */
    private boolean write(LoadReport report) {
        boolean written = write(outcome.json(), () -> Json.of(new LoadJson(report, outcome).all()) + "\n");
        written &= write(outcome.hdr(), () -> LoadHdr.of(report));
        written &= write(outcome.html(), () -> new LoadHtml(report, outcome, words).page());
        return written;
    }

    private boolean write(OutputFile file, Supplier<String> content) {
        if (file == null) {
            return true;
        }
        try {
            if (file.standard() != null) {
                // Behind the lines that were printed before.
                StallableWrite.run(out::drain, stopped);
            }
            file.write(content.get(), stopped);
            return true;
        } catch (IOException e) {
            // What standard output lost is told of all of it at the end of the process.
            if (file.standard() == null || StandardStreams.lostOutput().isEmpty()) {
                complaints.add(file.unwritten(e));
            }
            return false;
        } catch (CommandException e) {
            // It could be when the run began.
            complaints.add(e.getMessage());
            return false;
        }
    }

    /** Stops the run's own server; 0 when it ended as it should. */
    private int statusOf(ServerProcess server) {
        int status = server.stop();
        if (status == 0 || isStopped()) {
            return 0;
        }
        complaints.add(words.say("load.server-exit", status));
        return LoadOutputOptions.BAD;
    }

    private static boolean rewritesLines() {
        return StandardStreams.areTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    /** From any thread: the first signal ends the run, wherever it stands. */
    private synchronized void stop() {
        stopped.complete(null);
        if (fleet != null) {
            fleet.stop();
        }
    }

    private synchronized void stopWith(LoadTest all) {
        fleet = all;
        if (isStopped()) {
            all.stop();
        }
    }

    private boolean isStopped() {
        return stopped.isDone();
    }
}
