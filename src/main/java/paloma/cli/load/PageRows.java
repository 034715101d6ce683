package paloma.cli.load;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import paloma.cli.load.ReportFigures.Figure;
import paloma.cli.option.HostPort;
import paloma.cli.text.Messages;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.Knee;
import paloma.load.report.LoadReport;
import paloma.load.report.Requirements.Requirement;
import paloma.load.report.SecondStats;
import paloma.load.report.Unit;

/** <em>Immutable.</em> The texts of a report's page, in the language of the console. */
final class PageRows {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

    private static final String NO_VALUE = "–";

    private final LoadReport report;
    private final LoadOutputOptions outputOptions;
    private final RunEnvironment environment;
    private final Messages texts;
    private final PageFormat format;

    PageRows(LoadReport report, LoadOutputOptions outputOptions, RunEnvironment environment, Messages texts) {
        this.report = report;
        this.outputOptions = outputOptions;
        this.environment = environment;
        this.texts = texts;
        this.format = PageFormat.of(texts.language());
    }

    /** Returns the start of the measurement, in UTC. */
    String startTime() {
        return TIME.format(Instant.ofEpochMilli(report.startedAtMillis()).atOffset(ZoneOffset.UTC));
    }

    /** Sentences that explain the verdict and the knee. */
    List<String> reasons() {
        VerdictText verdict = new VerdictText(texts, format);
        List<String> reasons = verdict.reasons(report, outputOptions);
        if (report.plan().profile().isRamp()) {
            report.knee()
                    .ifPresentOrElse(knee -> reasons.addAll(overload(knee)), () -> reasons.add(verdict.knee(report)));
            reasons.add(texts.format("load.html.reason.knee-meaning"));
        }
        return reasons;
    }

    /** Describes the last sustained second and the overloaded one after it. */
    private List<String> overload(Knee knee) {
        SecondStats next = report.result().seconds().get(knee.second());
        String rate = new PlanText(texts, format).rate(knee.rate());
        String cause = knee.overload() == Knee.Overload.SLOW
                ? format.time(next.latencies().getValueAtPercentile(99) / 1e6)
                : format.percent(next.missing() * 100.0 / next.sent());
        return List.of(
                knee.second() == 0
                        ? texts.format("load.html.reason.no-rate")
                        : texts.format("load.html.reason.knee", rate, knee.second()),
                texts.format("load.html.overload." + knee.overload(), knee.second() + 1, cause));
    }

    /** Rows of condition, measured value, and whether it is met. */
    List<Object> requirements() {
        List<Object> rows = new ArrayList<>();
        for (Requirement requirement : outputOptions.requirements()) {
            double value = requirement.value(report);
            rows.add(List.of(
                    requirement.text(),
                    Double.isFinite(value) ? text(value, requirement.unit()) : NO_VALUE,
                    requirement.isMetBy(report)));
        }
        return rows;
    }

    /** Triples of value, label, and explanation. */
    List<Object> tiles() {
        Counts counts = report.result().counts();
        List<Object> tiles = new ArrayList<>();
        tiles.add(tile("answered", format.perSecond(report.messagesPerSecond()), sent()));
        if (counts.answered() > 0) {
            tiles.add(tile("p50", format.time(report.latencyMillis(50)), texts.format("load.html.note.p50")));
            tiles.add(tile("p99", format.time(report.latencyMillis(99)), texts.format("load.html.note.p99")));
            tiles.add(tile("max", format.time(report.latencyMillis(100)), texts.format("load.html.note.max")));
        }
        boolean judged = counts.answered() + counts.missing() > 0;
        tiles.add(tile("loss", judged ? format.percent(report.lossPercent()) : NO_VALUE, missing(counts)));
        return tiles;
    }

    private String missing(Counts counts) {
        String missing =
                texts.format("load.html.note.loss", format.count(counts.missing()), format.count(counts.sent()));
        return counts.outstanding() > 0 ? missing + "; " + outstanding(counts) : missing;
    }

    private String outstanding(Counts counts) {
        return texts.format("load.html.in-flight", format.count(counts.outstanding()));
    }

    /** Whether messages were sent and all of them were answered in time. */
    boolean isLossless() {
        Counts counts = report.result().counts();
        return counts.sent() > 0 && counts.answered() == counts.sent();
    }

    /** The text in the place of the chart of losses, for a run in which no message timed out. */
    String lossNote() {
        Counts counts = report.result().counts();
        if (isLossless()) {
            return texts.format("load.html.no-loss");
        }
        return counts.answered() > 0 && counts.outstanding() > 0
                ? outstanding(counts)
                : texts.format("load.html.no-answers");
    }

    private List<String> tile(String key, String value, String note) {
        return List.of(value, texts.format("load.html.tile." + key), note);
    }

    /** The rate sent and, with a schedule, the scheduled rate. */
    private String sent() {
        String sent = format.perSecond(report.sentPerSecond());
        OptionalLong scheduled = report.scheduled();
        double seconds = report.result().elapsedNanos() / 1e9;
        return scheduled.isPresent() && seconds > 0
                ? texts.format("load.html.note.scheduled", sent, format.perSecond(scheduled.getAsLong() / seconds))
                : texts.format("load.html.note.sent", sent);
    }

    /** The second of the knee with its label; null without one, or when the first second was overloaded. */
    Object knee() {
        return report.knee()
                .filter(knee -> report.plan().profile().isRamp() && knee.second() > 0)
                .map(knee ->
                        List.<Object>of(knee.second(), texts.format("load.html.knee", format.perSecond(knee.rate()))))
                .orElse(null);
    }

    /** Triples of label, value, and explanation. */
    List<Object> table() {
        List<Object> rows = new ArrayList<>();
        for (Figure figure : new ReportFigures(texts).of(report)) {
            String hint = "load.hint." + figure.key();
            rows.add(List.of(
                    figure.label(),
                    text(figure.value(), figure.unit()),
                    texts.contains(hint) ? texts.format(hint) : ""));
        }
        return rows;
    }

    /** Triples of label, value, and an empty text. */
    List<Object> run() {
        Plan plan = report.plan();
        List<Object> rows = new ArrayList<>();
        addRow("command", environment.command(), rows);
        addRow("server", HostPort.of(plan.server()), rows);
        addRow("start", startTime(), rows);
        addRow("duration", format.time(report.result().elapsedNanos() / 1e6), rows);
        if (plan.profile().isTimed()) {
            addRow("warmup", format.time(plan.profile().warmup().toMillis()), rows);
        }
        addRow("timeout", format.time(plan.timeout().toMillis()), rows);
        addRow("processes", format.count(report.processes()), rows);
        addRow("cores", format.count(environment.cores()), rows);
        addRow("system", environment.system(), rows);
        addRow("java", environment.java(), rows);
        addRow("version", environment.version(), rows);
        return rows;
    }

    private void addRow(String key, String value, List<Object> rows) {
        rows.add(List.of(texts.format("load.html.run." + key), value, ""));
    }

    private String text(double value, Unit unit) {
        return switch (unit) {
            case COUNT -> format.amount(value);
            case MILLIS -> format.time(value);
            case MICROS -> format.time(value / 1e3);
            case PERCENT -> format.percent(value);
        };
    }
}
