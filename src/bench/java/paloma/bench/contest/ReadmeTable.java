package paloma.bench.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the six figures of README, as medians without their middle half. */
final class ReadmeTable {
    private static final List<Contestant> CONTESTANTS = List.of(
            Contestant.PALOMA_POOL,
            Contestant.PALOMA_POOL_BATCH,
            Contestant.PALOMA_INLINE,
            Contestant.PALOMA_INLINE_BATCH,
            Contestant.C_RECVFROM,
            Contestant.NETTY_RECVMMSG,
            Contestant.NETTY_NIO_POOL,
            Contestant.MINA_POOL);

    private final BenchOptions options;
    private final Results results;

    private ReadmeTable(BenchOptions options, Results results) {
        this.options = options;
        this.results = results;
    }

    static String of(BenchOptions options, Map<String, String> machine, Results results) {
        return source(options, machine) + "\n\n" + new ReadmeTable(options, results).rows() + "\n";
    }

    private static String source(BenchOptions options, Map<String, String> machine) {
        String date = machine.get(Machine.DATE);
        return String.format(
                Locale.ROOT,
                "From [the run of %s](src/site/markdown/benchmarks/%s.md): `%s` on %s cores, loopback,\nLinux %s, JDK %s, echo of"
                        + " 64 bytes, medians of %d rounds. The server has one core, the load the other.",
                date,
                date,
                machine.get(Machine.COMMAND),
                machine.get(Machine.CORES),
                firstPart(machine.get(Machine.KERNEL), "[.][^.]*$"),
                firstPart(machine.get(Machine.JDK), "[.+-].*"),
                options.rounds());
    }

    private static String firstPart(String version, String rest) {
        return String.valueOf(version).replaceAll(rest, "");
    }

    private String rows() {
        List<Column> columns = columns();
        List<String> rows = new ArrayList<>();
        rows.add(row("", columns.stream().map(Column::title).toList()));
        rows.add("|---" + "|--:".repeat(columns.size()) + "|");
        CONTESTANTS.stream()
                .filter(options.contestants()::contains)
                .map(contestant -> row(
                        contestant.title(),
                        columns.stream().map(column -> cell(contestant, column)).toList()))
                .forEach(rows::add);
        return String.join("\n", rows);
    }

    private List<Column> columns() {
        String sessions = String.format(Locale.ROOT, "%,d sessions", options.lastStage());
        String rate = String.format(Locale.ROOT, "%,d messages/s", options.rate());
        return List.of(
                new Column("CPU per message, 64 × 8, µs", Shape.WINDOWS.metric("cpuMicros"), "%.2f", true),
                new Column("messages/s, 64 × 8", Shape.WINDOWS.metric("throughput"), "%,.0f", false),
                new Column("p50 at " + rate + ", µs", Shape.PACED.metric("p50Micros"), "%.0f", true),
                new Column(
                        "messages/s, " + sessions,
                        ManySessions.metric(options.lastStage(), "throughput"),
                        "%,.0f",
                        false),
                new Column(
                        "memory, MiB, " + sessions, ManySessions.metric(options.lastStage(), "rssMiB"), "%.0f", true),
                new Column("first answer, ms", "firstAnswerMillis", "%,.0f", true));
    }

    private String cell(Contestant contestant, Column column) {
        Samples samples = results.of(contestant, column.metric());
        boolean reached =
                !column.title().endsWith("sessions") || results.isBelowOverload(contestant, options.lastStage());
        return samples.isEmpty() && !reached ? "not reached" : samples.medianText(column.format());
    }

    private static String row(String title, List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| " + title + " | ", " |"));
    }
}
