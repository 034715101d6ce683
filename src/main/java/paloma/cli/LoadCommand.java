package paloma.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import paloma.load.Ending;
import paloma.load.Fleet;
import paloma.load.LoadException;
import paloma.load.Plan;
import paloma.load.Report;
import paloma.load.ServerProcess;
import paloma.reactor.Resolver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** <em>Main thread.</em> {@code paloma load}: many clients, every answer checked. */
@Command(name = "load", versionProvider = Version.class, sortOptions = false)
final class LoadCommand implements Callable<Integer> {
    private static final int NOT_GOOD_ENOUGH = 1;
    private static final int INTERRUPTED = 130;
    private static final int MOST_PROCESSES = 64;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Words words;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "localhost")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080")
    private int port;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "100")
    private int clients;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "100")
    private int messages;

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "64")
    private int size;

    @Option(names = "--processes", paramLabel = "N", defaultValue = "1")
    private int processes;

    @Option(names = "--serve")
    private boolean serve;

    @Option(names = "--max-loss", paramLabel = "PERCENT", defaultValue = "0", converter = Percent.Converter.class)
    private Percent maxLoss;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "2s")
    private DurationText timeout;

    @Option(names = "--prefix", paramLabel = "TEXT", defaultValue = "Tu mensaje fue: ")
    private String prefix;

    @Option(names = "--no-goodbye")
    private boolean noGoodbye;

    private Fleet fleet; // guarded by this
    private boolean stopped; // guarded by this

    LoadCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        LibraryLog.silence();
        Signals signals = Signals.callOnFirst(this::stop);
        try {
            return serve ? serveAndRun() : run(resolved(), HostPort.of(Inert.text(host), port));
        } catch (LoadException e) {
            if (isStopped()) {
                return INTERRUPTED;
            }
            throw new Failure(
                    Failure.COULD_NOT_RUN,
                    words.say("load.problem." + e.problem(), e.details().toArray()));
        } finally {
            signals.finished();
        }
    }

    private int serveAndRun() throws IOException, InterruptedException, LoadException {
        List<String> arguments = List.of("server", "--port", "0", "--quiet", "--prefix", prefix);
        try (ServerProcess server = ServerProcess.start(Main.class.getName(), arguments)) {
            int status = run(new InetSocketAddress("localhost", server.port()), "localhost:" + server.port());
            int serverStatus = server.stop();
            if (serverStatus == 0 || isStopped()) {
                return status;
            }
            System.err.println(words.say("load.server-exit", serverStatus));
            return Math.max(status, NOT_GOOD_ENOUGH);
        }
    }

    private int run(InetSocketAddress server, String shownServer)
            throws IOException, InterruptedException, LoadException {
        Plan plan = new Plan(
                server,
                clients,
                messages,
                size,
                timeout.duration(),
                prefix,
                noGoodbye ? "" : Wire.LEAVE,
                Wire.GOODBYE,
                ThreadLocalRandom.current().nextInt());
        LoadProgress progress = new LoadProgress(plan, words, rewritesLines() ? System.out : null);
        Report report;
        try (Fleet all = Fleet.of(plan, processes)) {
            stopWith(all);
            report = all.play(progress::show);
        } finally {
            progress.clear();
        }
        return tell(report, shownServer);
    }

    private int tell(Report report, String shownServer) {
        Ending ending = isStopped() ? Ending.STOPPED : report.result().ending();
        boolean nobodyThere = ending == Ending.UNREACHABLE && !report.heardAnything();
        if (!nobodyThere) {
            System.out.print(new LoadTable(words).of(report, processes));
        }
        if (ending != Ending.DONE) {
            System.err.println(words.say("load.ending." + ending, shownServer));
        }
        if (ending == Ending.STOPPED) {
            return INTERRUPTED;
        }
        return report.passed(maxLoss.value()) ? 0 : NOT_GOOD_ENOUGH;
    }

    private static boolean rewritesLines() {
        return StandardStreams.areTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    /** From any thread: the first signal ends the run, wherever it stands. */
    private synchronized void stop() {
        stopped = true;
        if (fleet != null) {
            fleet.stop();
        }
    }

    private synchronized void stopWith(Fleet all) {
        fleet = all;
        if (stopped) {
            all.stop();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private InetSocketAddress resolved() {
        try {
            return new InetSocketAddress(Resolver.resolve(host), port);
        } catch (UnknownHostException e) {
            throw ServerCommand.unknownHost(host, words);
        }
    }

    /** Refuses what is out of range, or does not go together. */
    void checkOptions() {
        check("--port", port, 1, 65_535);
        check("--clients", clients, 1, Plan.MOST_CLIENTS);
        check("--messages", messages, 1, Plan.MOST_MESSAGES);
        check("--processes", processes, 1, Math.min(clients, MOST_PROCESSES));
        int mostSize = Plan.mostSize(prefix);
        if (mostSize < Plan.LEAST_SIZE) {
            throw UsageErrors.wrongValue(spec.commandLine(), "--prefix", prefix, words);
        }
        check("--size", size, Plan.LEAST_SIZE, mostSize);
        if (!timeout.isWithin(SHORTEST, LONGEST)) {
            throw UsageErrors.wrongValue(spec.commandLine(), "--timeout", timeout, words);
        }
        for (String where : new String[] {"--host", "--port"}) {
            if (serve && spec.commandLine().getParseResult().hasMatchedOption(where)) {
                throw new Failure(Failure.WRONG_USE, words.say("load.serve-elsewhere", where));
            }
        }
    }

    private void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new Failure(Failure.WRONG_USE, words.say("load.out-of-range", option, value, least, most));
        }
    }
}
