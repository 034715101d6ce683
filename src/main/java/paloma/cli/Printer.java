package paloma.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * <em>Any thread.</em> Prints lines on a daemon thread of its own, so that who prints never waits for who reads. When
 * the output stalls or fails, lines are left out once {@link #CAPACITY} wait, and one line in their place tells how
 * many as soon as there is room.
 */
final class Printer implements AutoCloseable {
    /** Lines that may wait. */
    static final int CAPACITY = 4_096;

    /** At most 3 bytes of UTF-8 for a char: within the 4,096 bytes that a pipe takes whole (POSIX {@code PIPE_BUF}). */
    private static final int CHUNK_CHARS = 1_365;

    private static final Duration FLUSH = Duration.ofMillis(400);

    /** Where the lines go, one or more whole ones at a time; may block. */
    @FunctionalInterface
    interface Sink {
        void write(String lines) throws IOException;
    }

    /** A line that waits, and how many lines are lost when it is. */
    private record Waiting(String line, long lines) {}

    private final Sink sink;
    private final LongFunction<String> leftOutLine;
    private final Thread thread;
    private final ReentrantLock printing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    // Guarded by lock.
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private long failed;
    private long leftOut;
    private boolean closed;

    /** @param leftOutLine the line for a number of lines that were left out */
    Printer(String name, Sink sink, LongFunction<String> leftOutLine) {
        this.sink = sink;
        this.leftOutLine = leftOutLine;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Prints {@code line} after those before it, or leaves it out when too many wait. Never waits for the output. */
    void print(String line) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (queue.size() >= CAPACITY) {
                leftOut++;
                return;
            }
            if (leftOut > 0) {
                queue.add(leftOut(leftOut));
                leftOut = 0;
            }
            queue.add(new Waiting(line, 1));
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a line that the caller decided not to print; told before the next line. */
    void leaveOut() {
        lock.lock();
        try {
            leftOut++;
        } finally {
            lock.unlock();
        }
    }

    /** Prints what waits on the calling thread: what was asked before this call is out when it returns. May block. */
    void drain() {
        printing.lock();
        try {
            write(take());
        } finally {
            printing.unlock();
        }
    }

    /** Prints what waits, for as long as {@link #FLUSH} at most. What comes later is not printed. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(FLUSH.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (awaitLines()) {
            drain();
        }
        drain();
    }

    /** Returns false once closed. */
    private boolean awaitLines() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting> take() {
        lock.lock();
        try {
            List<Waiting> batch = new ArrayList<>(queue.size() + 2);
            if (failed > 0) {
                batch.add(leftOut(failed));
            }
            batch.addAll(queue);
            if (leftOut > 0) {
                batch.add(leftOut(leftOut));
            }
            queue.clear();
            failed = 0;
            leftOut = 0;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Waiting> batch) {
        StringBuilder chunk = new StringBuilder();
        long lines = 0;
        for (Waiting waiting : batch) {
            if (lines > 0 && chunk.length() + waiting.line.length() >= CHUNK_CHARS) {
                write(chunk.toString(), lines);
                chunk.setLength(0);
                lines = 0;
            }
            chunk.append(waiting.line).append('\n');
            lines += waiting.lines;
        }
        if (lines > 0) {
            write(chunk.toString(), lines);
        }
    }

    private void write(String chunk, long lines) {
        try {
            sink.write(chunk);
        } catch (IOException e) {
            lock.lock();
            try {
                failed += lines;
            } finally {
                lock.unlock();
            }
        }
    }

    private Waiting leftOut(long lines) {
        return new Waiting(leftOutLine.apply(lines), lines);
    }
}
