package paloma.bench.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a contestant does in one round of {@link Shape#SESSIONS}. One process of it opens the fewest sessions, another the
 * most, by way of those between; then these two take turns, so that a machine that is slower for a while is so for both.
 * One that takes none has ended by then: some look through their sessions even when nobody asks them anything.
 */
final class ManySessions {
    /** Measurements of the one process, each right after or before one of the other. */
    static final int PAIRS = 4;
    /** Fewer sessions are opened too fast to say how fast. */
    private static final long ENOUGH_OPENED = 10_000;

    private final BenchOptions options;
    private final Results results;
    private final Contestant contestant;
    private final int round;
    private final Set<ContestantProcess> overtaxed = new HashSet<>();

    ManySessions(BenchOptions options, Results results, Contestant contestant, int round) {
        this.options = options;
        this.results = results;
        this.contestant = contestant;
        this.round = round;
    }

    /** What a number is called that was measured at so many sessions. */
    static String metric(long sessions, String name) {
        return "sessions" + sessions + "." + name;
    }

    /** A process with so many sessions, any of which may be asked, and what it did at its turns. */
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

    /** Whether there is anything to ask beyond the fewest sessions. */
    boolean needsTwo() {
        return !later().isEmpty();
    }

    private List<Integer> later() {
        return options.laterStages().stream()
                .filter(sessions -> results.worthTrying(contestant, sessions))
                .toList();
    }

    /**
     * Processes that are warm and have none of the sessions yet; they have ended afterwards.
     *
     * @param many null: one is enough
     */
    void run(ContestantProcess few, ContestantProcess many) throws IOException, InterruptedException {
        List<SessionLoad> loads = new ArrayList<>();
        if (open(few, List.of(options.firstStage()))) {
            loads.add(new SessionLoad(few, options.firstStage()));
        } else {
            end(few);
        }
        if (many != null) {
            List<Integer> later = later();
            if (open(many, later) && later.contains(options.lastStage())) {
                loads.add(new SessionLoad(many, options.lastStage()));
            } else {
                end(many);
            }
        }
        List<SessionLoad> warm = warmUp(loads);
        takeTurns(warm);
        for (SessionLoad load : warm) {
            end(load.process());
        }
    }

    /** What one that was overtaxed has counted says nothing. */
    private void end(ContestantProcess process) throws IOException, InterruptedException {
        List<String> complaints = process.stop();
        if (!overtaxed.contains(process)) {
            complaints.forEach(results::complain);
        }
    }

    private boolean open(ContestantProcess process, List<Integer> stages) throws IOException, InterruptedException {
        if (stages.isEmpty()) {
            return true;
        }
        List<Object> words = new ArrayList<>(List.of(options.warmUpMillis(), options.millis(), Shape.SESSIONS.window));
        words.addAll(stages);
        long opened = 0;
        for (Measurement stage : process.drive("many", stages.get(stages.size() - 1), words.toArray())) {
            opened += stage.number("newly_opened");
            if (stage.number("newly_opened") < stage.number("newly_wanted") || !answers(stage)) {
                tellOverload(process, stage.number("stage"), opened);
                return false;
            }
            recordOpening(stage);
        }
        return true;
    }

    /** The CPU clock of a process that has ended stands at nothing, which is less than before. */
    private static boolean answers(Measurement measured) {
        return measured.number("stalled") == 0 && measured.number("cpu_ns") >= 0;
    }

    /** Not to carry so many is a result, but in a smoke run, where they are few. */
    private void tellOverload(ContestantProcess process, long sessions, long opened) {
        overtaxed.add(process);
        results.tooMany(contestant, sessions);
        String text = String.format(
                Locale.ROOT,
                "%s did not carry %,d sessions with a heap of %s: %s, after about %,d; it was not asked again",
                contestant.title(),
                sessions,
                options.heap(),
                process.isAlive() ? "it was too slow" : "it ended",
                opened);
        if (options.smoke()) {
            results.complain(text);
        } else {
            results.note(text);
        }
    }

    /** The throughput of a stage that takes no turns later is what it was then. */
    private void recordOpening(Measurement stage) {
        long sessions = stage.number("stage");
        results.add(contestant, round, metric(sessions, "rssMiB"), stage.number("rss_kib") / 1024.0);
        results.add(contestant, round, metric(sessions, "peakMiB"), stage.number("peak_kib") / 1024.0);
        if (stage.number("newly_wanted") >= ENOUGH_OPENED) {
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

    /** The one with the fewest has slept while the others were opened. */
    private List<SessionLoad> warmUp(List<SessionLoad> loads) throws IOException, InterruptedException {
        List<SessionLoad> warm = new ArrayList<>();
        for (SessionLoad load : loads) {
            if (answers(load, ask(load, options.warmUpMillis(), 1))) {
                warm.add(load);
            } else {
                end(load.process());
            }
        }
        return warm;
    }

    /** Who is first changes, so that neither is always the later one. */
    private void takeTurns(List<SessionLoad> loads) throws IOException, InterruptedException {
        List<SessionLoad> order = new ArrayList<>(loads);
        for (int time = 1; time <= PAIRS; time++) {
            Turn turn = new Turn(round, time);
            for (SessionLoad load : order) {
                Measurement measured = ask(load, options.settleMillis(), options.millis());
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

    private Measurement ask(SessionLoad load, int settleMillis, int millis) throws IOException, InterruptedException {
        int sessions = load.sessions();
        return load.process()
                .drive("any", sessions, settleMillis, millis, Shape.SESSIONS.window, sessions)
                .get(0);
    }

    private boolean answers(SessionLoad load, Measurement measured) {
        if (answers(measured)) {
            return true;
        }
        tellOverload(load.process(), load.sessions(), load.sessions());
        return false;
    }

    /** Neighbours had the same machine; all turns of the round until now also have what comes in lumps. */
    private void compare(Turn turn, SessionLoad few, SessionLoad many) {
        String against = metric(many.sessions(), "againstFewest");
        results.add(contestant, turn, against, many.lastThroughput() / few.lastThroughput());
        results.add(contestant, round, against + "InAll", many.throughput() / few.throughput());
    }
}
