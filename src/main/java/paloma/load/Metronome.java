package paloma.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * <em>Any thread.</em> Wakes the reactor when a message is due: a selector can wait for whole milliseconds only, which is
 * longer than many an answer takes.
 */
final class Metronome implements AutoCloseable {
    private static final long NOTHING = Rhythm.NEVER;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AGAIN_NANOS = 200_000;

    private final LongSupplier clock;
    private final Runnable wake;
    private final Thread thread;
    private volatile long wantedAt = NOTHING;
    private volatile boolean idle;
    private volatile boolean closed;

    /** @param wake is called on a thread of the metronome's own */
    Metronome(LongSupplier clock, Runnable wake) {
        this.clock = clock;
        this.wake = wake;
        thread = new Thread(this::run, "paloma-load-metronome");
        thread.setDaemon(true);
        thread.start();
    }

    /** The reactor wants to be awake at {@code time} of the clock, later than any time before, or never again. */
    void wakeAt(long time) {
        wantedAt = time;
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        long woken = NOTHING;
        while (!closed) {
            long wanted = wantedAt;
            long left = wanted - clock.getAsLong();
            if (wanted == NOTHING) {
                rest(IDLE_NANOS, wanted);
            } else if (left > 0) {
                rest(Math.min(left, IDLE_NANOS), wanted);
            } else if (wanted == woken) {
                // It is on its way.
                rest(AGAIN_NANOS, wanted);
            } else {
                woken = wanted;
                wake.run();
            }
        }
    }

    private void rest(long nanos, long wanted) {
        idle = wanted == NOTHING;
        if (wantedAt == wanted && !closed) {
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
