package paloma.load.plan;

/**
 * <em>Immutable.</em> The due time of each message of a run. The messages of all clients are numbered from 0 on, and the
 * due time depends only on the number k. A message that is sent late keeps its due time, so that a stall of the server shows in
 * the latency of every message that was due in it (coordinated omission).
 */
public final class Schedule {
    private static final long SECOND = 1_000_000_000L;

    private final long rate;
    private final long rateAtEnd;
    private final long warmupNanos;
    private final double durationSeconds;
    private final long warmups;
    private final long total;

    public Schedule(LoadProfile profile) {
        rate = profile.rate();
        rateAtEnd = profile.rateAtEnd();
        warmupNanos = profile.warmup().toNanos();
        durationSeconds = profile.duration().toNanos() / (double) SECOND;
        warmups = messagesWithin(warmupNanos);
        total = warmups
                + (profile.isRamp()
                        ? (long) ((rate + rateAtEnd) / 2.0 * durationSeconds)
                        : messagesWithin(profile.duration().toNanos()));
    }

    /** Messages due before {@code nanos} at the first rate. */
    private long messagesWithin(long nanos) {
        long whole = nanos / SECOND * rate;
        return whole + (nanos % SECOND * rate + SECOND - 1) / SECOND;
    }

    /** Messages of all clients, warm-up included. */
    public long total() {
        return total;
    }

    /** Warm-up messages; they have the lowest numbers. */
    public long warmups() {
        return warmups;
    }

    /** The {@link Phase} of message {@code k}. */
    public int phase(long k) {
        return Phase.of(k, warmups);
    }

    /** When message {@code k} is due, in nanoseconds from the start. */
    public long dueNanos(long k) {
        int phase = phase(k);
        long measured = k - phase * warmups;
        long from = phase * warmupNanos;
        if (rate == rateAtEnd) {
            return from + evenly(measured);
        }
        // The rate is linear and the count a parabola; this form of its inverse keeps its digits for a small slope.
        double slope = phase * (rateAtEnd - rate) / durationSeconds;
        double root = Math.sqrt(Math.max(0, (double) rate * rate + 2 * slope * measured));
        return from + (long) (2 * measured / (rate + root) * SECOND);
    }

    /** Measured messages that are due in the first {@code nanos} of the measurement. */
    public long measuredWithin(long nanos) {
        long low = warmups;
        long high = total;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (dueNanos(middle) - warmupNanos < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - warmups;
    }

    private long evenly(long k) {
        return k / rate * SECOND + k % rate * SECOND / rate;
    }
}
