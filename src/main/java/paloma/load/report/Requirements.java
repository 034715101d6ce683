package paloma.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> Conditions for the figures of a report, such as {@code p99<5ms,loss<0.1%}.
 *
 * @param all the conditions, all of which must be met
 */
public record Requirements(List<Requirement> all) {
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,4})?)");
    private static final Pattern FORM =
            Pattern.compile("([a-z][a-z0-9.]*)\\s*(<=|>=|<|>)\\s*(\\d{1,12}(?:\\.\\d{1,9})?)(us|ms|s|%)?");
    private static final Map<String, Double> MILLIS = Map.of("us", 1e-3, "ms", 1.0, "s", 1e3);

    private static final Map<String, ToDoubleFunction<LoadReport>> PERCENTS = Map.of(
            "loss", LoadReport::lossPercent, "behind", LoadReport::behindPercent, "held", LoadReport::readLatePercent);
    private static final Map<String, ToDoubleFunction<LoadReport>> NUMBERS = Map.of(
            "rate", LoadReport::messagesPerSecond,
            "lost", report -> report.result().counts().lost(),
            "late", report -> report.result().counts().late(),
            "duplicated", report -> report.result().counts().duplicated(),
            "reordered", report -> report.result().counts().reordered(),
            "corrupted", report -> report.result().counts().corrupted(),
            "foreign", report -> report.result().counts().foreign());

    /**
     * <em>Immutable.</em> One condition.
     *
     * @param text the condition as the user wrote it
     * @param unit the unit of the figure
     * @param figure reads the figure
     * @param relation {@code <}, {@code <=}, {@code >}, or {@code >=}
     * @param limit in the unit of the figure
     */
    public record Requirement(
            String text, Unit unit, ToDoubleFunction<LoadReport> figure, String relation, double limit) {
        /** The figure; infinite for a latency without answers. */
        public double value(LoadReport report) {
            return figure.applyAsDouble(report);
        }

        /** Whether {@code report} meets the condition. */
        public boolean isMetBy(LoadReport report) {
            double value = value(report);
            return switch (relation) {
                case "<" -> value < limit;
                case "<=" -> value <= limit;
                case ">" -> value > limit;
                default -> value >= limit;
            };
        }
    }

    /** @throws IllegalArgumentException when {@code text} is no list of requirements */
    public static Requirements parse(String text) {
        List<Requirement> all = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            all.add(requirement(part.strip()));
        }
        return new Requirements(List.copyOf(all));
    }

    private static Requirement requirement(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("not a requirement: " + text);
        }
        String name = form.group(1);
        String unit = form.group(4);
        double number = Double.parseDouble(form.group(3));
        Matcher percentile = PERCENTILE.matcher(name);
        if (MILLIS.containsKey(unit == null ? "" : unit) && (percentile.matches() || name.equals("max"))) {
            double percent = name.equals("max") ? 100 : Double.parseDouble(percentile.group(1));
            return new Requirement(text, Unit.MILLIS, latency(percent), form.group(2), number * MILLIS.get(unit));
        }
        Map<String, ToDoubleFunction<LoadReport>> figures = unit == null ? NUMBERS : Map.of();
        boolean isPercent = "%".equals(unit);
        ToDoubleFunction<LoadReport> figure = (isPercent ? PERCENTS : figures).get(name);
        if (figure == null) {
            throw new IllegalArgumentException("not a requirement: " + text);
        }
        return new Requirement(text, isPercent ? Unit.PERCENT : Unit.COUNT, figure, form.group(2), number);
    }

    /** Without answers the latency is infinite. */
    private static ToDoubleFunction<LoadReport> latency(double percent) {
        return report ->
                report.result().counts().answered() == 0 ? Double.POSITIVE_INFINITY : report.latencyMillis(percent);
    }

    /** Returns the conditions that {@code report} does not meet, as the user wrote them. */
    public List<String> unmet(LoadReport report) {
        return all.stream()
                .filter(requirement -> !requirement.isMetBy(report))
                .map(Requirement::text)
                .toList();
    }
}
