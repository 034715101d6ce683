package paloma.cli.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import paloma.cli.text.CommandException;

/**
 * <em>Any thread.</em> Ends the process within a bound once its heap is exhausted, on whichever thread. With an
 * exhausted heap the JVM delivers no signal, because it cannot create the handler's thread. A monitor thread, started
 * beforehand, therefore tests every 250 ms whether memory can be allocated. At the end this thread allocates nothing.
 */
public final class OutOfMemory {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Time to the halt after the drain time: one second minus the detection period, rounded down. */
    private static final long HALT_MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    /** Interval between two attempts to begin the graceful stop. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Size of the longest message. */
    private static final int PROBE_BYTES = 1 << 16;
    /** Depth of the searched cause chain, which may be cyclic. */
    private static final int MAX_CAUSES = 16;

    /** <em>Immutable.</em> Begins the graceful stop, which takes at most {@code timeoutNanos}. */
    private record GracefulStop(Consumer<Throwable> begin, long timeoutNanos) {}

    private static final Runtime RUNTIME = Runtime.getRuntime();
    private static final OutOfMemoryError HEAP_EXHAUSTED = new OutOfMemoryError("Java heap space");

    private static volatile Thread monitor;
    private static volatile GracefulStop gracefulStop;
    private static volatile Throwable cause;
    private static volatile Object probe;

    private OutOfMemory() {}

    /** Starts the monitor thread. */
    public static void startMonitor() {
        try {
            // Load the class used by halt while memory is available.
            Class.forName("java.lang.Shutdown");
        } catch (ClassNotFoundException e) {
            // Other runtimes do not need this class.
        }
        Thread thread = new Thread(OutOfMemory::run, "paloma-memory");
        thread.setDaemon(true);
        thread.start();
        monitor = thread;
    }

    /**
     * Registers a graceful stop. From now on an exhausted heap ends the process with status 3.
     *
     * @param begin begins the stop; must not block
     * @param within time limit of the stop; one second later the process is halted
     */
    public static void setGracefulStop(Consumer<Throwable> begin, Duration within) {
        gracefulStop = new GracefulStop(begin, within.toNanos());
    }

    /** Called when the heap is exhausted; ends the process soon. */
    public static void onExhausted(Throwable error) {
        if (cause == null) {
            cause = error;
        }
        LockSupport.unpark(monitor);
    }

    /**
     * Calls {@link #onExhausted} if {@code error} is caused by an exhausted heap. Exhausted direct buffers or threads
     * end only the operation that they interrupted.
     */
    public static void onError(Throwable error) {
        VirtualMachineError vmError = virtualMachineErrorIn(error);
        if (vmError instanceof OutOfMemoryError
                && String.valueOf(vmError.getMessage()).contains("heap")) {
            onExhausted(vmError);
        }
    }

    /**
     * Returns {@code error} or the first of its causes that is a VirtualMachineError, else null. With an exhausted heap
     * the JVM throws the same error object each time. If a try-with-resources statement meets it in the block and in
     * {@code close}, it throws IllegalArgumentException ("Self-suppression not permitted") with the error as its cause.
     */
    public static VirtualMachineError virtualMachineErrorIn(Throwable error) {
        Throwable current = error;
        for (int depth = 0; current != null && depth < MAX_CAUSES; depth++) {
            if (current instanceof VirtualMachineError vmError) {
                return vmError;
            }
            current = current.getCause();
        }
        return null;
    }

    /** Returns whether the heap has been exhausted. */
    public static boolean isExhausted() {
        return cause != null;
    }

    /** Returns whether a graceful stop is registered. */
    public static boolean hasGracefulStop() {
        return gracefulStop != null;
    }

    /** Returns the exit status of a process with an exhausted heap. */
    public static int status() {
        return hasGracefulStop() ? CommandException.UNACCOUNTED : CommandException.COULD_NOT_RUN;
    }

    private static void run() {
        while (cause == null) {
            LockSupport.parkNanos(PERIOD_NANOS);
            if (isLow() && !canAllocate()) {
                onExhausted(HEAP_EXHAUSTED);
            }
        }
        long start = System.nanoTime();
        long limit = HALT_MARGIN_NANOS;
        boolean begun = false;
        while (System.nanoTime() - start < limit) {
            if (!begun && gracefulStop != null) {
                limit = gracefulStop.timeoutNanos + HALT_MARGIN_NANOS;
                begun = tryBeginStop();
            }
            // The attempt needs memory, which may become available soon.
            LockSupport.parkNanos(Math.min(begun ? limit : RETRY_NANOS, limit - (System.nanoTime() - start)));
        }
        RUNTIME.halt(status());
    }

    private static boolean tryBeginStop() {
        try {
            gracefulStop.begin.accept(cause);
            return true;
        } catch (Throwable e) {
            // Without a successful attempt the process is halted at the limit.
            return false;
        }
    }

    /** Computed without a garbage collection, so that the probe does not trigger one in a healthy process. */
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
