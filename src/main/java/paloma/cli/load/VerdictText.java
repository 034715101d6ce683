package paloma.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import paloma.cli.option.HostPort;
import paloma.cli.text.Messages;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;

/** <em>Immutable.</em> Explains the verdict of a run in sentences. */
final class VerdictText {
    private static final double ALL = 100;
    private static final double NOTED_BEHIND = 1;

    private final Messages texts;
    private final FigureFormat format;

    VerdictText(Messages texts, FigureFormat format) {
        this.texts = texts;
        this.format = format;
    }

    /**
     * Returns the reasons of the verdict: an early end, limits of the generator, met requirements or loss, and the generator's
     * lateness.
     */
    List<String> reasons(LoadReport report, LoadOutputOptions options) {
        List<String> reasons = new ArrayList<>();
        EndReason endReason = report.result().endReason();
        if (endReason != EndReason.DONE) {
            String server = HostPort.of(report.plan().server());
            reasons.add(texts.format("load.ending." + endReason, server));
        }
        boolean complete =
                endReason == EndReason.DONE && report.result().counts().sent() > 0;
        double maxBehind = options.maxBehind(report);
        List<String> limits = limits(report, maxBehind);
        limits.forEach(limit -> reasons.add(limit.substring(0, 1).toUpperCase(Locale.ROOT) + limit.substring(1)));
        if (!limits.isEmpty() && complete) {
            reasons.add(texts.format("load.html.advice"));
        }
        if (options.requirements().isEmpty()) {
            addAnswers(report, options.maxLoss(), reasons);
        } else if (options.unmet(report).isEmpty()) {
            reasons.add(texts.format("load.html.reason.met"));
        }
        if (limits.isEmpty() && complete && maxBehind < ALL) {
            reasons.add(texts.format(
                    "load.html.reason.kept-up",
                    format.percent(report.behindPercent()),
                    format.percent(report.readLatePercent()),
                    format.percent(maxBehind)));
        }
        if (maxBehind >= ALL && report.behindPercent() > NOTED_BEHIND) {
            reasons.add(texts.format("load.html.reason.behind", format.percent(report.behindPercent())));
        }
        return reasons;
    }

    private void addAnswers(LoadReport report, double maxLoss, List<String> reasons) {
        Counts counts = report.result().counts();
        if (counts.wrong() > 0) {
            List<String> kinds = new ArrayList<>();
            addUnlessZero("duplicated", counts.duplicated(), kinds);
            addUnlessZero("reordered", counts.reordered(), kinds);
            addUnlessZero("corrupted", counts.corrupted(), kinds);
            addUnlessZero("foreign", counts.foreign(), kinds);
            reasons.add(texts.format("load.html.reason.wrong", String.join(", ", kinds)));
        }
        if (counts.missing() > 0) {
            reasons.add(texts.format(
                    "load.html.reason.loss", format.percent(report.lossPercent()), format.percent(maxLoss)));
        } else if (counts.wrong() == 0
                && counts.answered() > 0
                && report.result().endReason() == EndReason.DONE) {
            reasons.add(texts.format("load.html.reason.all-right"));
        }
    }

    private void addUnlessZero(String key, long number, List<String> kinds) {
        if (number > 0) {
            kinds.add(texts.format("load.table." + key) + " " + format.count(number));
        }
    }

    /** Returns the lines of the console for {@link #limits}. */
    List<String> limitLines(LoadReport report, double maxBehindPercent) {
        return limits(report, maxBehindPercent).stream()
                .map(limit -> texts.format("load.limited", limit))
                .toList();
    }

    /**
     * Returns the reasons why the generator was the limit.
     *
     * <p>They are the percentages over {@code maxBehindPercent}, unsent messages, and drops.
     */
    private List<String> limits(LoadReport report, double maxBehindPercent) {
        List<String> limits = new ArrayList<>();
        addIfOver("behind", report.behindPercent(), maxBehindPercent, limits);
        addIfOver("queued", report.queuedPercent(), maxBehindPercent, limits);
        addIfOver("held-up", report.readLatePercent(), maxBehindPercent, limits);
        addPlural("unsent", report.result().counts().unsent(), limits);
        addPlural("drops", report.result().clientDrops().orElse(0), limits);
        return limits;
    }

    private void addPlural(String key, long number, List<String> limits) {
        if (number > 0) {
            limits.add(texts.plural("load.limited." + key, number, format.count(number)));
        }
    }

    private void addIfOver(String key, double percent, double max, List<String> limits) {
        if (percent > max) {
            limits.add(texts.format("load.limited." + key, format.percent(percent)));
        }
    }

    /** Returns the highest rate that the server sustained in a ramp. */
    String knee(LoadReport report) {
        PlanText plan = new PlanText(texts, format);
        return report.knee()
                .map(knee -> texts.format("load.knee", plan.rate(knee.rate()), knee.second()))
                .orElseGet(() -> texts.format(
                        "load.no-knee", plan.rate(report.plan().profile().rateAtEnd())));
    }
}
