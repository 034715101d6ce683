package paloma.bench.contest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** <em>Immutable.</em> The values of one metric of one contestant, by turn. A turn may be missing. */
record Samples(Map<Turn, Double> byTurn) {
    private static final double CONFIDENCE = 0.95;

    boolean isEmpty() {
        return byTurn.isEmpty();
    }

    double median() {
        return quantile(0.5);
    }

    /** The lower quartile. */
    double lower() {
        return quantile(0.25);
    }

    /** The upper quartile. */
    double upper() {
        return quantile(0.75);
    }

    double min() {
        return quantile(0);
    }

    double max() {
        return quantile(1);
    }

    /** Interpolates linearly between adjacent values. */
    private double quantile(double quantile) {
        double[] sorted = sorted();
        double position = quantile * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private double[] sorted() {
        return byTurn.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    /**
     * The 95 % confidence interval of the median for any distribution, by order statistics (ranks of the sign test).
     * Empty for fewer than six values.
     */
    List<Double> confidence() {
        double[] sorted = sorted();
        int count = sorted.length;
        // Binomial probability that n values are below the median, relative to the largest of them.
        double[] below = new double[count / 2 + 1];
        below[count / 2] = 1;
        for (int n = count / 2 - 1; n >= 0; n--) {
            below[n] = below[n + 1] * (n + 1) / (count - n);
        }
        double all = 2 * Arrays.stream(below).sum() - (count % 2 == 0 ? 1 : 0);
        int outside = 0;
        for (double tail = below[0]; tail <= all * (1 - CONFIDENCE) / 2; tail += below[outside]) {
            outside++;
        }
        return outside == 0 ? List.of() : List.of(sorted[outside - 1], sorted[sorted.length - outside]);
    }

    /** Divides the values of the same turn, which were measured under the same conditions. */
    Samples dividedBy(Samples others) {
        Map<Turn, Double> ratios = new TreeMap<>();
        byTurn.forEach((turn, value) -> {
            Double other = others.byTurn.get(turn);
            if (other != null && other != 0) {
                ratios.put(turn, value / other);
            }
        });
        return new Samples(ratios);
    }

    /** The median and the middle half; a dash if there is no value. */
    String text(String format) {
        if (isEmpty()) {
            return "–";
        }
        String median = String.format(Locale.ROOT, format, median());
        return byTurn.size() == 1
                ? median
                : median + String.format(Locale.ROOT, " (" + format + "–" + format + ")", lower(), upper());
    }

    /** The interval of {@link #confidence}; a dash if it is empty. */
    String confidenceText(String format) {
        List<Double> bounds = confidence();
        return bounds.isEmpty() ? "–" : String.format(Locale.ROOT, format + "–" + format, bounds.get(0), bounds.get(1));
    }

    String medianText(String format) {
        return isEmpty() ? "–" : String.format(Locale.ROOT, format, median());
    }
}
