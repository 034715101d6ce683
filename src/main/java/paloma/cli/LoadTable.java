package paloma.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import paloma.load.Counts;
import paloma.load.Plan;
import paloma.load.Report;

/** <em>Immutable.</em> The figures of a run as a table for people. */
final class LoadTable {
    private final Words words;

    /** A line of the table: what is told, the number, and what it counts in. */
    private record Row(String label, String number, String unit) {}

    LoadTable(Words words) {
        this.words = words;
    }

    /** The whole table, line breaks included. */
    String of(Report report, int processes) {
        Plan plan = report.plan();
        List<Row> rows = rows(report);
        int labels = rows.stream().mapToInt(row -> row.label.length()).max().orElse(0);
        int numbers = rows.stream().mapToInt(row -> row.number.length()).max().orElse(0);
        String form = "%-" + labels + "s  %" + numbers + "s%s%n";
        StringBuilder table = new StringBuilder();
        table.append(words.say("load.table.head", plan.clients(), plan.messages(), plan.size(), processes))
                .append(System.lineSeparator());
        rows.forEach(row -> table.append(form.formatted(row.label, row.number, row.unit)));
        return table.toString();
    }

    private List<Row> rows(Report report) {
        Counts counts = report.result().counts();
        List<Row> rows = new ArrayList<>();
        rows.add(count("sent", counts.sent()));
        if (counts.unsent() > 0) {
            rows.add(count("unsent", counts.unsent()));
        }
        rows.add(count("answered", counts.answered()));
        rows.add(count("lost", counts.lost()));
        rows.add(count("late", counts.late()));
        rows.add(count("wrong", counts.wrong()));
        rows.add(count("out-of-order", counts.outOfOrder()));
        rows.add(count("duplicated", counts.duplicated()));
        rows.add(count("per-second", Math.round(report.messagesPerSecond())));
        if (counts.answered() > 0) {
            rows.add(latency("p50", report.latencyMillis(50)));
            rows.add(latency("p99", report.latencyMillis(99)));
            rows.add(latency("max", report.latencyMillis(100)));
        }
        drops("server-drops", report.serverDrops(), rows);
        drops("client-drops", report.result().clientDrops(), rows);
        return rows;
    }

    private Row count(String what, long number) {
        return new Row(words.say("load.table." + what), Long.toString(number), "");
    }

    private Row latency(String what, double millis) {
        return new Row(words.say("load.table." + what), String.format(Locale.ROOT, "%.3f", millis), " ms");
    }

    private void drops(String what, OptionalLong drops, List<Row> rows) {
        drops.ifPresent(number -> rows.add(count(what, number)));
    }
}
