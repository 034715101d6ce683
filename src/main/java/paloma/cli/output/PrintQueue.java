package paloma.cli.output;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * <em>Any thread.</em> A queue of lines, bounded in entries and in characters. A line that does not fit is omitted and
 * counted. One line in its place gives the number of omitted lines.
 */
final class PrintQueue {
    /** Maximum number of queued entries. */
    static final int MAX_ENTRIES = 4_096;

    /**
     * Maximum number of queued characters, {@link #ENTRY_CHARS} per entry included: about {@link #MAX_ENTRIES} lines of
     * 200.
     */
    private static final int MAX_CHARS = 1 << 20;

    /** With two bytes a character this bounds a queue to 1/32 of the heap, and the two printers of a server to 1/16. */
    private static final int HEAP_BYTES_PER_CHAR = 64;

    /** Overhead of an entry, in characters of two bytes: 80 bytes for objects and references. */
    private static final int ENTRY_CHARS = 40;

    /**
     * Maximum size of a chunk. At 3 bytes of UTF-8 per char it fits the 4,096 bytes that a pipe takes atomically (POSIX
     * {@code PIPE_BUF}).
     */
    private static final int MAX_CHUNK_CHARS = 1_365;

    /**
     * <em>Immutable.</em> A queued text and the number of lines lost if it is lost; 0 for a text that is not a line.
     */
    private record Entry(String line, long lines) {
        long chars() {
            return ENTRY_CHARS + line.length();
        }
    }

    /**
     * <em>Immutable.</em> Lines that are written together.
     *
     * @param text the lines, each with its line break
     * @param entries number of queue entries
     * @param lines number of lines lost if the write fails
     * @param chars characters that count as queued until {@link #onWritten}
     */
    record Chunk(String text, int entries, long lines, long chars) {}

    private final LongFunction<String> omittedLine;
    private final long maxChars;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();

    // Guarded by lock.
    private final Deque<Entry> queue = new ArrayDeque<>();
    /** Characters in the queue and in chunks not yet written. */
    private long chars;

    private long failedLines;
    private long omitted;
    /** Whether a line was omitted because the queue was full; reported as soon as there is room. */
    private boolean full;

    private boolean closed;

    /**
     * @param omittedLine returns the line for a number of omitted lines
     * @param maxChars character limit; a longer line is accepted when the queue is empty
     */
    PrintQueue(LongFunction<String> omittedLine, long maxChars) {
        this.omittedLine = omittedLine;
        this.maxChars = maxChars;
    }

    /** Returns the character limit for a heap of {@code heapBytes}. */
    static long maxChars(long heapBytes) {
        return Math.min(MAX_CHARS, heapBytes / HEAP_BYTES_PER_CHAR);
    }

    /** Appends {@code line}; omits it when the queue is full; ignores it when the queue is closed. */
    void add(String line) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            Entry entry = new Entry(line, 1);
            if (hasRoomFor(entry)) {
                addOmittedEntry();
                queue.add(charge(entry));
            } else {
                omitted++;
                full = true;
            }
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Appends a text that is not a line, or replaces such a text at the end of the queue. */
    void addStatus(String text) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!queue.isEmpty() && queue.getLast().lines == 0) {
                chars -= queue.removeLast().chars();
            }
            queue.add(charge(new Entry(text, 0)));
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoomFor(Entry entry) {
        return queue.size() < MAX_ENTRIES && (chars == 0 || chars + entry.chars() <= maxChars);
    }

    private void addOmittedEntry() {
        if (omitted > 0) {
            queue.add(charge(omittedEntry(omitted)));
            omitted = 0;
        }
    }

    private Entry omittedEntry(long lines) {
        return new Entry(omittedLine.apply(lines), lines);
    }

    private Entry charge(Entry entry) {
        chars += entry.chars();
        return entry;
    }

    /** Counts a line that is not added. The number is printed before the next line. */
    void omit() {
        lock.lock();
        try {
            omitted++;
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until there is something to print; returns false once closed. */
    boolean awaitLines() {
        lock.lock();
        try {
            while (queue.isEmpty() && !full && !closed) {
                notEmpty.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of queued entries, after adding those that report omitted and lost lines. */
    int entries() {
        lock.lock();
        try {
            if (failedLines > 0) {
                queue.addFirst(charge(omittedEntry(failedLines)));
                failedLines = 0;
            }
            addOmittedEntry();
            full = false;
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Removes a chunk from the first {@code entries} entries. Its characters still count as queued. */
    Chunk take(int entries) {
        lock.lock();
        try {
            StringBuilder text = new StringBuilder();
            int taken = 0;
            long lines = 0;
            long held = 0;
            while (taken < entries
                    && (taken == 0 || text.length() + queue.element().line.length() < MAX_CHUNK_CHARS)) {
                Entry next = queue.remove();
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

    /** Called after the write of a chunk. Lines of a failed write are reported as lost. */
    void onWritten(Chunk chunk, boolean success) {
        lock.lock();
        try {
            chars -= chunk.chars;
            failedLines += success ? 0 : chunk.lines;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the queue: later lines are ignored. */
    void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }
}
