package paloma.bench.contest;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** <em>Immutable.</em> One number of one contestant, by round. A round that did not yield it is missing. */
record Samples(Map<Integer, Double> byRound) {
    boolean isEmpty() {
        return byRound.isEmpty();
    }

    double median() {
        double[] sorted = byRound.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least() {
        return byRound.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double most() {
        return byRound.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Round by round, because neighbours in time had the same machine. */
    Samples over(Samples others) {
        Map<Integer, Double> ratios = new TreeMap<>();
        byRound.forEach((round, value) -> {
            Double other = others.byRound.get(round);
            if (other != null && other != 0) {
                ratios.put(round, value / other);
            }
        });
        return new Samples(ratios);
    }

    /** The median, and from what to what it went; a dash when nothing was measured. */
    String text(String format) {
        if (isEmpty()) {
            return "–";
        }
        String median = String.format(Locale.ROOT, format, median());
        return byRound.size() == 1
                ? median
                : median + String.format(Locale.ROOT, " (" + format + "–" + format + ")", least(), most());
    }

    String medianText(String format) {
        return isEmpty() ? "–" : String.format(Locale.ROOT, format, median());
    }
}
