package paloma.cli.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import paloma.cli.output.AtomicFile;

/** <em>Any thread.</em> The end of the process, which no output that is not read and no shutdown hook keeps waiting. */
public final class ProcessExit {
    /**
     * What remains at the end gets this long: shutdown hooks, such as the line editor's, which writes to the terminal, and
     * lines on standard streams.
     */
    static final long REST_MILLIS = 500;

    private ProcessExit() {}

    /** Ends the process with {@code status}, in good order if that is possible within {@link #REST_MILLIS}. */
    public static void with(int status) {
        if (isUnderWay()) {
            // To wait for the shutdown is to wait for the hook that waits for this thread.
            AtomicFile.end();
            Runtime.getRuntime().halt(status);
        }
        Thread guard = new Thread(() -> haltAfterRest(status), "paloma-exit");
        guard.setDaemon(true);
        try {
            guard.start();
        } catch (OutOfMemoryError e) {
            // No thread is to be had: the hooks, which are threads too, cannot run either.
            Runtime.getRuntime().halt(status);
        }
        System.exit(status);
    }

    /** Waits for the process to end by itself, and halts it when it does not. */
    static void haltAfterRest(int status) {
        try {
            new CountDownLatch(1).await(REST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        AtomicFile.end();
        Runtime.getRuntime().halt(status);
    }

    /** Whether a signal has begun to shut the virtual machine down. */
    private static boolean isUnderWay() {
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
