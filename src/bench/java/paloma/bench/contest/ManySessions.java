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
 */
final class ManySessions {
    /** Measurements of the one process, each right after or before one of the other. */
    static final int PAIRS = 4;
    /** Fewer sessions are opened too fast to say how fast. */
    private static final long ENOUGH_OPENED = 10_000;

    private final BenchOptions options;
    private final Results results;
    private final Entrant entrant;
    private final int round;
    private final Set<Driven> overtaxed = new HashSet<>();

    ManySessions(BenchOptions options, Results results, Entrant entrant, int round) {
        this.options = options;
        this.results = results;
        this.entrant = entrant;
        this.round = round;
    }

    /** What a number is called that was measured at so many sessions. */
    static String metric(long sessions, String name) {
        return "sessions" + sessions + "." + name;
    }

    /** A process with so many sessions, any of which may be asked. */
    private record Crowd(Driven process, int sessions) {}

    /** Two processes that are warm and have none of the sessions yet. */
    void run(Driven few, Driven many) throws IOException, InterruptedException {
        List<Crowd> crowds = new ArrayList<>();
        if (open(few, List.of(options.firstStage()))) {
            crowds.add(new Crowd(few, options.firstStage()));
        }
        List<Integer> later = options.laterStages().stream()
                .filter(sessions -> results.worthTrying(entrant, sessions))
                .toList();
        if (open(many, later) && later.contains(options.lastStage())) {
            crowds.add(new Crowd(many, options.lastStage()));
        }
        takeTurns(crowds);
    }

    /** Whether a process carried all that it was asked to. */
    boolean carried(Driven process) {
        return !overtaxed.contains(process);
    }

    private boolean open(Driven process, List<Integer> stages) throws IOException, InterruptedException {
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
    private void tellOverload(Driven process, long sessions, long opened) {
        overtaxed.add(process);
        results.tooMany(entrant, sessions);
        String text = String.format(
                Locale.ROOT,
                "%s did not carry %,d sessions with a heap of %s: %s, after about %,d; it was not asked again",
                entrant.title(),
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
        results.add(entrant, round, metric(sessions, "rssMiB"), stage.number("rss_kib") / 1024.0);
        results.add(entrant, round, metric(sessions, "peakMiB"), stage.number("peak_kib") / 1024.0);
        if (stage.number("newly_wanted") >= ENOUGH_OPENED) {
            results.add(entrant, round, metric(sessions, "openingRate"), stage.openingRate());
            results.add(entrant, round, metric(sessions, "throughputOnceOpen"), stage.throughput());
        }
        if (sessions != options.firstStage() && sessions != options.lastStage()) {
            record(new Turn(round, 0), sessions, stage);
        }
    }

    private void record(Turn turn, long sessions, Measurement measured) {
        results.add(entrant, turn, metric(sessions, "throughput"), measured.throughput());
        results.add(entrant, turn, metric(sessions, "cpuMicros"), measured.cpuMicros());
    }

    /** Who is first changes, so that neither is always the later one. */
    private void takeTurns(List<Crowd> crowds) throws IOException, InterruptedException {
        for (int time = 1; time <= PAIRS; time++) {
            for (Crowd crowd : crowds) {
                Measurement measured = ask(crowd);
                if (!answers(measured)) {
                    tellOverload(crowd.process(), crowd.sessions(), crowd.sessions());
                    return;
                }
                record(new Turn(round, time), crowd.sessions(), measured);
            }
            if (crowds.size() == 2) {
                compare(new Turn(round, time));
            }
            Collections.reverse(crowds);
        }
    }

    private Measurement ask(Crowd crowd) throws IOException, InterruptedException {
        return crowd.process()
                .drive(
                        "any",
                        crowd.sessions(),
                        options.settleMillis(),
                        options.millis(),
                        Shape.SESSIONS.window,
                        crowd.sessions())
                .get(0);
    }

    private void compare(Turn turn) {
        Samples few = results.of(entrant, metric(options.firstStage(), "throughput"));
        Samples many = results.of(entrant, metric(options.lastStage(), "throughput"));
        results.add(
                entrant,
                turn,
                metric(options.lastStage(), "againstFewest"),
                many.over(few).byTurn().get(turn));
    }
}
