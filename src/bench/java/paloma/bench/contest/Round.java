package paloma.bench.contest;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Measures contestants in one round. */
final class Round {
    /** Share of the rate below which a run missed it. */
    private static final double MIN_SHARE_OF_RATE = 0.99;
    /** A turn of the driver takes less than a millisecond on an idle core. */
    private static final long MAX_GAP_NANOS = 10_000_000;

    private final BenchOptions options;
    private final Results results;
    private final int number;

    Round(BenchOptions options, Results results, int number) {
        this.options = options;
        this.results = results;
        this.number = number;
    }

    /** Measures one shape other than sessions; empty if the contestant stopped answering. */
    Optional<Measurement> run(Shape shape, Contestant contestant, RunningContestant running)
            throws IOException, InterruptedException {
        Measurement measured = measure(shape, running);
        if (measured.number("stalled") != 0) {
            results.addError(contestant.key() + " stopped answering in " + shape.key);
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

    /** The throughput at saturation, in messages per second. */
    double saturation(RunningContestant running) throws IOException, InterruptedException {
        return measure(Shape.WINDOWS, running).throughput();
    }

    /** Sends load without measuring, so that a JVM compiles its code. */
    static void warmUp(RunningContestant running, Shape shape, int millis) throws IOException, InterruptedException {
        closed(shape, running, millis, 1);
    }

    private static Measurement closed(Shape shape, RunningContestant running, int settleMillis, int millis)
            throws IOException, InterruptedException {
        return running.runDriver("closed", shape.clients, settleMillis, millis, shape.clients, shape.window)
                .get(0);
    }

    private Measurement open(Shape shape, RunningContestant running, int rate)
            throws IOException, InterruptedException {
        return running.runDriver("open", shape.clients, options.settleMillis(), options.millis(), shape.clients, rate)
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
        String where = shape.title + "; their latency counts until the end of the measurement";
        noteDisturbance(results, contestant, measured, where);
        int rate = shape == Shape.PACED ? options.rate() : shape == Shape.HALF ? options.halfRate() : 0;
        if (measured.throughput() < rate * MIN_SHARE_OF_RATE) {
            results.note(String.format(
                    Locale.ROOT, "%s did not keep up with %,d messages a second in a round", contestant.title(), rate));
        }
    }

    /** @param where the shape, and any remark on lost messages */
    static void noteDisturbance(Results results, Contestant contestant, Measurement measured, String where) {
        if (measured.number("max_gap_ns") > MAX_GAP_NANOS) {
            results.note("The load generator was delayed at times: other programs used its core.");
        }
        if (measured.number("lost") > 0) {
            results.note(contestant.title() + " lost messages in a round of " + where);
        }
    }

    private void add(Contestant contestant, String metric, double value) {
        results.add(contestant, number, metric, value);
    }
}
