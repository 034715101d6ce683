package paloma.cli.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import paloma.cli.output.AtomicFile;

/** <em>Any thread.</em> Ends the process within a bound, whatever blocks: unread output or shutdown hooks. */
public final class ProcessExit {
    /** Time limit of shutdown hooks and pending output. One hook is the line editor's, which writes to the terminal. */
    static final long SHUTDOWN_MILLIS = 500;

    private ProcessExit() {}

    /** Ends the process with {@code status}, by an orderly exit if it completes within {@link #SHUTDOWN_MILLIS}. */
    public static void exit(int status) {
        if (isShuttingDown()) {
            // Waiting for the shutdown would deadlock: a shutdown hook waits for this thread.
            AtomicFile.shutDown();
            Runtime.getRuntime().halt(status);
        }
        Thread guard = new Thread(() -> haltAfterTimeout(status), "paloma-exit");
        guard.setDaemon(true);
        try {
            guard.start();
        } catch (OutOfMemoryError e) {
            // No thread can be created. Shutdown hooks are threads and cannot run either.
            Runtime.getRuntime().halt(status);
        }
        System.exit(status);
    }

    /** Waits for the process to exit; halts it after {@link #SHUTDOWN_MILLIS}. */
    static void haltAfterTimeout(int status) {
        try {
            new CountDownLatch(1).await(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        AtomicFile.shutDown();
        Runtime.getRuntime().halt(status);
    }

    /** Returns whether the JVM is shutting down, e.g. by a signal. */
    private static boolean isShuttingDown() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
