package paloma.bench.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All contestants' processes, of which one works at a time, for a moment, before it is the next one's turn: what slows the
 * machine down slows them all down alike. Those that wait sleep.
 */
final class Lineup implements AutoCloseable {
    private static final int WARM_UPS = 4;

    private final BenchOptions options;
    private final Programs programs;
    private final Results results;
    private final List<Shape> shapes;
    private final Map<Contestant, RunningContestant> running = new LinkedHashMap<>();
    private final Map<Contestant, Map<Shape, List<Measurement>>> measurements = new LinkedHashMap<>();

    Lineup(BenchOptions options, Programs programs, Results results) {
        this.options = options;
        this.programs = programs;
        this.results = results;
        this.shapes = options.shapes().stream()
                .filter(shape -> shape != Shape.SESSIONS)
                .toList();
    }

    /** Starts every process, and has each of them warm up. */
    void start(int round) throws IOException, InterruptedException {
        for (Contestant contestant : shapes.isEmpty() ? List.<Contestant>of() : options.contestants()) {
            System.err.printf("bench: round %d of %d: %s starts%n", round, options.rounds(), contestant.key());
            RunningContestant process = new RunningContestant(programs, contestant);
            running.put(contestant, process);
            results.add(contestant, round, "firstAnswerMillis", process.firstAnswerMillis());
            warmUp(process);
        }
    }

    /** In turns: what is compiled for one shape alone is compiled anew in the next. */
    private void warmUp(RunningContestant process) throws IOException, InterruptedException {
        List<Shape> closed = Shape.CLOSED.stream()
                .filter(shape -> shapes.contains(shape) || shape == Shape.WINDOWS)
                .toList();
        for (int pass = 0; pass < WARM_UPS; pass++) {
            for (Shape shape : closed) {
                Round.warmUp(process, shape, options.warmUpMillis() / WARM_UPS);
            }
        }
    }

    /** Each shape by each contestant; who is the first changes. */
    void run(int number) throws IOException, InterruptedException {
        Round round = new Round(options, results, number);
        List<Contestant> order = new ArrayList<>(running.keySet());
        for (Shape shape : shapes) {
            System.err.printf("bench: round %d of %d: %s%n", number, options.rounds(), shape.key);
            for (Contestant contestant : order) {
                round.run(shape, contestant, running.get(contestant))
                        .ifPresent(measured -> measured(contestant, shape).add(measured));
            }
            order.add(order.remove(0));
        }
    }

    private List<Measurement> measured(Contestant contestant, Shape shape) {
        return measurements
                .computeIfAbsent(contestant, key -> new EnumMap<>(Shape.class))
                .computeIfAbsent(shape, key -> new ArrayList<>());
    }

    /** Says how the CPU time divides, of all rounds since {@code first} together. */
    private void divide(int first) {
        measurements.forEach((contestant, byShape) -> byShape.forEach((shape, measured) -> {
            double user = Measurement.userMicros(measured);
            results.add(contestant, first, shape.metric("userMicros"), user);
            results.add(contestant, first, shape.metric("systemMicros"), Measurement.cpuMicros(measured) - user);
        }));
    }

    /** Many sessions: each contestant in processes for them alone, and no other beside it, because they take memory. */
    void runSessions(int number) throws IOException, InterruptedException {
        for (Contestant contestant : options.contestants()) {
            if (!options.shapes().contains(Shape.SESSIONS)
                    || !contestant.carriesManySessions()
                    || !results.worthTrying(contestant, options.firstStage())) {
                continue;
            }
            System.err.printf("bench: round %d of %d: sessions of %s%n", number, options.rounds(), contestant.key());
            runSessions(contestant, new ManySessions(options, results, contestant, number));
        }
    }

    private void runSessions(Contestant contestant, ManySessions sessions) throws IOException, InterruptedException {
        try (RunningContestant few = new RunningContestant(programs, contestant, contestant.key() + "-few");
                RunningContestant many = sessions.needsTwo()
                        ? new RunningContestant(programs, contestant, contestant.key() + "-many")
                        : null) {
            Round.warmUp(few, Shape.WINDOWS, options.warmUpMillis());
            if (many != null) {
                Round.warmUp(many, Shape.WINDOWS, options.warmUpMillis());
            }
            sessions.run(few, many);
        }
    }

    /**
     * Ends them all; what does not fit is complained of.
     *
     * @param first the round for which they were started
     */
    void stop(int first) throws IOException, InterruptedException {
        divide(first);
        for (RunningContestant each : running.values()) {
            each.stop().forEach(results::complain);
        }
    }

    @Override
    public void close() {
        running.values().forEach(RunningContestant::close);
    }
}
