package paloma.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time and its scheduled events. Events of the same instant run in the order in which they were scheduled. */
final class VirtualTime {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;

    private record Event(long at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long number;
    private long now;

    long now() {
        return now;
    }

    void scheduleAt(long instant, Runnable action) {
        events.add(new Event(Math.max(instant, now), number++, action));
    }

    void scheduleIn(long nanos, Runnable action) {
        scheduleAt(now + nanos, action);
    }

    /** The instant of the next event, or {@link Long#MAX_VALUE}. */
    long nextAt() {
        Event event = events.peek();
        return event == null ? Long.MAX_VALUE : event.at();
    }

    /** Advances to the next event and runs it. */
    void runNext() {
        Event event = events.remove();
        now = Math.max(now, event.at());
        event.action().run();
    }

    /** Advances to {@code instant}, which no event precedes. */
    void advanceTo(long instant) {
        now = Math.max(now, instant);
    }
}
