package paloma.bench.contest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> One line of the driver's output: names and integers, and figures derived from them.
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
            throw new IllegalStateException("the driver's output lacks " + field + ": " + fields);
        }
        return value;
    }

    double throughput() {
        return throughput(List.of(this));
    }

    /** Answers per second of all measurements together. */
    static double throughput(List<Measurement> together) {
        return sum(together, "answered") * 1e9 / sum(together, "nanos");
    }

    private static long sum(List<Measurement> together, String field) {
        return together.stream().mapToLong(each -> each.number(field)).sum();
    }

    /** CPU time of the contestant's process per answer, in microseconds. */
    double cpuMicros() {
        return cpuMicros(List.of(this));
    }

    /** CPU time per answer of all measurements together, in microseconds. */
    static double cpuMicros(List<Measurement> together) {
        return sum(together, "cpu_ns") / 1e3 / sum(together, "answered");
    }

    /**
     * The part of {@link #cpuMicros} in user mode. The kernel counts it in ticks of 10 ms, too coarse for one
     * measurement.
     */
    static double userMicros(List<Measurement> together) {
        long user = sum(together, "user_ticks");
        long all = user + sum(together, "system_ticks");
        return all == 0 ? 0 : cpuMicros(together) * user / all;
    }

    /** The share of its core that the contestant used; below 1 it did not limit the throughput. */
    double busy() {
        return (double) number("cpu_ns") / number("nanos");
    }

    /** Opened sessions per second. */
    double openingRate() {
        return number("newly_opened") * 1e9 / number("opening_nanos");
    }
}
