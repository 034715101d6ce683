package paloma.bench.contest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> One line of the driver: flat names and numbers, of which it knows what they mean together.
 */
final class Measurement {
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":(-?\\d+)");

    private final Map<String, Long> fields = new HashMap<>();

    Measurement(String json) {
        FIELD.matcher(json)
                .results()
                .forEach((MatchResult field) -> fields.put(field.group(1), Long.valueOf(field.group(2))));
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    long number(String field) {
        Long value = fields.get(field);
        if (value == null) {
            throw new IllegalStateException("the driver said nothing of " + field + ", only " + fields);
        }
        return value;
    }

    double throughput() {
        return throughput(List.of(this));
    }

    /** Of all of them as if they were one. */
    static double throughput(List<Measurement> together) {
        return sum(together, "answered") * 1e9 / sum(together, "nanos");
    }

    private static long sum(List<Measurement> together, String field) {
        return together.stream().mapToLong(each -> each.number(field)).sum();
    }

    /** Microseconds of CPU time of the contestant's process for each message that it answered. */
    double cpuMicros() {
        return cpuMicros(List.of(this));
    }

    /** The same of all of them as if they were one. */
    static double cpuMicros(List<Measurement> together) {
        return sum(together, "cpu_ns") / 1e3 / sum(together, "answered");
    }

    /**
     * The part of {@link #cpuMicros} in user mode. The kernel tells it in hundredths of a second, of which one measurement has
     * only a few.
     */
    static double userMicros(List<Measurement> together) {
        long user = sum(together, "user_ticks");
        long all = user + sum(together, "system_ticks");
        return all == 0 ? 0 : cpuMicros(together) * user / all;
    }

    /** The share of its core that the contestant used; below 1 it was not what limited the throughput. */
    double busy() {
        return (double) number("cpu_ns") / number("nanos");
    }

    /** Messages that opened a session each second. */
    double openingRate() {
        return number("newly_opened") * 1e9 / number("opening_nanos");
    }
}
