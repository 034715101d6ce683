package paloma.cli.output;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * <em>Any thread.</em> Lines that wait for an output, bounded both in lines and in characters. A line without room is left
 * out and counted, and one line in the place of those tells how many.
 */
final class PrintQueue {
    /** Lines that may wait. */
    static final int CAPACITY = 4_096;

    /** Characters that may wait, {@link #LINE_CHARS} for each line included: about what so many lines of 200 have. */
    private static final int MOST_CHARS = 1 << 20;

    /** At two bytes each these are a 32nd part of the heap: two printers of a server take a 16th. */
    private static final int HEAP_BYTES_FOR_CHAR = 64;

    /** What a line takes besides its characters, in characters of two bytes: 80 bytes for objects and references. */
    private static final int LINE_CHARS = 40;

    /** At most 3 bytes of UTF-8 for a char: within the 4,096 bytes that a pipe takes whole (POSIX {@code PIPE_BUF}). */
    private static final int CHUNK_CHARS = 1_365;

    /** A line that waits, and how many lines are lost when it is; 0 of a text that is no line. */
    private record Waiting(String line, long lines) {
        long chars() {
            return LINE_CHARS + line.length();
        }
    }

    /**
     * Lines to be written together.
     *
     * @param text each line of them with its line break
     * @param entries how many they are of those that waited
     * @param lines how many lines are lost when it is
     * @param chars characters that wait until {@link #written}
     */
    record Chunk(String text, int entries, long lines, long chars) {}

    private final LongFunction<String> leftOutLine;
    private final long mostChars;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    // Guarded by lock.
    private final Deque<Waiting> queue = new ArrayDeque<>();
    /** Of the queue, and of what was taken from it and is not written yet. */
    private long chars;

    private long failed;
    private long leftOut;
    /** Whether a line was left out for want of room, which is told as soon as there is some. */
    private boolean refused;

    private boolean closed;

    /**
     * @param leftOutLine the line for a number of lines that were left out
     * @param mostChars characters that may wait; one line that is longer may when nothing else does
     */
    PrintQueue(LongFunction<String> leftOutLine, long mostChars) {
        this.leftOutLine = leftOutLine;
        this.mostChars = mostChars;
    }

    /** Characters that may wait in a heap of so many bytes. */
    static long mostChars(long heapBytes) {
        return Math.min(MOST_CHARS, heapBytes / HEAP_BYTES_FOR_CHAR);
    }

    /** Adds {@code line}, or leaves it out when too much waits or the queue is closed. */
    void add(String line) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            Waiting waiting = new Waiting(line, 1);
            if (hasRoomFor(waiting)) {
                addLeftOut();
                queue.add(counted(waiting));
            } else {
                leftOut++;
                refused = true;
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a text that is no line, in the place of such a text that is the last to wait. */
    void show(String text) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!queue.isEmpty() && queue.getLast().lines == 0) {
                chars -= queue.removeLast().chars();
            }
            queue.add(counted(new Waiting(text, 0)));
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoomFor(Waiting waiting) {
        return queue.size() < CAPACITY && (chars == 0 || chars + waiting.chars() <= mostChars);
    }

    private void addLeftOut() {
        if (leftOut > 0) {
            queue.add(counted(told(leftOut)));
            leftOut = 0;
        }
    }

    private Waiting told(long lines) {
        return new Waiting(leftOutLine.apply(lines), lines);
    }

    private Waiting counted(Waiting waiting) {
        chars += waiting.chars();
        return waiting;
    }

    /** Counts a line that is not added; told before the next line. */
    void leaveOut() {
        lock.lock();
        try {
            leftOut++;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to print; returns false once closed. */
    boolean awaitLines() {
        lock.lock();
        try {
            while (queue.isEmpty() && !refused && !closed) {
                arrived.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** How many lines wait, those included that tell of lines that are lost. */
    int entries() {
        lock.lock();
        try {
            if (failed > 0) {
                queue.addFirst(counted(told(failed)));
                failed = 0;
            }
            addLeftOut();
            refused = false;
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next of the first {@code entries} lines, which still count as waiting. */
    Chunk take(int entries) {
        lock.lock();
        try {
            StringBuilder text = new StringBuilder();
            int taken = 0;
            long lines = 0;
            long held = 0;
            while (taken < entries
                    && (taken == 0 || text.length() + queue.element().line.length() < CHUNK_CHARS)) {
                Waiting next = queue.remove();
                text.append(next.line);
                if (next.lines > 0) {
                    text.append('\n');
                }
                taken++;
                lines += next.lines;
                held += next.chars();
            }
            return new Chunk(text.toString(), taken, lines, held);
        } finally {
            lock.unlock();
        }
    }

    /** What was taken waits no longer: it was written, or else is lost and will be told. */
    void written(Chunk chunk, boolean success) {
        lock.lock();
        try {
            chars -= chunk.chars;
            failed += success ? 0 : chunk.lines;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more lines. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }
}
