package paloma.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time, and what is to happen when. Events of the same instant happen in the order in which they were planned. */
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

    /** When the next event is, or {@link Long#MAX_VALUE}. */
    long nextAt() {
        Event event = events.peek();
        return event == null ? Long.MAX_VALUE : event.at();
    }

    /** Goes to the next event and has it happen. */
    void runNext() {
        Event event = events.remove();
        now = Math.max(now, event.at());
        event.action().run();
    }

    /** Passes to {@code instant}, which no event precedes. */
    void advanceTo(long instant) {
        now = Math.max(now, instant);
    }
}
