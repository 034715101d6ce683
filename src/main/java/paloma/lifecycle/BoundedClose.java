package paloma.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * <em>Any thread.</em> The wait of one {@code close()} for threads of the library, within a bound; used by one thread.
 *
 * It logs one record to {@link System.Logger} {@code paloma} that names the threads that it did not wait for.
 */
public final class BoundedClose {
    /** The bound of a client and of a group of clients. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** Threads that the record names; further ones are counted. */
    private static final int MAX_NAMES = 4;

    private final Duration timeout;
    private final long startedAt = System.nanoTime();

    /** Starts the wait, which takes {@code atMost} in all. */
    public BoundedClose(Duration atMost) {
        this.timeout = atMost;
    }

    /** <em>Any thread.</em> A wait that may be interrupted. */
    @FunctionalInterface
    public interface Wait {
        /** Waits at most {@code nanos}, which is positive; returns whether the awaited event has happened. */
        boolean await(long nanos) throws InterruptedException;
    }

    /**
     * Waits within the bound; the interrupt flag is restored afterwards. Returns whether the awaited event has
     * happened.
     */
    public boolean await(Wait wait) {
        return await(wait, startedAt + timeout.toNanos());
    }

    /** Joins all {@code threads} within the bound; returns whether all have ended. */
    public boolean join(List<Thread> threads) {
        return join(threads, timeout);
    }

    /** Like {@link #join(List)}, at most {@code limit} from now on and never beyond the bound. */
    public boolean join(List<Thread> threads, Duration limit) {
        long boundAt = startedAt + timeout.toNanos();
        long limitAt = System.nanoTime() + limit.toNanos();
        long deadline = limitAt - boundAt < 0 ? limitAt : boundAt;
        boolean all = true;
        for (Thread thread : threads) {
            all &= await(
                    nanos -> {
                        // Rounded up: 0 would wait without end.
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

    /** Logs which of {@code threads} have outlived the {@code close()} of {@code what}, if any. */
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
