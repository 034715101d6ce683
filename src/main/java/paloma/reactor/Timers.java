package paloma.reactor;

import java.util.TreeSet;
import java.util.function.Consumer;
import paloma.lifecycle.Deadline;

/**
 * <em>Reactor-owned.</em> When each endpoint wants its next turn: one entry for each at most, so that nothing is left of
 * deadlines that were replaced. One that moves later leaves its entry where it is: the endpoint is attended to a little
 * early then, which costs less than moving the entry for every datagram.
 */
final class Timers {
    /** <em>Immutable.</em> The serial number tells entries of the same instant apart. */
    record Entry(long deadline, long serial, Endpoint endpoint) implements Comparable<Entry> {
        /** A lambda comparator takes longer to link than all timers of a start. */
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

    /** Calls {@code consumer} for every endpoint whose deadline has passed. */
    void expire(long now, Consumer<Endpoint> consumer) {
        while (next() <= now) {
            Endpoint endpoint = entries.first().endpoint();
            cancel(endpoint);
            consumer.accept(endpoint);
        }
    }
}
