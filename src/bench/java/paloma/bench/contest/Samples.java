package paloma.bench.contest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** <em>Immutable.</em> One number of one contestant, by turn. A turn that did not yield it is missing. */
record Samples(Map<Turn, Double> byTurn) {
    private static final double CONFIDENCE = 0.95;

    boolean isEmpty() {
        return byTurn.isEmpty();
    }

    double median() {
        return quantile(0.5);
    }

    /** A quarter of the turns has less. */
    double lower() {
        return quantile(0.25);
    }

    /** A quarter of the turns has more. */
    double upper() {
        return quantile(0.75);
    }

    double least() {
        return quantile(0);
    }

    double most() {
        return quantile(1);
    }

    /** Between two turns' numbers in proportion. */
    private double quantile(double share) {
        double[] sorted = sorted();
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private double[] sorted() {
        return byTurn.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    /**
     * Between which of the numbers the median of all that could have been measured lies, with 95 % confidence, whatever
     * their distribution: their ranks are those of a sign test. Empty when there are too few to say so.
     */
    List<Double> confidence() {
        double[] sorted = sorted();
        int count = sorted.length;
        // How likely it is that just so many are below it, as if each were by the toss of a coin; what is most likely
        // is 1.
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

    /** Turn by turn, because neighbours in time had the same machine. */
    Samples over(Samples others) {
        Map<Turn, Double> ratios = new TreeMap<>();
        byTurn.forEach((turn, value) -> {
            Double other = others.byTurn.get(turn);
            if (other != null && other != 0) {
                ratios.put(turn, value / other);
            }
        });
        return new Samples(ratios);
    }

    /** The median, and from what to what the middle half of the turns went; a dash when nothing was measured. */
    String text(String format) {
        if (isEmpty()) {
            return "–";
        }
        String median = String.format(Locale.ROOT, format, median());
        return byTurn.size() == 1
                ? median
                : median + String.format(Locale.ROOT, " (" + format + "–" + format + ")", lower(), upper());
    }

    /** What {@link #confidence} says; a dash when that is nothing. */
    String confidenceText(String format) {
        List<Double> bounds = confidence();
        return bounds.isEmpty() ? "–" : String.format(Locale.ROOT, format + "–" + format, bounds.get(0), bounds.get(1));
    }

    String medianText(String format) {
        return isEmpty() ? "–" : String.format(Locale.ROOT, format, median());
    }
}
