package paloma.cli.output;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * <em>Any thread.</em> A write to what may stall: a terminal after Ctrl-S, a pipe that nobody reads. It runs on a thread of its
 * own, and is waited for until the process is asked to stop, and {@link AsyncPrinter#FLUSH} longer.
 */
public final class StallableWrite {
    /** What may stall. */
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    private StallableWrite() {}

    /**
     * Runs {@code write}.
     *
     * @param stopped is done when the process is asked to stop
     * @return false when it stalls and the process is to stop
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
                    .orTimeout(AsyncPrinter.FLUSH.toMillis(), TimeUnit.MILLISECONDS)
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
            // Thrown to whoever waits.
            written.completeExceptionally(e);
        }
    }
}
