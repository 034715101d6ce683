package paloma.house;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.LincheckSettings;

/**
 * Runs a piece of concurrent code in many interleavings of its threads. A model checker switches the threads, one after
 * the other and the same way in every run of the test; a failure shows the switches that lead to it, and threads that
 * wait for each other for ever are a failure too. {@code -Dpaloma.stress=20000} tries more.
 */
public final class Interleavings {
    private static final int TRIED = Integer.getInteger("paloma.stress", 200);

    // By default the checker takes a loop of ten rounds for one that waits for another thread, and then tries nothing
    // more.
    private static final LincheckSettings PATIENT = new LincheckSettings(false, 100, 1_000, 20);

    /**
     * Holds the world in a field, where the checker sees that threads share it. What a lambda holds it does not see, and
     * what it takes for one thread's own it never switches at.
     */
    private static final class Sharing extends Thread {
        @SuppressWarnings("unused")
        private final Object world;

        Sharing(Object world, Runnable action) {
            super(action);
            this.world = world;
        }
    }

    private Interleavings() {}

    /** Runs {@code story} in a new world again and again. All that its threads share belongs to the world. */
    public static <W> void check(Supplier<W> world, Consumer<W> story) {
        Runnable once = () -> story.accept(world.get());
        try {
            Lincheck.runConcurrentTestInternal$lincheck(TRIED, PATIENT, once);
        } catch (LincheckAssertionError e) {
            if (!String.valueOf(e.getMessage()).contains("has hung")) {
                throw e;
            }
            // Busy machines may need longer for the first run, which instruments classes, than the 30 s it is given.
            Lincheck.runConcurrentTestInternal$lincheck(TRIED, PATIENT, once);
        }
    }

    /** A thread that runs {@code action} in {@code world}. */
    public static Thread start(Object world, Runnable action) {
        Thread thread = new Sharing(world, action);
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
