package paloma.micrometer;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** <em>Immutable.</em> The text of one scrape, in Prometheus' format. */
record ScrapedText(String text) {
    static ScrapedText of(PrometheusMeterRegistry registry) {
        return new ScrapedText(registry.scrape());
    }

    /** Each series with its value, for example {@code paloma_datagrams_dropped_total{reason="oversize"}}. */
    Map<String, Double> values() {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)),
                        (one, other) -> {
                            throw new AssertionError("a series is there twice");
                        },
                        TreeMap::new));
    }

    /** The names without labels. */
    Set<String> names() {
        return values().keySet().stream()
                .map(series -> series.replaceAll("\\{.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The value of the series {@code name} without labels, or the sum over its reasons. */
    double sum(String name) {
        return values().entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
