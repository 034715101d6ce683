package paloma.cli.output;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * <em>Any thread.</em> Prints lines on a daemon thread of its own, so that who prints never waits for who reads. When
 * the output stalls or fails, lines are left out once the {@link PrintQueue} is full, and one line in their place tells
 * how many as soon as there is room.
 */
public final class AsyncPrinter implements AutoCloseable {
    /** What output that may stall gets at the end. */
    static final Duration FLUSH = Duration.ofMillis(400);

    /** Where the lines go, one or more whole ones at a time; may block. */
    @FunctionalInterface
    public interface Sink {
        void write(String lines) throws IOException;
    }

    private final Sink sink;
    private final PrintQueue queue;
    private final Thread thread;
    private final ReentrantLock printing = new ReentrantLock();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** @param leftOutLine the line for a number of lines that were left out */
    public AsyncPrinter(String name, Sink sink, LongFunction<String> leftOutLine) {
        this(
                name,
                sink,
                new PrintQueue(
                        leftOutLine, PrintQueue.mostChars(Runtime.getRuntime().maxMemory())));
    }

    /** @param queue its own */
    AsyncPrinter(String name, Sink sink, PrintQueue queue) {
        this.sink = sink;
        this.queue = queue;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Prints {@code line} after those before it, or leaves it out when too much waits. Never waits for the output. */
    public void print(String line) {
        queue.add(line);
    }

    /**
     * Prints {@code text}, which is no line, such as one that is written over and over again. It takes the place of such a text
     * that still waits.
     */
    public void show(String text) {
        queue.show(text);
    }

    /** Counts a line that the caller decided not to print; told before the next line. */
    public void leaveOut() {
        queue.leaveOut();
    }

    /** Prints what waits on the calling thread: what was asked before this call is out when it returns. May block. */
    public void drain() {
        printing.lock();
        try {
            for (int entries = queue.entries(); entries > 0; ) {
                PrintQueue.Chunk chunk = queue.take(entries);
                write(chunk);
                entries -= chunk.entries();
            }
        } finally {
            printing.unlock();
        }
    }

    /** Prints what waits, for as long as {@link #FLUSH} at most. What comes later is not printed. */
    @Override
    public void close() {
        queue.close();
        awaitEnd();
    }

    /** The same, for as long as it takes until {@code stopped} is done, and from then on for {@link #FLUSH} at most. */
    public void close(CompletableFuture<?> stopped) {
        queue.close();
        CompletableFuture.anyOf(ended, stopped).join();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            thread.join(FLUSH.toMillis());
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
            sink.write(chunk.text());
            success = true;
        } catch (IOException | RuntimeException e) {
            // Told with the next line that gets out.
        } finally {
            queue.written(chunk, success);
        }
    }
}
