package paloma.cli.output;

/** <em>Any thread.</em> A token bucket for log lines; lines over the rate are counted, not printed. */
public final class LineRateLimit {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int linesPerSecond;
    private final int burst;
    private long refilledAt;
    private long tokens;

    /**
     * @param burst capacity of the bucket, which starts full
     * @param nowNanos current time of the clock that later calls use
     */
    public LineRateLimit(int linesPerSecond, int burst, long nowNanos) {
        this.linesPerSecond = linesPerSecond;
        this.burst = burst;
        this.refilledAt = nowNanos;
        this.tokens = burst;
    }

    public synchronized boolean tryAcquire(long nowNanos) {
        long elapsedSeconds = (nowNanos - refilledAt) / SECOND_NANOS;
        if (elapsedSeconds > 0) {
            refilledAt += elapsedSeconds * SECOND_NANOS;
            tokens = Math.min(burst, tokens + elapsedSeconds * linesPerSecond);
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
