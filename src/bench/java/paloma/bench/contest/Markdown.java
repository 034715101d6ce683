package paloma.bench.contest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the page of a run, for {@code src/site/markdown/benchmarks}. */
final class Markdown {
    /** Share of its core below which the contestant did not limit the throughput. */
    private static final double SATURATED = 0.95;
    /** Factor below which two medians count as equal. */
    private static final double BEHIND = 1.005;

    private final BenchOptions options;
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private Markdown(BenchOptions options, Results results) {
        this.options = options;
        this.results = results;
    }

    static String of(BenchOptions options, Map<String, String> machine, Results results) {
        Markdown markdown = new Markdown(options, results);
        markdown.paragraph("# Benchmark of " + machine.get(Machine.DATE));
        markdown.paragraph(machine.entrySet().stream()
                .map(fact -> "- " + fact.getKey() + ": " + fact.getValue())
                .collect(Collectors.joining("\n")));
        if (options.smoke()) {
            markdown.paragraph("A smoke run: its numbers mean nothing.");
        }
        markdown.paragraph("Medians of " + options.rounds()
                + " interleaved rounds, in brackets their middle half; see [method](method.md).");
        markdown.turns();
        Column.tables(options).forEach(markdown::table);
        markdown.ratios();
        markdown.losses();
        markdown.notes();
        return markdown.text.toString();
    }

    private void heading(String line) {
        paragraph("## " + line);
    }

    private void paragraph(String line) {
        text.append(line).append("\n\n");
    }

    /** States how often sessions were measured, which differs from the other shapes. */
    private void turns() {
        if (!options.shapes().contains(Shape.SESSIONS)) {
            return;
        }
        String often = ManySessions.PAIRS + " times in "
                + (options.lifetimes() == 1 ? "one round" : "each of " + options.lifetimes() + " rounds");
        if (options.comparesSessions()) {
            paragraph(String.format(
                    Locale.ROOT,
                    "At %,d and at %,d sessions, messages/s and CPU time were measured in turns, %s; their ratio is that of"
                            + " adjacent turns, then that of all turns of a round. Everything else about sessions was"
                            + " measured once in such a round.",
                    options.firstStage(),
                    options.lastStage(),
                    often));
        } else {
            paragraph(String.format(
                    Locale.ROOT,
                    "At %,d sessions, messages/s and CPU time were measured %s, and memory and the rate of opening once in"
                            + " such a round.",
                    options.firstStage(),
                    often));
        }
    }

    private void table(Column.Table table) {
        List<Column> columns = table.columns().stream()
                .filter(column ->
                        !results.having(options.contestants(), column.metric()).isEmpty())
                .toList();
        if (columns.isEmpty()) {
            return;
        }
        heading(table.title());
        row("", columns.stream().map(Column::title).toList());
        text.append("|---").append("|--:".repeat(columns.size())).append("|\n");
        for (Contestant contestant : options.contestants()) {
            if (columns.stream()
                    .anyMatch(column -> !results.of(contestant, column.metric()).isEmpty())) {
                row(
                        contestant.title(),
                        columns.stream().map(column -> cell(contestant, column)).toList());
            }
        }
        text.append('\n');
    }

    private void row(String title, List<String> cells) {
        text.append("| ")
                .append(title)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n");
    }

    private String cell(Contestant contestant, Column column) {
        String metric = column.metric();
        String cell = results.of(contestant, metric).text(column.format());
        Samples user = results.of(contestant, metric.replace("cpuMicros", "userMicros"));
        if (metric.endsWith("cpuMicros") && !user.isEmpty()) {
            Samples system = results.of(contestant, metric.replace("cpuMicros", "systemMicros"));
            return cell + " = " + user.medianText(column.format()) + " + " + system.medianText(column.format());
        }
        Samples busy = results.of(contestant, metric.replace("throughput", "busy"));
        if (metric.endsWith("throughput") && !busy.isEmpty() && busy.median() < SATURATED) {
            return cell + String.format(Locale.ROOT, ", with %.0f %% of its core", busy.median() * 100);
        }
        return cell;
    }

    private void ratios() {
        List<Ratio> measured = Ratio.all(options).stream()
                .filter(ratio -> !ratio.in(results).isEmpty())
                .toList();
        if (measured.isEmpty()) {
            return;
        }
        heading("Ratios of the same round or turn");
        row("", List.of("median (middle half)", "95 % confidence interval of the median"));
        text.append("|---|--:|--:|\n");
        measured.forEach(ratio -> row(
                ratio.title(),
                List.of(ratio.in(results).text("%.2f"), ratio.in(results).confidenceText("%.2f"))));
        text.append('\n');
    }

    private void losses() {
        List<String> losses = new ArrayList<>();
        for (Column.Table table : Column.tables(options)) {
            for (Column column : table.columns()) {
                String behind = options.contestants().stream()
                        .filter(Contestant::isPaloma)
                        .map(paloma -> behind(paloma, column))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining("; "));
                if (!behind.isEmpty()) {
                    losses.add("- " + table.title().replaceAll(":.*", "") + ", " + column.title() + ": " + behind);
                }
            }
        }
        if (!losses.isEmpty()) {
            heading("Where Paloma loses, by medians, and the largest gap");
            paragraph(String.join("\n", losses));
        }
    }

    /** The gap to the best other contestant; empty if there is no better one. */
    private String behind(Contestant paloma, Column column) {
        Samples own = results.of(paloma, column.metric());
        if (own.isEmpty()) {
            return "";
        }
        return results.having(options.contestants(), column.metric()).stream()
                .filter(rival -> !rival.isPaloma() && timesBehind(own, rival, column) > BEHIND)
                .max(Comparator.comparingDouble(rival -> timesBehind(own, rival, column)))
                .map(best -> String.format(
                        Locale.ROOT,
                        "*%s* %.2f times behind *%s*",
                        paloma.title(),
                        timesBehind(own, best, column),
                        best.title()))
                .orElse("");
    }

    private double timesBehind(Samples own, Contestant rival, Column column) {
        return column.timesWorse(own, results.of(rival, column.metric()));
    }

    private void notes() {
        if (!results.notes().isEmpty()) {
            heading("Notes");
            paragraph(results.notes().stream().map(note -> "- " + note).collect(Collectors.joining("\n")));
        }
    }
}
