package paloma.load;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * <em>Immutable.</em> What a whole run found out, and whether that is good enough.
 *
 * @param plan what was to be sent
 * @param result what became of it
 * @param serverDrops datagrams that the kernel dropped at the server's socket during the run, where it tells
 */
public record Report(Plan plan, Result result, OptionalLong serverDrops) {
    /** Answers in time per second. */
    public double messagesPerSecond() {
        return result.elapsedNanos() <= 0
                ? 0
                : (double) result.counts().answered() * TimeUnit.SECONDS.toNanos(1) / result.elapsedNanos();
    }

    /** The latency in milliseconds that {@code percent} of the answers in time did not exceed; 100 is the longest. */
    public double latencyMillis(double percent) {
        return result.latencies().getValueAtPercentile(percent) / 1e6;
    }

    /** Whether any datagram came back at all. */
    public boolean heardAnything() {
        Counts counts = result.counts();
        return counts.answered() + counts.late() + counts.wrong() + counts.duplicated() > 0;
    }

    /** Whether the run came to its end with every answer right and, in percent of what was sent, no more missing in time. */
    public boolean passed(double maxLossPercent) {
        Counts counts = result.counts();
        boolean right = counts.wrong() == 0 && counts.outOfOrder() == 0 && counts.duplicated() == 0;
        long missing = counts.lost() + counts.late();
        return result.ending() == Ending.DONE
                && right
                && counts.unsent() == 0
                && missing * 100.0 <= maxLossPercent * counts.sent();
    }
}
