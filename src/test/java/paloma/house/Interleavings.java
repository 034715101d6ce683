package paloma.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.LincheckSettings;

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
    private static final int LEAST = 50;
    // By default the checker takes a loop of ten rounds for one that waits for another thread, and then tries nothing
    // more.
    private static final LincheckSettings PATIENT = new LincheckSettings(false, 100, 1_000, 20);

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
        try {
            Lincheck.runConcurrentTestInternal$lincheck(times * TRIED, PATIENT, counted);
        } catch (LincheckAssertionError e) {
            if (!String.valueOf(e.getMessage()).contains("has hung")) {
                throw e;
            }
            // A busy machine may need longer for the first run, which instruments classes, than the 30 s it is given.
            Lincheck.runConcurrentTestInternal$lincheck(times * TRIED, PATIENT, counted);
        }
        assertTrue(runs.get() >= LEAST, () -> "only " + runs + " interleavings were tried");
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
