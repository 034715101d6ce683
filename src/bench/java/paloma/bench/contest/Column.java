package paloma.bench.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * <em>Immutable.</em> One column of a table.
 *
 * @param title heading of the column
 * @param metric the metric in its cells
 * @param format format of a number
 * @param lessIsBetter whether the smaller number wins
 */
record Column(String title, String metric, String format, boolean lessIsBetter) {
    /** @param title heading of the table */
    record Table(String title, List<Column> columns) {}

    /** The tables of a run with {@code options}, in order of importance. */
    static List<Table> tables(BenchOptions options) {
        List<Table> tables = new ArrayList<>();
        List<Column> cpu = new ArrayList<>();
        List<Column> throughput = new ArrayList<>();
        for (Shape shape : Shape.CLOSED) {
            cpu.add(new Column(shape.title, shape.metric("cpuMicros"), "%.2f", true));
            throughput.add(new Column(shape.title, shape.metric("throughput"), "%,.0f", false));
        }
        tables.add(new Table("Server's CPU time per answered message, µs: all (middle half) = user + system", cpu));
        tables.add(new Table("Throughput at saturation, messages/s", throughput));
        tables.add(latency(Shape.PACED, options.rate()));
        tables.add(latency(Shape.HALF, options.halfRate()));
        tables.add(new Table(
                "Memory after all that, and time from start to first answer",
                List.of(
                        new Column("peak memory, MiB", "peakMiB", "%.0f", true),
                        new Column("first answer, ms", "firstAnswerMillis", "%.0f", true))));
        options.stages().forEach(sessions -> tables.add(sessions(sessions, options)));
        return tables;
    }

    private static Table latency(Shape shape, int rate) {
        return new Table(
                String.format(Locale.ROOT, "Latency at %,d messages/s (%s), µs", rate, shape.title),
                List.of(
                        new Column("p50", shape.metric("p50Micros"), "%.0f", true),
                        new Column("p99", shape.metric("p99Micros"), "%.0f", true),
                        new Column("p99.9", shape.metric("p999Micros"), "%.0f", true)));
    }

    private static Table sessions(int sessions, BenchOptions options) {
        String against = String.format(Locale.ROOT, "messages/s ÷ at %,d", options.firstStage());
        return new Table(
                String.format(Locale.ROOT, "%,d sessions", sessions),
                List.of(
                        new Column("messages/s", ManySessions.metric(sessions, "throughput"), "%,.0f", false),
                        new Column(against, ManySessions.metric(sessions, "againstFewest"), "%.2f", false),
                        new Column(
                                "in all turns together",
                                ManySessions.metric(sessions, "againstFewestInAll"),
                                "%.2f",
                                false),
                        new Column("CPU per message, µs", ManySessions.metric(sessions, "cpuMicros"), "%.2f", true),
                        new Column("memory, MiB", ManySessions.metric(sessions, "rssMiB"), "%.0f", true),
                        new Column("opened/s", ManySessions.metric(sessions, "openingRate"), "%,.0f", false)));
    }

    /** Factor by which {@code one} is worse than {@code other}; below 1 it is better. */
    double timesWorse(Samples one, Samples other) {
        return lessIsBetter ? one.median() / other.median() : other.median() / one.median();
    }
}
