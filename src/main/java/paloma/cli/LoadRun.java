package paloma.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import paloma.load.Ending;
import paloma.load.Fleet;
import paloma.load.LoadException;
import paloma.load.Plan;
import paloma.load.Report;
import paloma.load.ServerProcess;

/** <em>Main thread.</em> One load run, from its server, if it has one of its own, to its table and exit status. */
final class LoadRun {
    private static final int NOT_GOOD_ENOUGH = 1;
    private static final int INTERRUPTED = 130;

    private final Function<InetSocketAddress, Plan> planFor;
    private final int processes;
    private final Percent maxLoss;
    private final Words words;
    private Fleet fleet; // guarded by this
    private boolean stopped; // guarded by this

    LoadRun(Function<InetSocketAddress, Plan> planFor, int processes, Percent maxLoss, Words words) {
        this.planFor = planFor;
        this.processes = processes;
        this.maxLoss = maxLoss;
        this.words = words;
    }

    /** Runs against a server that is up; returns the exit status. */
    int against(InetSocketAddress server, String shownServer) throws IOException, InterruptedException {
        return stoppable(() -> load(server, shownServer));
    }

    /** Starts a server with these arguments on this machine, runs against it and stops it; returns the exit status. */
    int withServer(List<String> arguments) throws IOException, InterruptedException {
        return stoppable(() -> {
            try (ServerProcess server = ServerProcess.start(Main.class.getName(), arguments)) {
                InetSocketAddress address = new InetSocketAddress("localhost", server.port());
                int status = load(address, HostPort.of("localhost", server.port()));
                return Math.max(status, statusOf(server));
            }
        });
    }

    private interface Run {
        int run() throws LoadException, IOException, InterruptedException;
    }

    private int stoppable(Run run) throws IOException, InterruptedException {
        LibraryLog.silence();
        Signals signals = Signals.callOnFirst(this::stop);
        try {
            return run.run();
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

    private int load(InetSocketAddress server, String shownServer)
            throws LoadException, IOException, InterruptedException {
        Plan plan = planFor.apply(server);
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

    /** Stops the run's own server; 0 when it ended as it should. */
    private int statusOf(ServerProcess server) {
        int status = server.stop();
        if (status == 0 || isStopped()) {
            return 0;
        }
        System.err.println(words.say("load.server-exit", status));
        return NOT_GOOD_ENOUGH;
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
}
