package paloma.cli;

/** <em>Any thread.</em> Allows so many events a second; the rest are for a count, not for a line each. */
final class Pace {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int perSecond;
    private long secondStartedAt;
    private int allowed;

    /** @param nowNanos the time of a clock that later calls use too */
    Pace(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.secondStartedAt = nowNanos;
    }

    synchronized boolean allows(long nowNanos) {
        if (nowNanos - secondStartedAt >= SECOND_NANOS) {
            secondStartedAt = nowNanos;
            allowed = 0;
        }
        if (allowed == perSecond) {
            return false;
        }
        allowed++;
        return true;
    }
}
