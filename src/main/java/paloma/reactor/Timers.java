package paloma.reactor;

import java.util.TreeSet;
import java.util.function.Consumer;
import paloma.lifecycle.Deadline;

/**
 * <em>Reactor-owned.</em> The deadlines of all endpoints, at most one entry per endpoint.
 * A deadline that moves later keeps its entry: the endpoint runs one turn early, which costs less than moving the
 * entry for every datagram.
 */
final class Timers {
    /** <em>Immutable.</em> One deadline; the serial number orders equal deadlines. */
    record Entry(long deadline, long serial, Endpoint endpoint) implements Comparable<Entry> {
        /** Explicit: linking a comparator of method references would dominate the start-up time. */
        @Override
        public int compareTo(Entry other) {
            int earlier = Long.compare(deadline, other.deadline);
            return earlier != 0 ? earlier : Long.compare(serial, other.serial);
        }
    }

    private final TreeSet<Entry> entries = new TreeSet<>();
    private long serial;

    void schedule(Endpoint endpoint, long deadline) {
        long present = endpoint.timer == null ? Deadline.NEVER : endpoint.timer.deadline();
        if (deadline < present) {
            cancel(endpoint);
            endpoint.timer = new Entry(deadline, serial++, endpoint);
            entries.add(endpoint.timer);
        }
    }

    void cancel(Endpoint endpoint) {
        if (endpoint.timer != null) {
            entries.remove(endpoint.timer);
            endpoint.timer = null;
        }
    }

    /** The earliest deadline, or {@link Deadline#NEVER}. */
    long next() {
        return entries.isEmpty() ? Deadline.NEVER : entries.first().deadline();
    }

    /** Removes every endpoint whose deadline is at or before {@code now}, and passes it to {@code consumer}. */
    void expire(long now, Consumer<Endpoint> consumer) {
        while (next() <= now) {
            Endpoint endpoint = entries.first().endpoint();
            cancel(endpoint);
            consumer.accept(endpoint);
        }
    }
}
