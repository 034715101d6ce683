package paloma.load.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;

/**
 * <em>Any thread.</em> Wakes the reactor when a message is due: a selector can wait for whole milliseconds only, which is
 * longer than many an answer takes. While answers have the reactor look at its schedule all the time, it is looked after
 * less often: for this thread to sleep and wake up costs more than a message.
 */
final class WakeupTimer implements AutoCloseable {
    private static final long NOTHING = Deadline.NEVER;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AGAIN_NANOS = 200_000;
    /** Deadlines set during one rest after which the reactor counts as awake. */
    private static final int ACTIVE_WAKEUPS = 2;
    /** How much longer the timer rests then. */
    private static final long ACTIVE_NANOS = 400_000;

    private final LongSupplier clock;
    private final Runnable wake;
    private final Thread thread;
    private volatile long deadline = NOTHING;
    // Written by the reactor only.
    private volatile int times;
    private volatile boolean idle;
    private volatile boolean closed;

    /** @param wake called on the timer's thread */
    WakeupTimer(LongSupplier clock, Runnable wake) {
        this.clock = clock;
        this.wake = wake;
        thread = new Thread(this::run, "paloma-load-metronome");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sets the reactor's deadline on the clock, later than any before, or never. */
    void wakeAt(long time) {
        deadline = time;
        times = times + 1;
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        long woken = NOTHING;
        int counted = 0;
        while (!closed) {
            long wanted = deadline;
            boolean lively = times - counted >= ACTIVE_WAKEUPS;
            counted = times;
            long left = wanted - clock.getAsLong();
            if (wanted == NOTHING) {
                rest(IDLE_NANOS, wanted);
            } else if (left > 0) {
                rest(Math.min(lively ? left + ACTIVE_NANOS : left, IDLE_NANOS), wanted);
            } else if (wanted == woken) {
                // The wake-up is in progress.
                rest(AGAIN_NANOS, wanted);
            } else if (isReactorWoken()) {
                woken = wanted;
            } else {
                rest(AGAIN_NANOS, wanted);
            }
        }
    }

    /** False when it threw, an Error too: it is tried again. */
    private boolean isReactorWoken() {
        try {
            wake.run();
            return true;
        } catch (Throwable e) {
            Log.warn("the reactor could not be woken", e);
            return false;
        }
    }

    private void rest(long nanos, long wanted) {
        idle = wanted == NOTHING;
        if (deadline == wanted && !closed) {
            LockSupport.parkNanos(nanos);
        }
        idle = false;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
