package paloma.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * <em>Immutable.</em> Whether samples that were taken at equal intervals stay flat: the median of their last quarter is
 * held against that of their second, because in the first one a process still warms up.
 */
record Trend(List<Sample> samples) {
    /** Fewer samples show no trend. */
    static final int FEWEST = 12;

    private static final long HEAP_LEEWAY = 1 << 20;
    private static final long DIRECT_LEEWAY = 256 << 10;
    /** Helper threads of the JVM start and end, and sockets open and close during a sample. */
    private static final long COUNT_LEEWAY = 3;

    /** The values that grew, as text; empty when none did. */
    List<String> growth() {
        if (samples.size() < FEWEST) {
            throw new IllegalStateException(samples.size() + " samples; it takes " + FEWEST);
        }
        List<String> grown = new ArrayList<>();
        check(grown, "heap bytes", Sample::heapBytes, HEAP_LEEWAY);
        check(grown, "threads", Sample::threads, COUNT_LEEWAY);
        check(grown, "descriptors", Sample::descriptors, COUNT_LEEWAY);
        check(grown, "bytes of direct memory", Sample::directBytes, DIRECT_LEEWAY);
        return grown;
    }

    private void check(List<String> grown, String name, ToLongFunction<Sample> value, long leeway) {
        int quarter = samples.size() / 4;
        long early = median(samples.subList(quarter, 2 * quarter), value);
        long late = median(samples.subList(samples.size() - quarter, samples.size()), value);
        if (late > early + leeway + early / 20) {
            grown.add(String.format(Locale.ROOT, "%s grew from %,d to %,d", name, early, late));
        }
    }

    private static long median(List<Sample> some, ToLongFunction<Sample> value) {
        return some.stream().mapToLong(value).sorted().toArray()[some.size() / 2];
    }
}
