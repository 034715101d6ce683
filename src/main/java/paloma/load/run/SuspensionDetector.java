package paloma.load.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * <em>Any thread.</em> Measures how long this process or its machine was suspended.
 *
 * <p>Causes are SIGSTOP, Ctrl-Z, a frozen container, and the sleep of the machine. A thread reads a clock four times a
 * second; a late read shows a suspension.
 */
final class SuspensionDetector implements AutoCloseable {
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A poll that is late by less may be late because the machine is busy. */
    static final long MIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Path UPTIME = Path.of("/proc/uptime");

    private final LongSupplier clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long polledAt; // guarded by this
    private long nanos; // guarded by this

    /** @param clock in nanoseconds; it advances while the process is suspended */
    SuspensionDetector(LongSupplier clock) {
        this.clock = clock;
        this.polledAt = clock.getAsLong();
    }

    /** Starts a detector with a thread that polls. */
    static SuspensionDetector start() {
        SuspensionDetector detector = new SuspensionDetector(SuspensionDetector::uptime);
        Thread thread = new Thread(detector::run, "paloma-load-suspension");
        thread.setDaemon(true);
        thread.start();
        return detector;
    }

    private void run() {
        try {
            while (!closed.await(TICK_NANOS, TimeUnit.NANOSECONDS)) {
                poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called {@link #TICK_NANOS} after the last call. */
    synchronized void poll() {
        long now = clock.getAsLong();
        long late = now - polledAt - TICK_NANOS;
        nanos += late < MIN_NANOS ? 0 : late;
        polledAt = now;
    }

    /** The time of suspension up to now, in nanoseconds; periods shorter than {@link #MIN_NANOS} do not count. */
    synchronized long nanos() {
        poll();
        return nanos;
    }

    /** The time since boot, sleep included, which {@link System#nanoTime} excludes (proc(5)). */
    private static long uptime() {
        try {
            String text = Files.readString(UPTIME);
            return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * TimeUnit.SECONDS.toNanos(1));
        } catch (IOException e) {
            return System.nanoTime();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
