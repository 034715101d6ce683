package paloma.session;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code make collisions}: compares the look-up time among sources of equal {@code hashCode} with that among random ones,
 * in the session table and in a {@link HashMap}. Exit status 1: the ratio is above 2 in the session table.
 */
final class Collisions {
    private static final double MAX = 2;

    private Collisions() {}

    /** Arguments are those of JMH; {@code -f 1 -i 3} makes a short run. */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        Map<String, Double> nanos = new HashMap<>();
        for (RunResult run : new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .include(LookupBenchmark.class.getName())
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run()) {
            String call = run.getParams().getBenchmark().replaceAll(".*\\.", "");
            nanos.put(
                    cell(
                            run.getParams().getParam("kind"),
                            run.getParams().getParam("family"),
                            call,
                            run.getParams().getParam("choice")),
                    run.getPrimaryResult().getScore());
        }
        System.out.printf("%-14s%-7s%-6s%12s%14s%8s%n", "", "", "", "random ns", "colliding ns", "ratio");
        double worst = 0;
        for (LookupBenchmark.Kind kind : LookupBenchmark.Kind.values()) {
            for (LookupBenchmark.Family family : LookupBenchmark.Family.values()) {
                for (String call : new String[] {"find", "miss"}) {
                    double random = nanos.get(cell(kind.name(), family.name(), call, "RANDOM"));
                    double colliding = nanos.get(cell(kind.name(), family.name(), call, "COLLIDING"));
                    double ratio = colliding / random;
                    System.out.printf(
                            Locale.ROOT,
                            "%-14s%-7s%-6s%12.1f%14.1f%8.2f%n",
                            kind,
                            family,
                            call,
                            random,
                            colliding,
                            ratio);
                    worst = kind == LookupBenchmark.Kind.SESSION_TABLE ? Math.max(worst, ratio) : worst;
                }
            }
        }
        System.exit(worst <= MAX ? 0 : 1);
    }

    private static String cell(String kind, String family, String call, String choice) {
        return kind + " " + family + " " + call + " " + choice;
    }
}
