package paloma.bench.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Measures a contestant in one round of {@link Shape#SESSIONS}. One process opens the fewest sessions, a second one the
 * most, in stages. Then both are measured in turns, so that a slow phase of the machine affects both. An overloaded
 * process is ended before: some contestants scan their sessions when idle.
 */
final class ManySessions {
    /** Pairs of adjacent measurements of the two processes. */
    static final int PAIRS = 4;
    /** Opening fewer sessions is too short to measure a rate. */
    private static final long MIN_OPENED_FOR_RATE = 10_000;

    private final BenchOptions options;
    private final Results results;
    private final Contestant contestant;
    private final int round;
    private final Set<ContestantProcess> overloaded = new HashSet<>();

    ManySessions(BenchOptions options, Results results, Contestant contestant, int round) {
        this.options = options;
        this.results = results;
        this.contestant = contestant;
        this.round = round;
    }

    /** The name of a metric at that number of sessions. */
    static String metric(long sessions, String name) {
        return "sessions" + sessions + "." + name;
    }

    /** A process, the number of its open sessions, and its measurements. */
    private record SessionLoad(ContestantProcess process, int sessions, List<Measurement> turns) {
        SessionLoad(ContestantProcess process, int sessions) {
            this(process, sessions, new ArrayList<>());
        }

        double lastThroughput() {
            return turns.get(turns.size() - 1).throughput();
        }

        double throughput() {
            return Measurement.throughput(turns);
        }
    }

    /** Whether there are stages after the first. */
    boolean needsSecondProcess() {
        return !laterStages().isEmpty();
    }

    private List<Integer> laterStages() {
        return options.laterStages().stream()
                .filter(sessions -> results.isBelowOverload(contestant, sessions))
                .toList();
    }

    /**
     * Measures warm processes without sessions, and ends them.
     *
     * @param many {@code null} if no second process is needed
     */
    void run(ContestantProcess few, ContestantProcess many) throws IOException, InterruptedException {
        List<SessionLoad> loads = new ArrayList<>();
        if (open(few, List.of(options.firstStage()))) {
            loads.add(new SessionLoad(few, options.firstStage()));
        } else {
            end(few);
        }
        if (many != null) {
            List<Integer> later = laterStages();
            if (open(many, later) && later.contains(options.lastStage())) {
                loads.add(new SessionLoad(many, options.lastStage()));
            } else {
                end(many);
            }
        }
        List<SessionLoad> warm = warmUp(loads);
        measureInTurns(warm);
        for (SessionLoad load : warm) {
            end(load.process());
        }
    }

    /** Ends a process. The counts of an overloaded one are not checked. */
    private void end(ContestantProcess process) throws IOException, InterruptedException {
        List<String> errors = process.stop();
        if (!overloaded.contains(process)) {
            errors.forEach(results::addError);
        }
    }

    private boolean open(ContestantProcess process, List<Integer> stages) throws IOException, InterruptedException {
        if (stages.isEmpty()) {
            return true;
        }
        List<Object> arguments =
                new ArrayList<>(List.of(options.warmUpMillis(), options.millis(), Shape.SESSIONS.window));
        arguments.addAll(stages);
        long opened = 0;
        for (Measurement stage : process.runDriver("many", stages.get(stages.size() - 1), arguments.toArray())) {
            opened += stage.number("newly_opened");
            if (stage.number("newly_opened") < stage.number("newly_wanted") || !answers(stage)) {
                reportOverload(process, stage.number("stage"), opened);
                return false;
            }
            recordOpening(stage);
        }
        return true;
    }

    /** Whether the process still answers. The CPU clock of an ended process reads 0, less than before. */
    private static boolean answers(Measurement measured) {
        return measured.number("stalled") == 0 && measured.number("cpu_ns") >= 0;
    }

    /** An overload is a result; in a smoke run, with few sessions, it is an error. */
    private void reportOverload(ContestantProcess process, long sessions, long opened) {
        overloaded.add(process);
        results.addOverload(contestant, sessions);
        String text = String.format(
                Locale.ROOT,
                "%s did not hold %,d sessions with a heap of %s: %s, after about %,d; not measured again",
                contestant.title(),
                sessions,
                options.heap(),
                process.isAlive() ? "it was too slow" : "it exited",
                opened);
        if (options.smoke()) {
            results.addError(text);
        } else {
            results.note(text);
        }
    }

    /** Records the figures of opening; for a stage between first and last also the throughput. */
    private void recordOpening(Measurement stage) {
        long sessions = stage.number("stage");
        results.add(contestant, round, metric(sessions, "rssMiB"), stage.number("rss_kib") / 1024.0);
        results.add(contestant, round, metric(sessions, "peakMiB"), stage.number("peak_kib") / 1024.0);
        if (stage.number("newly_wanted") >= MIN_OPENED_FOR_RATE) {
            results.add(contestant, round, metric(sessions, "openingRate"), stage.openingRate());
            results.add(contestant, round, metric(sessions, "throughputOnceOpen"), stage.throughput());
        }
        if (sessions != options.firstStage() && sessions != options.lastStage()) {
            record(new Turn(round, 0), sessions, stage);
        }
    }

    private void record(Turn turn, long sessions, Measurement measured) {
        results.add(contestant, turn, metric(sessions, "throughput"), measured.throughput());
        results.add(contestant, turn, metric(sessions, "millis"), measured.number("nanos") / 1e6);
        results.add(contestant, turn, metric(sessions, "cpuMicros"), measured.cpuMicros());
        results.add(contestant, turn, metric(sessions, "busy"), measured.busy());
        if (!options.smoke()) {
            Round.noteDisturbance(results, contestant, measured, String.format(Locale.ROOT, "%,d sessions", sessions));
        }
    }

    /** The first process was idle while the second one opened its sessions. */
    private List<SessionLoad> warmUp(List<SessionLoad> loads) throws IOException, InterruptedException {
        List<SessionLoad> warm = new ArrayList<>();
        for (SessionLoad load : loads) {
            if (answers(load, measure(load, options.warmUpMillis(), 1))) {
                warm.add(load);
            } else {
                end(load.process());
            }
        }
        return warm;
    }

    /** Alternates the order, so that no process is always the second one. */
    private void measureInTurns(List<SessionLoad> loads) throws IOException, InterruptedException {
        List<SessionLoad> order = new ArrayList<>(loads);
        for (int time = 1; time <= PAIRS; time++) {
            Turn turn = new Turn(round, time);
            for (SessionLoad load : order) {
                Measurement measured = measure(load, options.settleMillis(), options.millis());
                if (!answers(load, measured)) {
                    return;
                }
                record(turn, load.sessions(), measured);
                load.turns().add(measured);
            }
            if (loads.size() == 2) {
                compare(turn, loads.get(0), loads.get(1));
            }
            Collections.reverse(order);
        }
    }

    private Measurement measure(SessionLoad load, int settleMillis, int millis)
            throws IOException, InterruptedException {
        int sessions = load.sessions();
        return load.process()
                .runDriver("any", sessions, settleMillis, millis, Shape.SESSIONS.window, sessions)
                .get(0);
    }

    private boolean answers(SessionLoad load, Measurement measured) {
        if (answers(measured)) {
            return true;
        }
        reportOverload(load.process(), load.sessions(), load.sessions());
        return false;
    }

    /** Adds the ratio of adjacent turns, and that of all turns, which includes GC pauses and the like. */
    private void compare(Turn turn, SessionLoad few, SessionLoad many) {
        String ratio = metric(many.sessions(), "againstFewest");
        results.add(contestant, turn, ratio, many.lastThroughput() / few.lastThroughput());
        results.add(contestant, round, ratio + "InAll", many.throughput() / few.throughput());
    }
}
