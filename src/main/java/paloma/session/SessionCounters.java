package paloma.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import paloma.CloseReason;
import paloma.Counter;
import paloma.DropReason;
import paloma.FailReason;

/**
 * <em>Any thread.</em> The counters of a server's sessions: one {@link ReactorCounters}, and one {@link WorkerCounters}
 * for each thread that runs handlers. Any thread may read. Each number is written by one thread, so that counting is a
 * plain addition.
 *
 * <p>A message moves from taken to started to finished to handled or failed, and is counted in this order. A reader
 * that sums in the reverse order may miss a message that moves meanwhile, and never counts it twice.
 */
public final class SessionCounters {
    private final ReactorCounters reactor = new ReactorCounters();
    private final WorkerCounters[] workers;

    /** Creates counters for {@code workerCount} threads that run handlers or discard waiting messages. */
    public SessionCounters(int workerCount) {
        workers = new WorkerCounters[workerCount];
        for (int i = 0; i < workerCount; i++) {
            workers[i] = new WorkerCounters();
        }
    }

    /** The counters that the reactor writes. */
    public ReactorCounters reactor() {
        return reactor;
    }

    /** The counters that worker {@code index} writes. */
    public WorkerCounters worker(int index) {
        return workers[index];
    }

    /** The sum of {@code counter} over all threads and reasons; 0 when it is not counted here. */
    public long get(Counter counter) {
        long sum = reactor.get(counter);
        for (WorkerCounters worker : workers) {
            sum += worker.get(counter);
        }
        return sum;
    }

    /** Messages that were not handled, by reason. */
    public Map<FailReason, Long> failed() {
        Map<FailReason, Long> failed = new EnumMap<>(FailReason.class);
        for (FailReason reason : FailReason.values()) {
            failed.put(reason, sum(WorkerCounters.FAILED + reason.ordinal()));
        }
        return failed;
    }

    /** Messages whose handler is running. */
    public long running() {
        long finished = sum(WorkerCounters.FINISHED);
        return sum(WorkerCounters.STARTED) - finished;
    }

    /** Closed sessions whose {@code onClose} has not returned. */
    public long ending() {
        long ended = sum(WorkerCounters.ENDED);
        return reactor.get(ReactorCounters.ENDING) - ended;
    }

    /** Messages taken out of mailboxes; accepted messages minus these wait. */
    public long taken() {
        return sum(WorkerCounters.TAKEN);
    }

    /**
     * Bytes of the messages in all mailboxes. Includes messages that were discarded at the drain deadline, whose bytes are
     * not counted; the caller checks whether any message waits.
     */
    public long waitingBytes() {
        long takenBytes = takenBytes();
        return reactor.acceptedBytes() - takenBytes;
    }

    long takenBytes() {
        return sum(WorkerCounters.TAKEN_BYTES);
    }

    long releasedBytes() {
        return sum(WorkerCounters.RELEASED_BYTES);
    }

    private long sum(int slot) {
        long sum = 0;
        for (WorkerCounters worker : workers) {
            sum += worker.get(slot);
        }
        return sum;
    }

    /** <em>Main thread.</em> Assigns numbers to elements of an array, while the class of the numbers is initialised. */
    private static final class Slots {
        private final Map<Counter, Integer> first = new EnumMap<>(Counter.class);
        private int size;

        /** The slot of a number that is not published. */
        int next() {
            return size++;
        }

        /** The slot of {@code counter}; of a counter with reasons, the first of one slot for each. */
        int next(Counter counter) {
            int slot = size;
            first.put(counter, slot);
            size += Math.max(1, counter.reasons().size());
            return slot;
        }

        int size() {
            return size;
        }
    }

    /** <em>Any thread.</em> Numbers with one writing thread. */
    private abstract static class SingleWriterCounters {
        private final Slots slots;
        private final AtomicLongArray numbers;

        /** @param padding slots that stay unused */
        SingleWriterCounters(Slots slots, int padding) {
            this.slots = slots;
            numbers = new AtomicLongArray(slots.size() + padding);
        }

        final void add(int slot, long n) {
            numbers.setRelease(slot, numbers.getPlain(slot) + n);
        }

        final long get(int slot) {
            return numbers.getAcquire(slot);
        }

        /** The value of {@code counter}, summed over its reasons; 0 when it is not counted here. */
        public final long get(Counter counter) {
            Integer first = slots.first.get(counter);
            if (first == null) {
                return 0;
            }
            long sum = get(first.intValue());
            for (int reason = 1; reason < counter.reasons().size(); reason++) {
                sum += get(first + reason);
            }
            return sum;
        }
    }

