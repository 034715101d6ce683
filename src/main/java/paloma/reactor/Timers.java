package paloma.reactor;

import java.util.TreeSet;
import java.util.function.Consumer;
import paloma.lifecycle.Deadline;

/**
 * <em>Reactor-owned.</em> The deadlines of all tasks, at most one entry per task.
 * A deadline that moves later keeps its entry: the task runs one turn early, which costs less than moving the
 * entry for every datagram.
 */
final class Timers {
    /** <em>Immutable.</em> One deadline; the serial number orders equal deadlines. */
    record Entry(long deadline, long serial, ReactorTask task) implements Comparable<Entry> {
        /** Explicit: linking a comparator of method references would dominate the start-up time. */
        @Override
        public int compareTo(Entry other) {
            int earlier = Long.compare(deadline, other.deadline);
            return earlier != 0 ? earlier : Long.compare(serial, other.serial);
        }
    }

    private final TreeSet<Entry> entries = new TreeSet<>();
    private long serial;

    void schedule(ReactorTask task, long deadline) {
        long present = task.timer == null ? Deadline.NEVER : task.timer.deadline();
        if (deadline < present) {
            cancel(task);
            task.timer = new Entry(deadline, serial++, task);
            entries.add(task.timer);
        }
    }

    void cancel(ReactorTask task) {
        if (task.timer != null) {
            entries.remove(task.timer);
            task.timer = null;
        }
    }

    /** The earliest deadline, or {@link Deadline#NEVER}. */
    long next() {
        return entries.isEmpty() ? Deadline.NEVER : entries.first().deadline();
    }

    /** Removes every task whose deadline is at or before {@code now}, and passes it to {@code consumer}. */
    void expire(long now, Consumer<ReactorTask> consumer) {
        while (next() <= now) {
            ReactorTask task = entries.first().task();
            cancel(task);
            consumer.accept(task);
        }
    }
}
