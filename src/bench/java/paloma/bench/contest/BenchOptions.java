package paloma.bench.contest;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * <em>Immutable.</em> The options of a run. Values out of range throw {@link IllegalArgumentException}.
 *
 * @param rounds number of rounds; each contestant runs in each
 * @param lifetime rounds between restarts of the processes
 * @param millis duration of one measurement
 * @param warmUpMillis load of each closed shape before the first measurement of a process
 * @param settleMillis load of the same shape before each measurement
 * @param rate messages per second of {@link Shape#PACED}
 * @param halfRate messages per second of {@link Shape#HALF}; 0: to be measured
 * @param stages numbers of sessions of {@link Shape#SESSIONS}, ascending
 * @param heap {@code -Xmx} of the contestants in Java
 * @param smoke whether the run tests the bench and measures nothing
 */
record BenchOptions(
        int rounds,
        int lifetime,
        int millis,
        int warmUpMillis,
        int settleMillis,
        int rate,
        int halfRate,
        List<Integer> stages,
        String heap,
        List<Contestant> contestants,
        List<Shape> shapes,
        boolean smoke) {
    static final String USAGE = """
            scripts/bench.sh [OPTIONS]
              --rounds N             rounds; all contestants run in each (45)
              --lifetime N           rounds between restarts; many sessions are measured once in each lifetime (9)
              --seconds S            duration of one measurement (0.5)
              --shapes A,B           any of 8x1, 64x8, 1000x1, paced, half, sessions (all)
              --contestants A,B      any of paloma-pool, paloma-inline, paloma-pool-batch, paloma-inline-batch, mina-pool,
                                     mina-inline, netty-nio-pool, netty-nio, netty-epoll, netty-recvmmsg, nio, c-recvfrom,
                                     c-recvmmsg, python (all)
              --rate N               messages per second of the shape "paced" (20000)
              --half-rate N          messages per second of the shape "half" (half of the slowest pool's saturation)
              --sessions A,B         numbers of sessions of the shape "sessions" (100,100000,1000000)
              --heap SIZE            -Xmx of the contestants in Java (512m)
              --smoke                tests the bench with tiny numbers; measures nothing
            Needs Linux, a C compiler, taskset, and python3 for the contestant in Python. JAVA_HOME selects the JDK of all
            contestants in Java. The batch transport of Paloma needs JDK 22 or newer; elsewhere it is left out.
            """;

    private static final BenchOptions FULL = new BenchOptions(
            45, 9, 500, 2_500, 100, 20_000, 0, List.of(100, 100_000, 1_000_000), "512m", Contestant.ALL, all(), false);
    private static final BenchOptions SMOKE = new BenchOptions(
            2, 2, 50, 20, 20, 1_000, 500, List.of(10, 100, 1_000), "512m", Contestant.ALL, all(), true);

    /** The limit of sessions of {@code PalomaEcho}. */
    private static final int MAX_SESSIONS = 1_500_000;

    BenchOptions {
        inRange("--rounds", rounds, 1, 1_000);
        inRange("--lifetime", lifetime, 1, 1_000);
        inRange("--seconds, in milliseconds,", millis, 1, 60_000);
        inRange("--rate", rate, 1, 8_000_000);
        inRange("--half-rate", halfRate, 0, 8_000_000);
        stages.forEach(sessions -> inRange("--sessions", sessions, 1, MAX_SESSIONS));
        if (!heap.matches("[1-9][0-9]*[kmgKMG]?")) {
            throw new IllegalArgumentException("--heap is " + heap + "; it must be a size such as 512m or 2g");
        }
    }

    private static List<Shape> all() {
        return List.of(Shape.values());
    }

    private static void inRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from " + min + " to " + max);
        }
    }

    static BenchOptions parse(String[] args) {
        Deque<String> arguments = new ArrayDeque<>(List.of(args));
        BenchOptions options = arguments.remove("--smoke") ? SMOKE : FULL;
        while (!arguments.isEmpty()) {
            String name = arguments.pop();
            if (arguments.isEmpty()) {
                throw new IllegalArgumentException(name + " is unknown, or lacks its value");
            }
            options = options.with(name, arguments.pop());
        }
        return options;
    }

    private BenchOptions with(String name, String value) {
        return switch (name) {
            case "--rounds" ->
                with(number(name, value), lifetime, millis, rate, halfRate, stages, heap, contestants, shapes);
            case "--lifetime" ->
                with(rounds, number(name, value), millis, rate, halfRate, stages, heap, contestants, shapes);
            case "--seconds" ->
                with(rounds, lifetime, thousandths(name, value), rate, halfRate, stages, heap, contestants, shapes);
            case "--rate" ->
                with(rounds, lifetime, millis, number(name, value), halfRate, stages, heap, contestants, shapes);
            case "--half-rate" ->
                with(rounds, lifetime, millis, rate, number(name, value), stages, heap, contestants, shapes);
            case "--sessions" ->
                with(rounds, lifetime, millis, rate, halfRate, numbers(name, value), heap, contestants, shapes);
            case "--heap" -> with(rounds, lifetime, millis, rate, halfRate, stages, value, contestants, shapes);
            case "--contestants" ->
                with(rounds, lifetime, millis, rate, halfRate, stages, heap, Contestant.named(value), shapes);
            case "--shapes" ->
                with(rounds, lifetime, millis, rate, halfRate, stages, heap, contestants, Shape.named(value));
            default -> throw new IllegalArgumentException(name + " is unknown");
        };
    }

    private BenchOptions with(
            int rounds,
            int lifetime,
            int millis,
            int rate,
            int halfRate,
            List<Integer> stages,
            String heap,
            List<Contestant> contestants,
            List<Shape> shapes) {
        return new BenchOptions(
                rounds,
                lifetime,
                millis,
                warmUpMillis,
                settleMillis,
                rate,
                halfRate,
                stages,
                heap,
                contestants,
                shapes,
                smoke);
    }

    /** Returns a copy with the measured rate of {@link Shape#HALF}. */
    BenchOptions withHalfRate(int measured) {
        return with(rounds, lifetime, millis, rate, measured, stages, heap, contestants, shapes);
    }

    /** Returns a copy with some of the contestants. */
    BenchOptions withContestants(List<Contestant> some) {
        return with(rounds, lifetime, millis, rate, halfRate, stages, heap, some, shapes);
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be a whole number", e);
        }
    }

    private static int thousandths(String name, String value) {
        try {
            return (int) (Double.parseDouble(value) * 1_000);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be a number such as 0.5", e);
        }
    }

    private static List<Integer> numbers(String name, String values) {
        return Arrays.stream(values.split(","))
                .map(value -> number(name, value))
                .sorted()
                .distinct()
                .toList();
    }

    /** Number of rounds that start new processes and measure many sessions. */
    int lifetimes() {
        return (rounds + lifetime - 1) / lifetime;
    }

    int firstStage() {
        return stages.get(0);
    }

    /** Whether the most sessions are compared with the fewest. */
    boolean comparesSessions() {
        return shapes.contains(Shape.SESSIONS) && stages.size() > 1;
    }

    /** All stages but the first. */
    List<Integer> laterStages() {
        return stages.subList(1, stages.size());
    }

    int lastStage() {
        return stages.get(stages.size() - 1);
    }
}
