package paloma.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * <em>Any thread.</em> A bounded {@code close()} that waits for threads, for use by one thread at a time.
 * Threads that outlive the bound are named in one line of {@link System.Logger} {@code paloma}.
 */
public final class BoundedClose {
    /** The timeout of a client's and of a client group's close. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** Thread names in the line; further threads are counted. */
    private static final int MAX_NAMES = 4;

    private final Duration timeout;
    private final long startedAt = System.nanoTime();

    /** Starts the timeout now. */
    public BoundedClose(Duration timeout) {
        this.timeout = timeout;
    }

    /** <em>Any thread.</em> A condition to wait for. */
    @FunctionalInterface
    public interface Wait {
        /** Waits for at most {@code nanos}, which is positive; returns whether the condition holds. */
        boolean await(long nanos) throws InterruptedException;
    }

    /** Waits within the timeout; restores the interrupt flag afterwards. Returns whether the condition holds. */
    public boolean await(Wait wait) {
        return await(wait, startedAt + timeout.toNanos());
    }

    /** Joins all {@code threads} within the timeout; returns whether all have ended. */
    public boolean join(List<Thread> threads) {
        return join(threads, timeout);
    }

    /** Joins for at most {@code limit} from now on, and never longer than the timeout. */
    public boolean join(List<Thread> threads, Duration limit) {
        long boundAt = startedAt + timeout.toNanos();
        long limitAt = System.nanoTime() + limit.toNanos();
        long deadline = limitAt - boundAt < 0 ? limitAt : boundAt;
        boolean all = true;
        for (Thread thread : threads) {
            all &= await(
                    nanos -> {
                        // Rounded up: 0 means no bound.
                        thread.join(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
                        return !thread.isAlive();
                    },
                    deadline);
        }
        return all;
    }

    private static boolean await(Wait wait, long deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await(Math.max(1, deadline - System.nanoTime()));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Logs the names of {@code threads} that outlive the {@code close()} of {@code what}, if any. */
    public void warn(String what, List<Thread> threads) {
        List<String> names =
                threads.stream().filter(Thread::isAlive).map(Thread::getName).toList();
        if (names.isEmpty()) {
            return;
        }
        String shown = names.stream().limit(MAX_NAMES).collect(Collectors.joining(", "));
        String more = names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : "";
        Log.warn(
                "close() of {0} returned after {1,number,#} ms and did not wait for {2}",
                what, timeout.toMillis(), shown + more);
    }
}
