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
        long answered =
                together.stream().mapToLong(each -> each.number("answered")).sum();
        long nanos = together.stream().mapToLong(each -> each.number("nanos")).sum();
        return answered * 1e9 / nanos;
    }

    /** Microseconds of CPU time of the contestant's process for each message that it answered. */
    double cpuMicros() {
        return number("cpu_ns") / 1e3 / number("answered");
    }

    /** The part of {@link #cpuMicros} in user mode; the timer tick sampled which part it is. */
    double userMicros() {
        long ticks = number("user_ticks") + number("system_ticks");
        return ticks == 0 ? 0 : cpuMicros() * number("user_ticks") / ticks;
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
