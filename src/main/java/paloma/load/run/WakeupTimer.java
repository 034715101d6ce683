package paloma.load.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;

/**
 * <em>Any thread.</em> Wakes the reactor when a message is due, with a finer resolution than a selector's millisecond.
 *
 * <p>While answers make the reactor check its schedule often, the timer rests longer: a wake-up of its thread costs more
 * than a message.
 */
final class WakeupTimer implements AutoCloseable {
    /** <em>Any thread.</em> What the timer wakes. */
    interface Target {
        /** The time of the deadlines, in nanoseconds. */
        long now();

        /** Called on the timer's thread. */
        void wake();
    }

    private static final long NONE = Deadline.NEVER;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NANOS = 200_000;
    /** The reactor is active if it sets this number of deadlines during one rest of the timer. */
    private static final int ACTIVE_WAKEUPS = 2;
    /** How much longer the timer rests while the reactor is active. */
    private static final long ACTIVE_NANOS = 400_000;

    private final Target target;
    private final Thread thread;
    private volatile long deadline = NONE;
    // Written by the reactor only.
    private volatile int deadlinesSet;
    private volatile boolean idle;
    private volatile boolean closed;

    WakeupTimer(Target target) {
        this.target = target;
        thread = new Thread(this::run, "paloma-load-timer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sets the next deadline, or {@link Deadline#NEVER}; deadlines increase. */
    void wakeAt(long time) {
        deadline = time;
        deadlinesSet = deadlinesSet + 1;
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        long woken = NONE;
        int deadlinesSeen = 0;
        while (!closed) {
            long next = deadline;
            boolean active = deadlinesSet - deadlinesSeen >= ACTIVE_WAKEUPS;
            deadlinesSeen = deadlinesSet;
            long left = next - target.now();
            if (next == NONE) {
                rest(IDLE_NANOS, next);
            } else if (left > 0) {
                rest(Math.min(active ? left + ACTIVE_NANOS : left, IDLE_NANOS), next);
            } else if (next == woken) {
                // The wake-up is in progress.
                rest(RETRY_NANOS, next);
            } else if (wakeReactor()) {
                woken = next;
            } else {
                rest(RETRY_NANOS, next);
            }
        }
    }

    /** Returns false if the wake-up threw, even an Error; it is repeated then. */
    private boolean wakeReactor() {
        try {
            target.wake();
            return true;
        } catch (Throwable e) {
            Log.warn("the reactor could not be woken", e);
            return false;
        }
    }

    private void rest(long nanos, long next) {
        idle = next == NONE;
        if (deadline == next && !closed) {
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
