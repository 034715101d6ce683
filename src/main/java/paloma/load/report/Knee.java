package paloma.load.report;

import java.util.List;
import java.util.Optional;

/**
 * <em>Immutable.</em> Where a server begins to give way when the rate rises: the last second before the first one in
 * which more than 1 % of the messages stayed without an answer in time, or p99 was more than ten times what it was at
 * its best before, and more than 1 ms.
 *
 * @param second its number, from 1 on; 0 when the very first was too much already
 * @param rate messages sent in it
 */
public record Knee(int second, long rate) {
    private static final double MAX_MISSING = 0.01;
    private static final int MAX_GROWTH = 10;
    private static final long MIN_NANOS = 1_000_000;

    /** The knee of these seconds, if they have one. */
    public static Optional<Knee> of(List<SecondStats> seconds) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < seconds.size(); i++) {
            SecondStats second = seconds.get(i);
            long p99 = second.latencies().getValueAtPercentile(99);
            boolean slow = p99 > MIN_NANOS && best != Long.MAX_VALUE && p99 / MAX_GROWTH > best;
            if (slow || second.missing() > MAX_MISSING * second.sent()) {
                return Optional.of(new Knee(i, i == 0 ? 0 : seconds.get(i - 1).sent()));
            }
            if (p99 > 0) {
                best = Math.min(best, p99);
            }
        }
        return Optional.empty();
    }
}
