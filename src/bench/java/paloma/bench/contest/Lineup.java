package paloma.bench.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes of all contestants. One at a time is under load, for a short interval, so that a slow phase of the machine
 * affects all of them alike. The others are idle.
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

    /** Starts and warms up every process. */
    void start(int round) throws IOException, InterruptedException {
        for (Contestant contestant : shapes.isEmpty() ? List.<Contestant>of() : options.contestants()) {
            System.err.printf("bench: round %d of %d: %s starts%n", round, options.rounds(), contestant.key());
            RunningContestant process = new RunningContestant(programs, contestant);
            running.put(contestant, process);
            results.add(contestant, round, "firstAnswerMillis", process.firstAnswerMillis());
            warmUp(process);
        }
    }

    /** Alternates between shapes: code that a JVM compiled for one shape is recompiled in the next. */
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

    /** Measures each shape with each contestant, in rotating order. */
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

    /** Adds user and system time of all rounds since {@code first} together. */
    private void addUserAndSystemTime(int first) {
        measurements.forEach((contestant, byShape) -> byShape.forEach((shape, measured) -> {
            double user = Measurement.userMicros(measured);
            results.add(contestant, first, shape.metric("userMicros"), user);
            results.add(contestant, first, shape.metric("systemMicros"), Measurement.cpuMicros(measured) - user);
        }));
    }

    /** Measures many sessions in new processes, one contestant at a time to limit memory. */
    void runSessions(int number) throws IOException, InterruptedException {
        for (Contestant contestant : options.contestants()) {
            if (!options.shapes().contains(Shape.SESSIONS)
                    || !contestant.supportsManySessions()
                    || !results.isBelowOverload(contestant, options.firstStage())) {
                continue;
            }
            System.err.printf("bench: round %d of %d: sessions of %s%n", number, options.rounds(), contestant.key());
            runSessions(contestant, new ManySessions(options, results, contestant, number));
        }
    }

    private void runSessions(Contestant contestant, ManySessions sessions) throws IOException, InterruptedException {
        try (RunningContestant few = new RunningContestant(programs, contestant, contestant.key() + "-few");
                RunningContestant many = sessions.needsSecondProcess()
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
     * Ends all processes and records the errors in their counts.
     *
     * @param first the round in which they were started
     */
    void stop(int first) throws IOException, InterruptedException {
        addUserAndSystemTime(first);
        for (RunningContestant each : running.values()) {
            each.stop().forEach(results::addError);
        }
    }

    @Override
    public void close() {
        running.values().forEach(RunningContestant::close);
    }
}
