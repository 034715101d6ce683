package paloma.bench.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one contestant does in one round: in one process the small shapes, in another the many sessions. */
final class Round {
    /** A rate that was reached to less than this was missed. */
    private static final double REACHED = 0.99;
    /** A turn of the load takes less than a millisecond when it has its core for itself. */
    private static final long HELD_UP_NANOS = 10_000_000;

    private final BenchOptions options;
    private final Programs programs;
    private final Results results;
    private final int number;

    Round(BenchOptions options, Programs programs, Results results, int number) {
        this.options = options;
        this.programs = programs;
        this.results = results;
        this.number = number;
    }

    void run(Entrant entrant) throws IOException, InterruptedException {
        boolean small = options.shapes().stream().anyMatch(shape -> shape != Shape.SESSIONS);
        boolean many = options.shapes().contains(Shape.SESSIONS)
                && entrant.carriesManySessions()
                && results.worthTrying(entrant, options.stages().get(0));
        if (options.smoke()) {
            run(entrant, small, many); // one process has to do, as starting them is most of the time
            return;
        }
        run(entrant, small, false);
        run(entrant, false, many);
    }

    private void run(Entrant entrant, boolean small, boolean many) throws IOException, InterruptedException {
        if (!small && !many) {
            return;
        }
        try (Running running = new Running(programs, entrant)) {
            warmUp(running);
            if (small) {
                runSmallShapes(entrant, running);
            }
            boolean carried = !many || runSessions(entrant, running);
            List<String> complaints = running.stop();
            if (carried) {
                complaints.forEach(results::complain);
            }
        }
    }

    private void runSmallShapes(Entrant entrant, Running running) throws IOException, InterruptedException {
        add(entrant, "firstAnswerMillis", running.firstAnswerMillis());
        Measurement last = null;
        for (Shape shape : options.shapes()) {
            if (shape != Shape.SESSIONS) {
                last = measure(shape, running);
                record(entrant, shape, last);
            }
        }
        add(entrant, "peakMiB", last.number("peak_kib") / 1024.0);
    }

    private void warmUp(Running running) throws IOException, InterruptedException {
        closed(Shape.WINDOWS, running, options.warmUpMillis(), 1);
    }

    /** What a contestant can do at its best, before any round. */
    double saturation(Entrant entrant) throws IOException, InterruptedException {
        try (Running running = new Running(programs, entrant)) {
            warmUp(running);
            double saturation = measure(Shape.WINDOWS, running).throughput();
            running.stop().forEach(results::complain);
            return saturation;
        }
    }

    private Measurement measure(Shape shape, Running running) throws IOException, InterruptedException {
        return switch (shape) {
            case PACED -> open(shape, running, options.rate());
            case HALF -> open(shape, running, options.halfRate());
            default -> closed(shape, running, options.settleMillis(), options.millis());
        };
    }

    private static Measurement closed(Shape shape, Running running, int warmUpMillis, int millis)
            throws IOException, InterruptedException {
        return running.drive("closed", shape.clients, warmUpMillis, millis, shape.clients, shape.window)
                .get(0);
    }

    private Measurement open(Shape shape, Running running, int rate) throws IOException, InterruptedException {
        return running.drive("open", shape.clients, options.settleMillis(), options.millis(), shape.clients, rate)
                .get(0);
    }

    private void record(Entrant entrant, Shape shape, Measurement measured) {
        if (measured.number("stalled") != 0) {
            results.complain(entrant.key() + " stopped answering in " + shape.key);
            return;
        }
        add(entrant, shape.metric("cpuMicros"), measured.cpuMicros());
        add(entrant, shape.metric("userMicros"), measured.userMicros());
        add(entrant, shape.metric("systemMicros"), Math.max(0, measured.cpuMicros() - measured.userMicros()));
        add(entrant, shape.metric("throughput"), measured.throughput());
        add(entrant, shape.metric("busy"), measured.busy());
        add(entrant, shape.metric("p50Micros"), measured.number("p50_ns") / 1e3);
        add(entrant, shape.metric("p99Micros"), measured.number("p99_ns") / 1e3);
        add(entrant, shape.metric("p999Micros"), measured.number("p999_ns") / 1e3);
        add(entrant, shape.metric("lost"), measured.number("lost"));
        if (measured.number("longest_gap_ns") > HELD_UP_NANOS && !options.smoke()) {
            results.note("The load was held up at times: the machine had something else to do.");
        }
        int rate = shape == Shape.PACED ? options.rate() : shape == Shape.HALF ? options.halfRate() : 0;
        if (measured.throughput() < rate * REACHED && !options.smoke()) {
            results.note(String.format(
                    Locale.ROOT, "%s did not keep up with %,d messages a second in a round", entrant.title(), rate));
        }
    }

    private boolean runSessions(Entrant entrant, Running running) throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(List.of(options.settleMillis(), options.millis(), Shape.SESSIONS.window));
        List<Integer> stages = options.stages().stream()
                .filter(sessions -> results.worthTrying(entrant, sessions))
                .toList();
        words.addAll(stages);
        long opened = 0;
        for (Measurement stage : running.drive("many", stages.get(stages.size() - 1), words.toArray())) {
            opened += stage.number("newly_opened");
            if (!carried(stage)) {
                complainOfSessions(entrant, running, stage.number("stage"), opened);
                return false;
            }
            record(entrant, stage);
        }
        return true;
    }

    /** The CPU clock of a process that has ended stands at nothing, which is less than before. */
    private static boolean carried(Measurement stage) {
        return stage.number("newly_opened") >= stage.number("newly_wanted")
                && stage.number("stalled") == 0
                && stage.number("cpu_ns") >= 0;
    }

    /** Not to carry so many is a result, but in a smoke run, where they are few. */
    private void complainOfSessions(Entrant entrant, Running running, long stage, long opened) {
        results.tooMany(entrant, stage);
        String text = String.format(
                Locale.ROOT,
                "%s did not carry %,d sessions with a heap of %s: %s, after about %,d; it was not asked again",
                entrant.title(),
                stage,
                options.heap(),
                running.isAlive() ? "it was too slow" : "it ended",
                opened);
        if (options.smoke()) {
            results.complain(text);
        } else {
            results.note(text);
        }
    }

    private void record(Entrant entrant, Measurement stage) {
        String prefix = "sessions" + stage.number("stage") + ".";
        add(entrant, prefix + "throughput", stage.throughput());
        add(entrant, prefix + "cpuMicros", stage.cpuMicros());
        add(entrant, prefix + "rssMiB", stage.number("rss_kib") / 1024.0);
        add(entrant, prefix + "peakMiB", stage.number("peak_kib") / 1024.0);
        add(entrant, prefix + "openingRate", stage.openingRate());
    }

    private void add(Entrant entrant, String metric, double value) {
        results.add(entrant, number, metric, value);
    }
}
