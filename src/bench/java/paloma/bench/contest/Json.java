package paloma.bench.contest;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes all measurements of all turns as JSON. */
final class Json {
    private Json() {}

    static String of(BenchOptions options, Map<String, String> machine, Results results) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("rounds", options.rounds());
        all.put("lifetime", options.lifetime());
        all.put("milliseconds", options.millis());
        all.put("rate", options.rate());
        all.put("halfRate", options.halfRate());
        Map<String, Object> titles = new LinkedHashMap<>();
        options.contestants().forEach(contestant -> titles.put(contestant.key(), contestant.title()));
        all.put("titles", titles);
        Map<String, Object> contestants = new LinkedHashMap<>();
        options.contestants().forEach(contestant -> contestants.put(contestant.key(), metrics(contestant, results)));
        all.put("contestants", contestants);
        Map<String, Object> ratios = new LinkedHashMap<>();
        Ratio.all(options).stream()
                .filter(ratio -> !ratio.in(results).isEmpty())
                .forEach(ratio -> ratios.put(ratio.title(), samples(ratio.in(results))));
        all.put("ratios", ratios);
        all.put("notes", results.notes());
        all.put("errors", results.errors());
        return value(all) + "\n";
    }

    private static Map<String, Object> metrics(Contestant contestant, Results results) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        results.metrics(contestant).forEach(metric -> metrics.put(metric, samples(results.of(contestant, metric))));
        return metrics;
    }

    private static Map<String, Object> samples(Samples samples) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("median", samples.median());
        numbers.put("min", samples.min());
        numbers.put("lowerQuartile", samples.lower());
        numbers.put("upperQuartile", samples.upper());
        numbers.put("max", samples.max());
        numbers.put("medianInterval", samples.confidence());
        numbers.put("turns", samples.byTurn().keySet());
        numbers.put("values", samples.byTurn().values());
        return numbers;
    }

    private static String value(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> value(entry.getKey()) + ": " + value(entry.getValue()))
                    .collect(Collectors.joining(",\n", "{", "}"));
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(Json::value).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, "%.4f", number);
        }
        return value instanceof Number ? value.toString() : quoted(String.valueOf(value));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
