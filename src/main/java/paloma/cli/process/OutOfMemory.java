package paloma.cli.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import paloma.cli.text.CommandException;

/**
 * <em>Any thread.</em> Ends the process in time once its heap is exhausted, whichever thread that strikes. Without memory
 * the JVM delivers no signal, as it cannot make the thread of its handler; so a thread that was started beforehand looks a few times a
 * second whether memory can still be had. What that thread does at the end allocates nothing.
 */
public final class OutOfMemory {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** What is left of the second beyond the drain time after the look that noticed. */
    private static final long BEYOND_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    /** Between two attempts to begin the end. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** As much as the longest message takes. */
    private static final int PROBE_BYTES = 1 << 16;
    /** Causes of causes that are looked at: they may go round in a circle. */
    private static final int CAUSES = 16;

    /** How the process ends in order, and how long that may take. */
    private record Order(Consumer<Throwable> begin, long nanos) {}

    private static final Runtime RUNTIME = Runtime.getRuntime();
    private static final OutOfMemoryError NOTICED = new OutOfMemoryError("Java heap space");

    private static volatile Thread watching;
    private static volatile Order order;
    private static volatile Throwable cause;
    private static volatile Object probe;

    private OutOfMemory() {}

    /** Starts to watch. */
    public static void watch() {
        try {
            // What ends the process is loaded while there is memory.
            Class.forName("java.lang.Shutdown");
        } catch (ClassNotFoundException e) {
            // Another runtime's halting needs it not.
        }
        Thread thread = new Thread(OutOfMemory::run, "paloma-memory");
        thread.setDaemon(true);
        thread.start();
        watching = thread;
    }

    /**
     * From now on the process accounts for what it accepted: it is to end in order and with status 3.
     *
     * @param begin has that begin; must not wait
     * @param within how long it may take, beyond which the process is halted a second later
     */
    public static void endInOrder(Consumer<Throwable> begin, Duration within) {
        order = new Order(begin, within.toNanos());
    }

    /** Memory has run out: has the process end soon. */
    public static void struck(Throwable error) {
        if (cause == null) {
            cause = error;
        }
        LockSupport.unpark(watching);
    }

    /** {@link #struck} when {@code error} says so of the heap; one of direct buffers or threads costs what it interrupted only. */
    public static void struckBy(Throwable error) {
        VirtualMachineError end = behind(error);
        if (end instanceof OutOfMemoryError && String.valueOf(end.getMessage()).contains("heap")) {
            struck(end);
        }
    }

    /**
     * What the virtual machine had no means for, {@code error} itself or among its causes; null when neither. Without memory
     * the JVM throws one and the same error each time: when a try block and the closing of its resource meet it, the language's own
     * statement throws IllegalArgumentException, "Self-suppression not permitted", with the error as its cause.
     */
    public static VirtualMachineError behind(Throwable error) {
        Throwable at = error;
        for (int depth = 0; at != null && depth < CAUSES; depth++) {
            if (at instanceof VirtualMachineError end) {
                return end;
            }
            at = at.getCause();
        }
        return null;
    }

    /** Whether memory has run out. */
    public static boolean hasStruck() {
        return cause != null;
    }

    /** Whether somebody ends the process in order. */
    public static boolean endsInOrder() {
        return order != null;
    }

    /** The exit status of a process that has run out of memory. */
    public static int status() {
        return endsInOrder() ? CommandException.UNACCOUNTED : CommandException.COULD_NOT_RUN;
    }

    private static void run() {
        while (cause == null) {
            LockSupport.parkNanos(PERIOD_NANOS);
            if (isLow() && !canAllocate()) {
                struck(NOTICED);
            }
        }
        long start = System.nanoTime();
        long limit = BEYOND_NANOS;
        boolean begun = false;
        while (System.nanoTime() - start < limit) {
            if (!begun && order != null) {
                limit = order.nanos + BEYOND_NANOS;
                begun = hasBegun();
            }
            // Without memory to begin with there may be some soon.
            LockSupport.parkNanos(Math.min(begun ? limit : AGAIN_NANOS, limit - (System.nanoTime() - start)));
        }
        RUNTIME.halt(status());
    }

    private static boolean hasBegun() {
        try {
            order.begin.accept(cause);
            return true;
        } catch (Throwable e) {
            // If it never can, it does not end in order, but in time.
            return false;
        }
    }

    /** Without a look at garbage: so an ordinary process is not asked for memory that it has to collect for. */
    private static boolean isLow() {
        long max = RUNTIME.maxMemory();
        return max - RUNTIME.totalMemory() + RUNTIME.freeMemory() < max / 2;
    }

    private static boolean canAllocate() {
        try {
            probe = new byte[PROBE_BYTES];
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        } finally {
            probe = null;
        }
    }
}
