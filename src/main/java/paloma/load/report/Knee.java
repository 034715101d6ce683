package paloma.load.report;

import java.util.List;
import java.util.Optional;

/**
 * <em>Immutable.</em> The highest rate of a ramp that the server sustained.
 *
 * <p>It is the rate of the second before the first overloaded one. A second is overloaded if more than 1 % of its messages
 * were not answered in time, or if its p99 exceeds 1 ms and ten times the lowest p99 of the seconds before.
 *
 * @param second its number, from 1 on; 0 if the first second was overloaded
 * @param rate messages sent in that second; 0 if the first was overloaded
 * @param overload why the next second was overloaded
 */
public record Knee(int second, long rate, Overload overload) {
    /** <em>Immutable.</em> Why a second was overloaded. */
    public enum Overload {
        /** Too many messages were not answered in time. */
        MISSING,
        /** The latency rose. */
        SLOW
    }

    private static final double MAX_MISSING = 0.01;
    private static final int MAX_GROWTH = 10;
    private static final long MIN_NANOS = 1_000_000;

    /** Returns the knee of these seconds; empty if none was overloaded. */
    public static Optional<Knee> of(List<SecondStats> seconds) {
        long minP99 = Long.MAX_VALUE;
        for (int i = 0; i < seconds.size(); i++) {
            SecondStats second = seconds.get(i);
            long p99 = second.latencies().getValueAtPercentile(99);
            boolean slow = p99 > MIN_NANOS && minP99 != Long.MAX_VALUE && p99 / MAX_GROWTH > minP99;
            boolean missing = second.missing() > MAX_MISSING * second.sent();
            if (slow || missing) {
                long rate = i == 0 ? 0 : seconds.get(i - 1).sent();
                return Optional.of(new Knee(i, rate, missing ? Overload.MISSING : Overload.SLOW));
            }
            if (p99 > 0) {
                minP99 = Math.min(minP99, p99);
            }
        }
        return Optional.empty();
    }
}
