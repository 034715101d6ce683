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

/** <em>Immutable.</em> Formats the figures of a report as a table. */
final class LoadTable {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private final Messages texts;

    /** <em>Immutable.</em> A row of the table: label, number, and unit. */
    private record Row(String label, String number, String unit) {}

    LoadTable(Messages texts) {
        this.texts = texts;
    }

    /** Returns the whole table, with line breaks. */
    String of(LoadReport report) {
        List<Row> rows = rows(report);
        int labels = rows.stream().mapToInt(row -> row.label.length()).max().orElse(0);
        int numbers = rows.stream().mapToInt(row -> row.number.length()).max().orElse(0);
        String form = "%-" + labels + "s  %" + numbers + "s%s%n";
        StringBuilder table = new StringBuilder();
        table.append(head(report)).append(System.lineSeparator());
        rows.forEach(row -> table.append(form.formatted(row.label, row.number, row.unit)));
        if (report.plan().profile().isRamp()) {
            table.append(knee(report)).append(System.lineSeparator());
        }
        return table.toString();
    }

    private String knee(LoadReport report) {
        return report.knee()
                .map(knee -> texts.format("load.knee", knee.rate(), knee.second()))
                .orElseGet(() ->
                        texts.format("load.no-knee", report.plan().profile().rateAtEnd()));
    }

    /**
     * Returns the reasons why the generator was the limit.
     *
     * <p>They are the percentages over {@code maxBehindPercent}, unsent messages, and drops.
     */
    List<String> limits(LoadReport report, double maxBehindPercent) {
        List<String> limits = new ArrayList<>();
        Counts counts = report.result().counts();
        addIfOver("behind", report.behindPercent(), maxBehindPercent, limits);
        addIfOver("queued", report.queuedPercent(), maxBehindPercent, limits);
        addIfOver("held-up", report.readLatePercent(), maxBehindPercent, limits);
        if (counts.unsent() > 0) {
            limits.add(texts.format("load.limited.unsent", counts.unsent()));
        }
        report.result().clientDrops().stream()
                .filter(drops -> drops > 0)
                .forEach(drops -> limits.add(texts.format("load.limited.drops", drops)));
        return limits;
    }

    private void addIfOver(String key, double percent, double max, List<String> limits) {
        if (percent > max) {
            limits.add(texts.format("load.limited." + key, String.format(Locale.ROOT, "%.2f", percent)));
        }
    }

    /** Returns the rows as pairs of label and number with its unit. */
    List<Object> pairs(LoadReport report) {
        List<Object> pairs = new ArrayList<>();
        rows(report).forEach(row -> pairs.add(List.of(row.label, row.number + row.unit)));
        return pairs;
    }

    /** Returns the line that describes the plan. */
    String head(LoadReport report) {
        Plan plan = report.plan();
        LoadProfile profile = plan.profile();
        SizeRange size = new SizeRange(plan.minSize(), plan.maxSize());
        String profileText = switch (profile.kind()) {
            case TURNS -> texts.format("load.table.head.turns", plan.clients(), profile.messages(), size);
            case WINDOW ->
                texts.format("load.table.head.window", plan.clients(), profile.window(), size, seconds(profile));
            case SCHEDULE ->
                profile.isRamp()
                        ? texts.format(
                                "load.table.head.ramp",
                                plan.clients(),
                                profile.rate(),
                                profile.rateAtEnd(),
                                size,
                                seconds(profile))
                        : texts.format("load.table.head.rate", plan.clients(), profile.rate(), size, seconds(profile));
        };
        return texts.format("load.table.head", profileText, report.processes());
    }

    private static String seconds(LoadProfile profile) {
        return Double.toString(profile.duration().toMillis() / 1e3).replaceAll("\\.0$", "");
    }

    private List<Row> rows(LoadReport report) {
        Counts counts = report.result().counts();
        List<Row> rows = new ArrayList<>();
        rows.add(count("sent", counts.sent()));
        addUnlessZero("unsent", counts.unsent(), rows);
        addUnlessZero("skipped", counts.skipped(), rows);
        addUnlessZero("queued", counts.queued(), rows);
        rows.add(count("answered", counts.answered()));
        rows.add(count("lost", counts.lost()));
        rows.add(count("late", counts.late()));
        addUnlessZero("in-flight", counts.outstanding(), rows);
        rows.add(count("duplicated", counts.duplicated()));
        rows.add(count("reordered", counts.reordered()));
        rows.add(count("corrupted", counts.corrupted()));
        rows.add(count("foreign", counts.foreign()));
        rows.add(count("per-second", Math.round(report.messagesPerSecond())));
        if (counts.answered() > 0) {
            for (double percent : PERCENTILES) {
                rows.add(decimal("latency", percentileName(percent), report.latencyMillis(percent), " ms"));
            }
            rows.add(decimal("max", report.latencyMillis(100), " ms"));
        }
        if (report.plan().profile().kind() == LoadProfile.Kind.SCHEDULE) {
            rows.add(decimal("delay", percentileName(99), report.delayMillis(99), " ms"));
            rows.add(decimal("behind", report.behindPercent(), " %"));
        }
        if (counts.answered() + counts.late() > 0) {
            rows.add(decimal("held-up", report.readLatePercent(), " %"));
        }
        cpu("cpu", report.cpuMicros(), rows);
        cpu("server-cpu", report.serverCpuMicros(), rows);
        drops("server-drops", report.server().drops(), rows);
        drops("client-drops", report.result().clientDrops(), rows);
        return rows;
    }

    /** Returns a name such as {@code p99.9}. */
    static String percentileName(double percent) {
        return "p" + Double.toString(percent).replaceAll("\\.0$", "");
    }

    private void addUnlessZero(String key, long number, List<Row> rows) {
        if (number > 0) {
            rows.add(count(key, number));
        }
    }

    private Row count(String key, long number) {
        return new Row(texts.format("load.table." + key), Long.toString(number), "");
    }

    private Row decimal(String key, double value, String unit) {
        return new Row(texts.format("load.table." + key), String.format(Locale.ROOT, "%.3f", value), unit);
    }

    private Row decimal(String key, String percentile, double value, String unit) {
        return new Row(texts.format("load.table." + key, percentile), String.format(Locale.ROOT, "%.3f", value), unit);
    }

    private void cpu(String key, OptionalDouble micros, List<Row> rows) {
        micros.ifPresent(value -> rows.add(decimal(key, value, " µs")));
    }

    private void drops(String key, OptionalLong drops, List<Row> rows) {
        drops.ifPresent(number -> rows.add(count(key, number)));
    }
}
