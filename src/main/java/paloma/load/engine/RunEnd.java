package paloma.load.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import paloma.load.report.EndReason;

/** <em>Any thread.</em> The end of a run: its first reason, and its time. */
public final class RunEnd {
    private final LongSupplier clock;
    private final AtomicReference<EndReason> reason = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long time;

    RunEnd(LongSupplier clock) {
        this.clock = clock;
    }

    /** Ends the run, unless it has ended. */
    public void end(EndReason why) {
        if (reason.compareAndSet(null, why)) {
            time = clock.getAsLong();
            ended.countDown();
        }
    }

    /** Waits for the end; returns false after {@code millis} without one. */
    public boolean await(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Null before the end. */
    public EndReason reason() {
        return reason.get();
    }

    /** The time of the end, on the clock; read after {@link #await}. */
    long time() {
        return time;
    }
}
