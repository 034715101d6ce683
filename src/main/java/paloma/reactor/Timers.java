package paloma.reactor;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * <em>Reactor-owned.</em> When each endpoint wants its next turn. A deadline that moves later leaves its entry where it
 * is: the endpoint is attended to a little early then, which costs less than finding the entry.
 */
final class Timers {
    private record Entry(long at, Endpoint endpoint) {}

    private final PriorityQueue<Entry> entries = new PriorityQueue<>(Comparator.comparingLong(Entry::at));

    void schedule(Endpoint endpoint, long deadline) {
        if (deadline < endpoint.timerAt) {
            endpoint.timerAt = deadline;
            entries.add(new Entry(deadline, endpoint));
        }
    }

    /** The earliest deadline, or {@link Protocol#NEVER}. */
    long next() {
        Entry first = entries.peek();
        return first == null ? Protocol.NEVER : first.at();
    }

    /** Passes every endpoint whose deadline has come. */
    void due(long now, Consumer<Endpoint> consumer) {
        while (next() <= now) {
            Entry entry = entries.remove();
            if (entry.at() == entry.endpoint().timerAt) {
                entry.endpoint().timerAt = Protocol.NEVER;
                consumer.accept(entry.endpoint());
            }
        }
    }
}
