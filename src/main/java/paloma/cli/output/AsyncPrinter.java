package paloma.cli.output;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * <em>Any thread.</em> Prints lines on a daemon thread, so that callers never block on the output. When the output
 * stalls or fails, lines are omitted once the {@link PrintQueue} is full. One line in their place then gives their
 * number.
 */
public final class AsyncPrinter implements AutoCloseable {
    /** Time limit for the remaining lines at the end; the output may be stalled. */
    static final Duration FLUSH_TIMEOUT = Duration.ofMillis(400);

    /** <em>Any thread.</em> Called by one thread at a time. Writes one or more whole lines; may block. */
    @FunctionalInterface
    public interface Sink {
        void write(String lines) throws IOException;
    }

    private final Sink output;
    private final PrintQueue queue;
    private final Thread thread;
    private final ReentrantLock drainLock = new ReentrantLock();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** @param omittedLine returns the line for a number of omitted lines */
    public AsyncPrinter(String name, Sink output, LongFunction<String> omittedLine) {
        this(
                name,
                output,
                new PrintQueue(
                        omittedLine, PrintQueue.maxChars(Runtime.getRuntime().maxMemory())));
    }

    /** @param queue must not be shared with another printer */
    AsyncPrinter(String name, Sink output, PrintQueue queue) {
        this.output = output;
        this.queue = queue;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Appends {@code line} to the queue, or omits it when the queue is full. Never blocks on the output. */
    public void print(String line) {
        queue.add(line);
    }

    /**
     * Appends {@code text}, which is not a line, e.g. a status that is rewritten in place. It replaces such a text at
     * the end of the queue.
     */
    public void showStatus(String text) {
        queue.addStatus(text);
    }

    /** Counts a line that the caller suppressed. The number is printed before the next line. */
    public void omit() {
        queue.omit();
    }

    /**
     * Prints the queue on the calling thread: all lines added before this call are written when it returns. May block.
     */
    public void drain() {
        drainLock.lock();
        try {
            for (int entries = queue.entries(); entries > 0; ) {
                PrintQueue.Chunk chunk = queue.take(entries);
                write(chunk);
                entries -= chunk.entries();
            }
        } finally {
            drainLock.unlock();
        }
    }

    /** Prints the queue, for at most {@link #FLUSH_TIMEOUT}. Later lines are not printed. */
    @Override
    public void close() {
        queue.close();
        awaitEnd();
    }

    /**
     * Prints the queue without a time limit until {@code stopped} completes, then for at most {@link #FLUSH_TIMEOUT}.
     */
    public void close(CompletableFuture<?> stopped) {
        queue.close();
        CompletableFuture.anyOf(ended, stopped).join();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            thread.join(FLUSH_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (queue.awaitLines()) {
                drain();
            }
            drain();
        } finally {
            ended.complete(null);
        }
    }

    private void write(PrintQueue.Chunk chunk) {
        boolean success = false;
        try {
            output.write(chunk.text());
            success = true;
        } catch (IOException | RuntimeException e) {
            // The queue counts the lines as omitted.
        } finally {
            queue.onWritten(chunk, success);
        }
    }
}
