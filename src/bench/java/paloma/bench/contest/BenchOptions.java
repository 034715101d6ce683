package paloma.bench.contest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * <em>Immutable.</em> How much is measured. Numbers are refused when they are not positive.
 *
 * @param rounds of all contestants
 * @param millis that one measurement lasts
 * @param warmUpMillis of work before the first measurement of a process
 * @param settleMillis of work of the same shape before every measurement
 * @param rate messages a second of {@link Shape#PACED}
 * @param halfRate of {@link Shape#HALF}; 0 finds it out
 * @param stages how many sessions {@link Shape#SESSIONS} measures at, ascending
 * @param heap -Xmx of the contestants in Java
 * @param smoke whether this is to see that the bench works, and not to measure
 */
record BenchOptions(
        int rounds,
        int millis,
        int warmUpMillis,
        int settleMillis,
        int rate,
        int halfRate,
        List<Integer> stages,
        String heap,
        List<Entrant> entrants,
        List<Shape> shapes,
        boolean smoke) {
    static final String USAGE = """
            scripts/bench.sh [OPTIONS]
              --rounds N             of all contestants, one after the other (5)
              --seconds S            that one measurement lasts (1.2)
              --shapes A,B           of 8x1, 64x8, 1000x1, paced, half, sessions (all)
              --contestants A,B      of paloma-pool, paloma-inline, mina-pool, mina-inline, netty-nio-pool, netty-nio,
                                     netty-epoll, netty-recvmmsg, c-recvfrom, c-recvmmsg, python (all)
              --rate N               messages a second of the shape "paced" (20000)
              --half-rate N          of the shape "half", instead of half of what the slowest pool can do
              --sessions A,B         how many sessions the shape "sessions" measures at (100,100000,1000000)
              --heap SIZE            -Xmx of the contestants in Java (512m)
              --smoke                tiny numbers: sees that the bench works, never how fast anything is
            Needs Linux, a C compiler, taskset, and python3 for the contestant in Python.
            """;

    private static final BenchOptions FULL = new BenchOptions(
            5, 1_200, 2_500, 300, 20_000, 0, List.of(100, 100_000, 1_000_000), "512m", Entrant.ALL, all(), false);
    private static final BenchOptions SMOKE =
            new BenchOptions(1, 50, 50, 20, 1_000, 500, List.of(10, 100, 1_000), "512m", Entrant.ALL, all(), true);

    BenchOptions {
        positive("rounds", rounds);
        positive("milliseconds", millis);
        positive("rate", rate);
        stages.forEach(sessions -> positive("sessions", sessions));
    }

    private static List<Shape> all() {
        return List.of(Shape.values());
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
        }
    }

    static BenchOptions parse(String[] args) {
        Deque<String> words = new ArrayDeque<>(List.of(args));
        BenchOptions options = words.remove("--smoke") ? SMOKE : FULL;
        while (!words.isEmpty()) {
            String name = words.pop();
            if (words.isEmpty()) {
                throw new IllegalArgumentException(name + " is unknown, or lacks its value");
            }
            options = options.with(name, words.pop());
        }
        return options;
    }

    private BenchOptions with(String name, String value) {
        return switch (name) {
            case "--rounds" -> with(number(value), millis, rate, halfRate, stages, heap, entrants, shapes);
            case "--seconds" ->
                with(rounds, (int) (Double.parseDouble(value) * 1_000), rate, halfRate, stages, heap, entrants, shapes);
            case "--rate" -> with(rounds, millis, number(value), halfRate, stages, heap, entrants, shapes);
            case "--half-rate" -> with(rounds, millis, rate, number(value), stages, heap, entrants, shapes);
            case "--sessions" -> with(rounds, millis, rate, halfRate, numbers(value), heap, entrants, shapes);
            case "--heap" -> with(rounds, millis, rate, halfRate, stages, value, entrants, shapes);
            case "--contestants" -> with(rounds, millis, rate, halfRate, stages, heap, Entrant.named(value), shapes);
            case "--shapes" -> with(rounds, millis, rate, halfRate, stages, heap, entrants, Shape.named(value));
            default -> throw new IllegalArgumentException(name + " is unknown");
        };
    }

    private BenchOptions with(
            int rounds,
            int millis,
            int rate,
            int halfRate,
            List<Integer> stages,
            String heap,
            List<Entrant> entrants,
            List<Shape> shapes) {
        return new BenchOptions(
                rounds, millis, warmUpMillis, settleMillis, rate, halfRate, stages, heap, entrants, shapes, smoke);
    }

    /** This with what {@link Shape#HALF} was found to be. */
    BenchOptions withHalfRate(int found) {
        return with(rounds, millis, rate, found, stages, heap, entrants, shapes);
    }

    private static int number(String value) {
        return Integer.parseInt(value);
    }

    private static List<Integer> numbers(String values) {
        return List.of(values.split(",")).stream()
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    int lastStage() {
        return stages.get(stages.size() - 1);
    }
}
