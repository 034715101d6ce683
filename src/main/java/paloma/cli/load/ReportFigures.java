package paloma.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import paloma.cli.text.Messages;
import paloma.load.plan.LoadProfile;
import paloma.load.report.Counts;
import paloma.load.report.LoadReport;
import paloma.load.report.Unit;

/** <em>Immutable.</em> The figures of a report with their labels, in their order of output. */
final class ReportFigures {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private final Messages texts;

    /**
     * <em>Immutable.</em> A figure.
     *
     * @param key the last part of the keys of its texts
     * @param label its name in the language of the console
     * @param value in its unit
     */
    record Figure(String key, String label, double value, Unit unit) {}

    ReportFigures(Messages texts) {
        this.texts = texts;
    }

    /** Returns the figures. Rare outcomes are omitted when they are zero, and unknown figures always. */
    List<Figure> of(LoadReport report) {
        Counts counts = report.result().counts();
        List<Figure> figures = new ArrayList<>();
        figures.add(count("sent", counts.sent()));
        addUnlessZero("unsent", counts.unsent(), figures);
        addUnlessZero("skipped", counts.skipped(), figures);
        addUnlessZero("queued", counts.queued(), figures);
        figures.add(count("answered", counts.answered()));
        figures.add(count("lost", counts.lost()));
        figures.add(count("late", counts.late()));
        addUnlessZero("in-flight", counts.outstanding(), figures);
        figures.add(count("duplicated", counts.duplicated()));
        figures.add(count("reordered", counts.reordered()));
        figures.add(count("corrupted", counts.corrupted()));
        figures.add(count("foreign", counts.foreign()));
        figures.add(figure("per-second", report.messagesPerSecond(), Unit.COUNT));
        if (counts.answered() > 0) {
            for (double percent : PERCENTILES) {
                figures.add(percentile("latency", percent, report.latencyMillis(percent)));
            }
            figures.add(figure("max", report.latencyMillis(100), Unit.MILLIS));
        }
        if (report.plan().profile().kind() == LoadProfile.Kind.SCHEDULE) {
            figures.add(percentile("delay", 99, report.delayMillis(99)));
            figures.add(figure("behind", report.behindPercent(), Unit.PERCENT));
        }
        if (counts.answered() + counts.late() > 0) {
            figures.add(figure("held-up", report.readLatePercent(), Unit.PERCENT));
        }
        addCpu("cpu", report.cpuMicros(), figures);
        addCpu("server-cpu", report.serverCpuMicros(), figures);
        addDrops("server-drops", report.server().drops(), figures);
        addDrops("client-drops", report.result().clientDrops(), figures);
        return figures;
    }

    /** Returns a name such as {@code p99.9}. */
    static String percentileName(double percent) {
        return "p" + Double.toString(percent).replaceAll("\\.0$", "");
    }

    private void addUnlessZero(String key, long number, List<Figure> figures) {
        if (number > 0) {
            figures.add(count(key, number));
        }
    }

    private Figure count(String key, long number) {
        return figure(key, number, Unit.COUNT);
    }

    private Figure figure(String key, double value, Unit unit) {
        return new Figure(key, texts.format("load.table." + key), value, unit);
    }

    private Figure percentile(String key, double percent, double millis) {
        return new Figure(key, texts.format("load.table." + key, percentileName(percent)), millis, Unit.MILLIS);
    }

    private void addCpu(String key, OptionalDouble micros, List<Figure> figures) {
        micros.ifPresent(value -> figures.add(figure(key, value, Unit.MICROS)));
    }

    private void addDrops(String key, OptionalLong drops, List<Figure> figures) {
        drops.ifPresent(number -> figures.add(count(key, number)));
    }
}
