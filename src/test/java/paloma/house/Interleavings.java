package paloma.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a piece of concurrent code in many interleavings of its threads. A model checker switches the threads, one after
 * the other and the same way in every run of the test; a failure shows the switches that lead to it, and threads that
 * wait for each other for ever are a failure too. {@code -Dpaloma.stress=20000} tries more.
 *
 * <p>The checker does not see into what is called through a method reference, {@code World::new} or {@code world::ask}:
 * a lambda must call it.
 */
public final class Interleavings {
    private static final int TRIED = Integer.getInteger("paloma.stress", 60);
    /** With fewer, the checker has not seen what the threads share. */
    private static final int MIN = 50;
    /** More than any machine needs for an interleaving, and less than JUnit gives a test. */
    static final ModelChecker CHECKER = new ModelChecker(Duration.ofMinutes(20));

    private Interleavings() {}

    /** Runs {@code story} again and again. It must make all that it changes, start threads, and wait for them. */
    public static void check(Runnable story) {
        check(1, story);
    }

    /** {@link #check(Runnable)} in so many times as many interleavings, for what needs more than one switch. */
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
