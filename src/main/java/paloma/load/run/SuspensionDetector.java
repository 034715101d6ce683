package paloma.load.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * <em>Any thread.</em> How long this process stood still: it was suspended (SIGSTOP, Ctrl-Z, a container that was frozen), or
 * its machine slept. Found by a thread that does nothing but look at a clock four times a second.
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

    /** A detector with its own thread. */
    static SuspensionDetector watched() {
        SuspensionDetector standstill = new SuspensionDetector(SuspensionDetector::uptime);
        Thread thread = new Thread(standstill::watch, "paloma-load-standstill");
        thread.setDaemon(true);
        thread.start();
        return standstill;
    }

    private void watch() {
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