    /** <em>Reactor-owned.</em> Received datagrams and sessions; any thread may read. */
    public static final class ReactorCounters extends SingleWriterCounters {
        private static final Slots SLOTS = new Slots();
        private static final int RECEIVED = SLOTS.next(Counter.RECEIVED);
        private static final int BYTES_RECEIVED = SLOTS.next(Counter.BYTES_RECEIVED);
        private static final int ACCEPTED = SLOTS.next(Counter.ACCEPTED);
        private static final int ACCEPTED_BYTES = SLOTS.next();
        private static final int KEEP_ALIVES = SLOTS.next(Counter.KEEP_ALIVES);
        private static final int OPENED = SLOTS.next(Counter.OPENED);
        private static final int ENDING = SLOTS.next();
        private static final int LIVE = SLOTS.next(Counter.LIVE);
        private static final int DROPPED = SLOTS.next(Counter.DROPPED);
        private static final int CLOSED = SLOTS.next(Counter.CLOSED);

        ReactorCounters() {
            super(SLOTS, 0);
        }

        /** A datagram of {@code bytes} was received. */
        public void received(int bytes) {
            add(BYTES_RECEIVED, bytes);
            add(RECEIVED, 1);
        }

        public void keepAlive() {
            add(KEEP_ALIVES, 1);
        }

        public void dropped(DropReason reason) {
            add(DROPPED + reason.ordinal(), 1);
        }

        public void opened() {
            add(OPENED, 1);
        }

        /** A session was removed from the table. */
        public void closed(CloseReason reason) {
            add(CLOSED + reason.ordinal(), 1);
        }

        /** The table holds {@code n} sessions. */
        public void live(int n) {
            add(LIVE, n - get(LIVE));
        }

        /** The {@code onClose} of a session is due. */
        public void ending() {
            add(ENDING, 1);
        }

        void accepted(int bytes) {
            add(ACCEPTED, 1);
            add(ACCEPTED_BYTES, bytes);
        }

        void notAccepted(int bytes) {
            add(ACCEPTED, -1);
            add(ACCEPTED_BYTES, -bytes);
        }

        long acceptedBytes() {
            return get(ACCEPTED_BYTES);
        }

        long acceptedTotal() {
            return get(ACCEPTED);
        }

        /** Whether the last received datagram is not yet accepted, a keep-alive, or dropped. */
        public boolean isUndecided() {
            long decided = get(ACCEPTED) + get(KEEP_ALIVES);
            for (DropReason reason : DropReason.values()) {
                decided += get(DROPPED + reason.ordinal());
            }
            return get(RECEIVED) > decided;
        }

        public Map<DropReason, Long> dropped() {
            Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
            for (DropReason reason : DropReason.values()) {
                dropped.put(reason, get(DROPPED + reason.ordinal()));
            }
            return dropped;
        }

        public Map<CloseReason, Long> closed() {
            Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
            for (CloseReason reason : CloseReason.values()) {
                closed.put(reason, get(CLOSED + reason.ordinal()));
            }
            return closed;
        }
    }

    /** <em>Worker-owned while running.</em> Outcomes of the messages that one worker took; any thread may read. */
    public static final class WorkerCounters extends SingleWriterCounters {
        private static final Slots SLOTS = new Slots();
        private static final int HANDLED = SLOTS.next(Counter.HANDLED);
        private static final int BYTES_HANDLED = SLOTS.next(Counter.BYTES_HANDLED);
        private static final int STARTED = SLOTS.next();
        private static final int FINISHED = SLOTS.next();
        private static final int TAKEN = SLOTS.next();
        private static final int TAKEN_BYTES = SLOTS.next();
        private static final int ENDED = SLOTS.next();
        private static final int RELEASED_BYTES = SLOTS.next();
        private static final int FAILED = SLOTS.next(Counter.FAILED);

        /** 128 bytes, two cache lines: two workers share none, and no pair that the processor prefetches. */
        private static final int PADDING = 16;

        WorkerCounters() {
            super(SLOTS, PADDING);
        }

        public void taken(int bytes) {
            add(TAKEN, 1);
            add(TAKEN_BYTES, bytes);
        }

        public void started() {
            add(STARTED, 1);
        }

        public void finished() {
            add(FINISHED, 1);
        }

        /** The bytes of a taken message are no longer held. */
        public void released(int bytes) {
            add(RELEASED_BYTES, bytes);
        }

        /** The handler of a message of {@code bytes} has returned. */
        public void handled(int bytes) {
            add(BYTES_HANDLED, bytes);
            add(HANDLED, 1);
        }

        public void failed(FailReason reason) {
            add(FAILED + reason.ordinal(), 1);
        }

        public void ended() {
            add(ENDED, 1);
        }

        /** {@code n} messages were discarded in their mailbox for {@code reason}. */
        public void abandoned(FailReason reason, int n) {
            add(TAKEN, n);
            add(FAILED + reason.ordinal(), n);
        }
    }
}
