package paloma.load.plan;

/**
 * <em>Immutable.</em> When each message of a run is due, whoever sends it: message k of all, from 0 on, at a time that
 * depends on nothing but k. What is sent late keeps its time, so that a server that stalls cannot hide it by holding up
 * the messages that would have seen it (coordinated omission).
 */
public final class Schedule {
    private static final long SECOND = 1_000_000_000L;

    private final long rate;
    private final long rateAtEnd;
    private final long warmupNanos;
    private final double durationSeconds;
    private final long warmups;
    private final long total;

    public Schedule(LoadProfile tempo) {
        rate = tempo.rate();
        rateAtEnd = tempo.rateAtEnd();
        warmupNanos = tempo.warmup().toNanos();
        durationSeconds = tempo.duration().toNanos() / (double) SECOND;
        warmups = messagesWithin(warmupNanos);
        total = warmups
                + (tempo.isRamp()
                        ? (long) ((rate + rateAtEnd) / 2.0 * durationSeconds)
                        : messagesWithin(tempo.duration().toNanos()));
    }

    /** Messages due before {@code nanos} at the first rate. */
    private long messagesWithin(long nanos) {
        long whole = nanos / SECOND * rate;
        return whole + (nanos % SECOND * rate + SECOND - 1) / SECOND;
    }

    /** All messages. */
    public long total() {
        return total;
    }

    /** The warm-up messages, which are the first. */
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
        long counting = k - phase * warmups;
        long from = phase * warmupNanos;
        if (rate == rateAtEnd) {
            return from + evenly(counting);
        }
        // The rate is linear and the count a parabola; this form of its inverse keeps its digits for a small slope.
        double slope = phase * (rateAtEnd - rate) / durationSeconds;
        double root = Math.sqrt(Math.max(0, (double) rate * rate + 2 * slope * counting));
        return from + (long) (2 * counting / (rate + root) * SECOND);
    }

    private long evenly(long k) {
        return k / rate * SECOND + k % rate * SECOND / rate;
    }
}
