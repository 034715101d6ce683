package paloma.bench.contest;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** <em>Immutable.</em> One number of one contestant, by turn. A turn that did not yield it is missing. */
record Samples(Map<Turn, Double> byTurn) {
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
        double[] sorted = byTurn.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
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

    String medianText(String format) {
        return isEmpty() ? "–" : String.format(Locale.ROOT, format, median());
    }
}
