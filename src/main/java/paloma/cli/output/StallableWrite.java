package paloma.cli.output;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * <em>Any thread.</em> Runs a write that may stall: a terminal after Ctrl-S, a pipe without a reader. The write runs on
 * a separate thread. It is awaited until the process is asked to stop, and then for {@link AsyncPrinter#FLUSH_TIMEOUT}.
 */
public final class StallableWrite {
    /** <em>Any thread.</em> A write that may stall. */
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    private StallableWrite() {}

    /**
     * Runs {@code write} and waits for it.
     *
     * @param stopped completes when the process is asked to stop
     * @return false when the write has stalled and the process is to stop
     * @throws IOException of the write
     */
    public static boolean run(Write write, CompletableFuture<?> stopped) throws IOException {
        CompletableFuture<Void> written = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(written, write), "paloma-write");
        thread.setDaemon(true);
        thread.start();
        CompletableFuture.anyOf(written, stopped).exceptionally(e -> null).join();
        try {
            written.copy()
                    .orTimeout(AsyncPrinter.FLUSH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return false;
            }
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private static void complete(CompletableFuture<Void> written, Write write) {
        try {
            write.run();
            written.complete(null);
        } catch (Throwable e) {
            // Rethrown to the waiting thread.
            written.completeExceptionally(e);
        }
    }
}
