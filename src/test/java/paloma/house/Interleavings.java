package paloma.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs concurrent code in many interleavings of its threads. A model checker switches the threads, in the same
 * order in every run of the test. A failure shows the switches that lead to it; a deadlock is a failure. {@code
 * -Dpaloma.stress=20000} tries more.
 *
 * <p>The checker does not follow method references, {@code World::new} or {@code world::request}: a lambda must call
 * them.
 */
public final class Interleavings {
    private static final int TRIED = Integer.getInteger("paloma.stress", 60);
    /** With fewer, the checker has not found what the threads share. */
    private static final int MIN = 50;
    /** More than any machine needs for an interleaving, and less than JUnit's limit of a test. */
    static final ModelChecker CHECKER = new ModelChecker(Duration.ofMinutes(20));

    private Interleavings() {}

    /** Runs {@code story} repeatedly. It must create all that it changes, start threads, and wait for them. */
    public static void check(Runnable story) {
        check(1, story);
    }

    /** {@link #check(Runnable)} in {@code times} as many interleavings, for failures that need several switches. */
    public static void check(int times, Runnable story) {
        AtomicInteger runs = new AtomicInteger();
        Runnable counted = () -> {
            runs.incrementAndGet();
            story.run();
        };
        CHECKER.check(times * TRIED, counted);
        assertTrue(runs.get() >= MIN, () -> "only " + runs + " interleavings were tried");
    }

    /** A thread that runs {@code action}. */
    public static Thread start(Runnable action) {
        Thread thread = new Thread(action);
        thread.start();
        return thread;
    }

    /** Waits for the end of {@code thread}. */
    public static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
