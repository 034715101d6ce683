package paloma.bench.contest;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** One round: what a contestant does in it when it is its turn. */
final class Round {
    /** A rate that was reached to less than this was missed. */
    private static final double REACHED = 0.99;
    /** A turn of the load takes less than a millisecond when it has its core for itself. */
    private static final long HELD_UP_NANOS = 10_000_000;

    private final BenchOptions options;
    private final Results results;
    private final int number;

    Round(BenchOptions options, Results results, int number) {
        this.options = options;
        this.results = results;
        this.number = number;
    }

    /** Measures one of the small shapes; empty when the contestant stopped answering. */
    Optional<Measurement> run(Shape shape, Contestant contestant, RunningContestant running)
            throws IOException, InterruptedException {
        Measurement measured = measure(shape, running);
        if (measured.number("stalled") != 0) {
            results.complain(contestant.key() + " stopped answering in " + shape.key);
            return Optional.empty();
        }
        record(contestant, shape, measured);
        return Optional.of(measured);
    }

    private Measurement measure(Shape shape, RunningContestant running) throws IOException, InterruptedException {
        return switch (shape) {
            case PACED -> open(shape, running, options.rate());
            case HALF -> open(shape, running, options.halfRate());
            default -> closed(shape, running, options.settleMillis(), options.millis());
        };
    }

    /** What a contestant can do at its best. */
    double saturation(RunningContestant running) throws IOException, InterruptedException {
        return measure(Shape.WINDOWS, running).throughput();
    }

    /** So that what is measured next is compiled for it. */
    static void warmUp(RunningContestant running, Shape shape, int millis) throws IOException, InterruptedException {
        closed(shape, running, millis, 1);
    }

    private static Measurement closed(Shape shape, RunningContestant running, int settleMillis, int millis)
            throws IOException, InterruptedException {
        return running.drive("closed", shape.clients, settleMillis, millis, shape.clients, shape.window)
                .get(0);
    }

    private Measurement open(Shape shape, RunningContestant running, int rate)
            throws IOException, InterruptedException {
        return running.drive("open", shape.clients, options.settleMillis(), options.millis(), shape.clients, rate)
                .get(0);
    }

    private void record(Contestant contestant, Shape shape, Measurement measured) {
        add(contestant, shape.metric("cpuMicros"), measured.cpuMicros());
        add(contestant, shape.metric("throughput"), measured.throughput());
        add(contestant, shape.metric("busy"), measured.busy());
        add(contestant, shape.metric("p50Micros"), measured.number("p50_ns") / 1e3);
        add(contestant, shape.metric("p99Micros"), measured.number("p99_ns") / 1e3);
        add(contestant, shape.metric("p999Micros"), measured.number("p999_ns") / 1e3);
        add(contestant, shape.metric("lost"), measured.number("lost"));
        add(contestant, "peakMiB", measured.number("peak_kib") / 1024.0);
        if (!options.smoke()) {
            note(contestant, shape, measured);
        }
    }

    private void note(Contestant contestant, Shape shape, Measurement measured) {
        String lostHere = shape.title + "; they are in the latencies, as old as they became";
        noteDisturbance(results, contestant, measured, lostHere);
        int rate = shape == Shape.PACED ? options.rate() : shape == Shape.HALF ? options.halfRate() : 0;
        if (measured.throughput() < rate * REACHED) {
            results.note(String.format(
                    Locale.ROOT, "%s did not keep up with %,d messages a second in a round", contestant.title(), rate));
        }
    }

    /** @param lostHere in a round of what messages were lost, if any were, and what became of them */
    static void noteDisturbance(Results results, Contestant contestant, Measurement measured, String lostHere) {
        if (measured.number("longest_gap_ns") > HELD_UP_NANOS) {
            results.note("The load was held up at times: the machine had something else to do.");
        }
        if (measured.number("lost") > 0) {
            results.note(contestant.title() + " lost messages in a round of " + lostHere);
        }
    }

    private void add(Contestant contestant, String metric, double value) {
        results.add(contestant, number, metric, value);
    }
}
