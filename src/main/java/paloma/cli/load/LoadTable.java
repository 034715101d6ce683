package paloma.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import paloma.cli.option.SizeRange;
import paloma.cli.text.Messages;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.LoadReport;

/** <em>Immutable.</em> The figures of a run as a table for people. */
final class LoadTable {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private final Messages words;

    /** A line of the table: what is told, the number, and what it counts in. */
    private record Row(String label, String number, String unit) {}

    LoadTable(Messages words) {
        this.words = words;
    }

    /** The whole table, line breaks included. */
    String of(LoadReport report) {
        List<Row> rows = rows(report);
        int labels = rows.stream().mapToInt(row -> row.label.length()).max().orElse(0);
        int numbers = rows.stream().mapToInt(row -> row.number.length()).max().orElse(0);
        String form = "%-" + labels + "s  %" + numbers + "s%s%n";
        StringBuilder table = new StringBuilder();
        table.append(head(report)).append(System.lineSeparator());
        rows.forEach(row -> table.append(form.formatted(row.label, row.number, row.unit)));
        if (report.plan().tempo().isRamp()) {
            table.append(knee(report)).append(System.lineSeparator());
        }
        return table.toString();
    }

    private String knee(LoadReport report) {
        return report.knee()
                .map(knee -> words.say("load.knee", knee.rate(), knee.second()))
                .orElseGet(() -> words.say("load.no-knee", report.plan().tempo().rateAtEnd()));
    }

    /** What made the generator the limit when so much may be behind, in percent; what was within that is no reason. */
    List<String> limits(LoadReport report, double maxBehindPercent) {
        List<String> limits = new ArrayList<>();
        Counts counts = report.result().counts();
        addIfMore("behind", report.behindPercent(), maxBehindPercent, limits);
        addIfMore("queued", report.queuedPercent(), maxBehindPercent, limits);
        addIfMore("held-up", report.heldUpPercent(), maxBehindPercent, limits);
        if (counts.unsent() > 0) {
            limits.add(words.say("load.limited.unsent", counts.unsent()));
        }
        report.result().clientDrops().stream()
                .filter(drops -> drops > 0)
                .forEach(drops -> limits.add(words.say("load.limited.drops", drops)));
        return limits;
    }

    private void addIfMore(String what, double percent, double most, List<String> limits) {
        if (percent > most) {
            limits.add(words.say("load.limited." + what, String.format(Locale.ROOT, "%.2f", percent)));
        }
    }

    /** What is told, and the number with its unit, row by row. */
    List<Object> pairs(LoadReport report) {
        List<Object> pairs = new ArrayList<>();
        rows(report).forEach(row -> pairs.add(List.of(row.label, row.number + row.unit)));
        return pairs;
    }

    /** One line that says what was run. */
    String head(LoadReport report) {
        Plan plan = report.plan();
        LoadProfile tempo = plan.tempo();
        SizeRange size = new SizeRange(plan.leastSize(), plan.mostSize());
        String rhythm = switch (tempo.kind()) {
            case TURNS -> words.say("load.table.head.turns", plan.clients(), tempo.messages(), size);
            case WINDOW -> words.say("load.table.head.window", plan.clients(), tempo.window(), size, seconds(tempo));
            case SCHEDULE ->
                tempo.isRamp()
                        ? words.say(
                                "load.table.head.ramp",
                                plan.clients(),
                                tempo.rate(),
                                tempo.rateAtEnd(),
                                size,
                                seconds(tempo))
                        : words.say("load.table.head.rate", plan.clients(), tempo.rate(), size, seconds(tempo));
        };
        return words.say("load.table.head", rhythm, report.processes());
    }

    private static String seconds(LoadProfile tempo) {
        return Double.toString(tempo.duration().toMillis() / 1e3).replaceAll("\\.0$", "");
    }

    private List<Row> rows(LoadReport report) {
        Counts counts = report.result().counts();
        List<Row> rows = new ArrayList<>();
        rows.add(count("sent", counts.sent()));
        addUnlessNone("unsent", counts.unsent(), rows);
        addUnlessNone("skipped", counts.skipped(), rows);
        addUnlessNone("queued", counts.queued(), rows);
        rows.add(count("answered", counts.answered()));
        rows.add(count("lost", counts.lost()));
        rows.add(count("late", counts.late()));
        addUnlessNone("in-flight", counts.outstanding(), rows);
        rows.add(count("duplicated", counts.duplicated()));
        rows.add(count("reordered", counts.reordered()));
        rows.add(count("corrupted", counts.corrupted()));
        rows.add(count("foreign", counts.foreign()));
        rows.add(count("per-second", Math.round(report.messagesPerSecond())));
        if (counts.answered() > 0) {
            for (double percent : PERCENTILES) {
                rows.add(decimal("latency", name(percent), report.latencyMillis(percent), " ms"));
            }
            rows.add(decimal("max", report.latencyMillis(100), " ms"));
        }
        if (report.plan().tempo().kind() == LoadProfile.Kind.SCHEDULE) {
            rows.add(decimal("delay", name(99), report.delayMillis(99), " ms"));
            rows.add(decimal("behind", report.behindPercent(), " %"));
        }
        if (counts.answered() + counts.late() > 0) {
            rows.add(decimal("held-up", report.heldUpPercent(), " %"));
        }
        cpu("cpu", report.cpuMicros(), rows);
        cpu("server-cpu", report.serverCpuMicros(), rows);
        drops("server-drops", report.server().drops(), rows);
        drops("client-drops", report.result().clientDrops(), rows);
        return rows;
    }

    /** {@code p99.9}. */
    static String name(double percent) {
        return "p" + Double.toString(percent).replaceAll("\\.0$", "");
    }

    private void addUnlessNone(String what, long number, List<Row> rows) {
        if (number > 0) {
            rows.add(count(what, number));
        }
    }

    private Row count(String what, long number) {
        return new Row(words.say("load.table." + what), Long.toString(number), "");
    }

    private Row decimal(String what, double value, String unit) {
        return new Row(words.say("load.table." + what), String.format(Locale.ROOT, "%.3f", value), unit);
    }

    private Row decimal(String what, String which, double value, String unit) {
        return new Row(words.say("load.table." + what, which), String.format(Locale.ROOT, "%.3f", value), unit);
    }

    private void cpu(String what, OptionalDouble micros, List<Row> rows) {
        micros.ifPresent(value -> rows.add(decimal(what, value, " µs")));
    }

    private void drops(String what, OptionalLong drops, List<Row> rows) {
        drops.ifPresent(number -> rows.add(count(what, number)));
    }
}
