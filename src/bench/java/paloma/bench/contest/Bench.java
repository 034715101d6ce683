package paloma.bench.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Measures all contestants side by side, prints the tables, and writes them as Markdown, JSON and a picture. */
public final class Bench {
    private final String[] args;
    private final Results results = new Results();

    private Bench(String[] args) {
        this.args = args;
    }

    /** {@code scripts/bench.sh}. Exits 1 when an answer was wrong or a count does not fit, 2 for wrong options. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.print(BenchOptions.USAGE);
            return;
        }
        BenchOptions options;
        try {
            options = BenchOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "\n" + BenchOptions.USAGE);
            System.exit(2);
            return;
        }
        System.exit(new Bench(args).run(options) ? 0 : 1);
    }

    private boolean run(BenchOptions options) throws IOException, InterruptedException {
        Programs programs = Programs.prepare(options);
        if (programs.cores() < 2) {
            results.note("There is one core only: the load and the contestant share it, and the numbers mean nothing.");
        }
        Map<String, String> machine = Machine.describe(options, programs, args);
        if (Machine.receiveBufferBytes() < Machine.WANTED_RECEIVE_BUFFER_BYTES) {
            results.note("The kernel grants less of a receive buffer than is asked for: what overflows is lost.");
        }
        BenchOptions calibrated = options;
        try {
            calibrated = calibrate(options, programs);
            measure(calibrated, programs);
        } catch (IOException e) {
            // What was measured before it is not lost.
            results.complain(e.getMessage());
        }
        write(calibrated, machine);
        if (calibrated.smoke()) {
            complainOfWhatIsMissing(calibrated);
            System.out.println(results.complaints().isEmpty() ? "bench: works" : "bench: does not work");
        }
        return results.complaints().isEmpty();
    }

    private void measure(BenchOptions options, Programs programs) throws IOException, InterruptedException {
        for (int life = 0; life < options.lifetimes(); life++) {
            int first = 1 + life * options.lifetime();
            try (Lineup lineup = new Lineup(options, programs, results)) {
                lineup.start(first);
                for (int round = first; round < first + options.lifetime() && round <= options.rounds(); round++) {
                    lineup.run(round);
                }
                lineup.stop(first);
                lineup.runSessions(first);
            }
        }
    }

    /** Half of what the slowest pool can do, found out once so that all rounds have the same rate. */
    private BenchOptions calibrate(BenchOptions options, Programs programs) throws IOException, InterruptedException {
        if (options.halfRate() > 0 || !options.shapes().contains(Shape.HALF)) {
            return options;
        }
        List<Contestant> pools =
                options.contestants().stream().filter(Contestant::setsThePace).toList();
        double slowest = Double.MAX_VALUE;
        for (Contestant contestant : pools.isEmpty() ? options.contestants() : pools) {
            System.err.printf("bench: how much can %s do?%n", contestant.key());
            try (RunningContestant running = new RunningContestant(programs, contestant)) {
                Round.warmUp(running, Shape.WINDOWS, 2 * options.warmUpMillis());
                slowest = Math.min(slowest, new Round(options, results, 0).saturation(running));
                running.stop().forEach(results::complain);
            }
        }
        return options.withHalfRate((int) Math.max(1, slowest / 2));
    }

    private void complainOfWhatIsMissing(BenchOptions options) {
        for (Contestant contestant : options.contestants()) {
            for (Shape shape : options.shapes()) {
                boolean asked = shape != Shape.SESSIONS || contestant.carriesManySessions();
                if (asked && results.of(contestant, lastMetric(shape, options)).isEmpty()) {
                    results.complain(contestant.key() + " has no result for " + shape.key);
                }
            }
        }
    }

    /** What is there only when the whole shape was measured. */
    private static String lastMetric(Shape shape, BenchOptions options) {
        if (shape != Shape.SESSIONS) {
            return shape.metric("throughput");
        }
        return ManySessions.metric(options.lastStage(), options.comparesSessions() ? "againstFewest" : "throughput");
    }

    private void write(BenchOptions options, Map<String, String> machine) throws IOException {
        String markdown = Markdown.of(options, machine, results);
        if (!options.smoke()) {
            System.out.print(markdown);
        }
        file(machine.get(Machine.DATE) + ".md", markdown);
        file("bench.json", Json.of(options, machine, results));
        file("bench.svg", Picture.of(options, machine, results));
    }

    private static void file(String name, String text) throws IOException {
        Path file = Programs.OUTPUT.resolve(name);
        Files.writeString(file, text);
        System.err.println("bench: wrote " + file);
    }
}
