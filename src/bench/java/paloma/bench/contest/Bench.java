package paloma.bench.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures all contestants in turns, and writes the result as Markdown, JSON and SVG. */
public final class Bench {
    private final String[] args;
    private final Results results = new Results();

    private Bench(String[] args) {
        this.args = args;
    }

    /** {@code scripts/bench.sh}. Exit status 1: a wrong answer or count; 2: invalid options. */
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

    private boolean run(BenchOptions all) throws IOException, InterruptedException {
        Programs programs = Programs.prepare(all);
        BenchOptions options = all.withContestants(runnable(all.contestants(), programs));
        if (options.contestants().isEmpty()) {
            return false;
        }
        if (programs.cores() < 2) {
            results.note("Load and contestant share the only core: the numbers mean nothing.");
        }
        Map<String, String> machine = Machine.describe(options, programs, args);
        if (Machine.receiveBufferBytes() < Machine.WANTED_RECEIVE_BUFFER_BYTES) {
            results.note("The kernel grants a smaller receive buffer than requested: datagrams beyond it are lost.");
        }
        BenchOptions calibrated = options;
        try {
            calibrated = calibrate(options, programs);
            measure(calibrated, programs);
        } catch (IOException e) {
            // The measurements made so far are written.
            results.addError(e.getMessage());
        }
        write(calibrated, machine);
        if (calibrated.smoke()) {
            reportMissingResults(calibrated);
            System.out.println(results.errors().isEmpty() ? "bench: works" : "bench: does not work");
        }
        return results.errors().isEmpty();
    }

    /** The contestants that can run here; a note states why each other one was left out. */
    private List<Contestant> runnable(List<Contestant> contestants, Programs programs)
            throws IOException, InterruptedException {
        List<Contestant> runnable = new ArrayList<>();
        for (Contestant contestant : contestants) {
            Optional<String> refusal = programs.refusal(contestant);
            if (refusal.isPresent()) {
                results.note(contestant.title() + " was left out: " + refusal.get() + ".");
            } else {
                runnable.add(contestant);
            }
        }
        return runnable;
    }

    private void measure(BenchOptions options, Programs programs) throws IOException, InterruptedException {
        for (int generation = 0; generation < options.lifetimes(); generation++) {
            int first = 1 + generation * options.lifetime();
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

    /** Sets {@link Shape#HALF} to half of the saturation of the slowest pool, for all rounds. */
    private BenchOptions calibrate(BenchOptions options, Programs programs) throws IOException, InterruptedException {
        if (options.halfRate() > 0 || !options.shapes().contains(Shape.HALF)) {
            return options;
        }
        List<Contestant> pools = options.contestants().stream()
                .filter(Contestant::definesHalfRate)
                .toList();
        double slowest = Double.MAX_VALUE;
        for (Contestant contestant : pools.isEmpty() ? options.contestants() : pools) {
            System.err.printf("bench: saturation of %s%n", contestant.key());
            try (RunningContestant running = new RunningContestant(programs, contestant)) {
                Round.warmUp(running, Shape.WINDOWS, 2 * options.warmUpMillis());
                slowest = Math.min(slowest, new Round(options, results, 0).saturation(running));
                running.stop().forEach(results::addError);
            }
        }
        return options.withHalfRate((int) Math.max(1, slowest / 2));
    }

    private void reportMissingResults(BenchOptions options) {
        for (Contestant contestant : options.contestants()) {
            for (Shape shape : options.shapes()) {
                boolean expected = shape != Shape.SESSIONS || contestant.supportsManySessions();
                if (expected
                        && results.of(contestant, lastMetric(shape, options)).isEmpty()) {
                    results.addError(contestant.key() + " has no result for " + shape.key);
                }
            }
        }
    }

    /** The metric that exists only if the whole shape was measured. */
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
        file("readme.md", ReadmeTable.of(options, machine, results));
        file("bench.json", Json.of(options, machine, results));
        file("bench.svg", Picture.of(options, machine, results));
    }

    private static void file(String name, String text) throws IOException {
        Path file = Programs.OUTPUT.resolve(name);
        Files.writeString(file, text);
        System.err.println("bench: wrote " + file);
    }
}
