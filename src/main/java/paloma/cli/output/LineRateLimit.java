package paloma.cli.output;

/**
 * <em>Any thread.</em> Allows so many events a second, and more at first and after a rest; the others are for a count,
 * not for a line each.
 */
public final class LineRateLimit {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int perSecond;
    private final int burst;
    private long secondStartedAt;
    private long left;

    /**
     * @param burst how many are allowed at once, at first and after a rest
     * @param nowNanos the time of a clock that later calls use too
     */
    public LineRateLimit(int perSecond, int burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.secondStartedAt = nowNanos;
        this.left = burst;
    }

    public synchronized boolean allows(long nowNanos) {
        long seconds = (nowNanos - secondStartedAt) / SECOND_NANOS;
        if (seconds > 0) {
            secondStartedAt += seconds * SECOND_NANOS;
            left = Math.min(burst, left + seconds * perSecond);
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
