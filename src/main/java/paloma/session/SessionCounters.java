package paloma.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import paloma.CloseReason;
import paloma.DropReason;
import paloma.FailReason;

/**
 * What a server's sessions count: one {@link ReactorCounters} written by the reactor, and one {@link WorkerCounters} for each thread
 * that runs handlers. Every number has one writing thread, so counting is a plain addition; <em>any thread</em> may
 * read.
 *
 * <p>What moves on is counted out of one place before it is counted into the next: taken, then started, then finished,
 * then handled or failed. Whoever reads in the other direction misses what moves meanwhile, and never sees it twice.
 */
public final class SessionCounters {
    private final ReactorCounters reactor = new ReactorCounters();
    private final WorkerCounters[] workers;

    /** Counts for {@code runners} threads that run handlers or discard what waits for them. */
    public SessionCounters(int runners) {
        workers = new WorkerCounters[runners];
        for (int i = 0; i < runners; i++) {
            workers[i] = new WorkerCounters();
        }
    }

    /** The reactor's page. */
    public ReactorCounters reactor() {
        return reactor;
    }

    /** The page of runner {@code index}. */
    public WorkerCounters worker(int index) {
        return workers[index];
    }

    /** Messages whose handler returned. */
    public long handled() {
        return sum(WorkerCounters.HANDLED);
    }

    /** Messages that were not handled, by reason. */
    public Map<FailReason, Long> failed() {
        Map<FailReason, Long> failed = new EnumMap<>(FailReason.class);
        for (FailReason reason : FailReason.values()) {
            failed.put(reason, sum(WorkerCounters.FAILED + reason.ordinal()));
        }
        return failed;
    }

    /** Messages whose handler runs now. */
    public long running() {
        long finished = sum(WorkerCounters.FINISHED);
        return sum(WorkerCounters.STARTED) - finished;
    }

    /** Sessions that are closed and not told so yet. */
    public long ending() {
        long ended = sum(WorkerCounters.ENDED);
        return reactor.get(ReactorCounters.ENDING) - ended;
    }

    /** Messages taken out of mailboxes: accepted ones beyond these wait. */
    public long taken() {
        return sum(WorkerCounters.TAKEN);
    }

    long takenBytes() {
        return sum(WorkerCounters.TAKEN_BYTES);
    }

    long releasedBytes() {
        return sum(WorkerCounters.RELEASED_BYTES);
    }

    private long sum(int slot) {
        long sum = 0;
        for (WorkerCounters outcome : workers) {
            sum += outcome.get(slot);
        }
        return sum;
    }

    /** Numbers with one writer. */
    private abstract static class SingleWriterCounters {
        private final AtomicLongArray numbers;

        SingleWriterCounters(int slots) {
            numbers = new AtomicLongArray(slots);
        }

        final void add(int slot, long n) {
            numbers.setRelease(slot, numbers.getPlain(slot) + n);
        }

        final long get(int slot) {
            return numbers.getAcquire(slot);
        }
    }

    /** <em>Reactor-owned</em>, read by any thread: what came in, and who. */
    public static final class ReactorCounters extends SingleWriterCounters {
        private static final int RECEIVED = 0;
        private static final int ACCEPTED = 1;
        private static final int KEEP_ALIVES = 2;
        private static final int ACCEPTED_BYTES = 3;
        private static final int OPENED = 4;
        private static final int ENDING = 5;
        private static final int LIVE = 6;
        private static final int DROPPED = 7;
        private static final int CLOSED = DROPPED + DropReason.values().length;

        ReactorCounters() {
            super(CLOSED + CloseReason.values().length);
        }

        public void received() {
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

        /** A session left the table. */
        public void closed(CloseReason reason) {
            add(CLOSED + reason.ordinal(), 1);
        }

        /** The table holds {@code n} sessions. */
        public void live(int n) {
            add(LIVE, n - get(LIVE));
        }

        /** A session is to be told its end. */
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

        public long receivedTotal() {
            return get(RECEIVED);
        }

        public long acceptedTotal() {
            return get(ACCEPTED);
        }

        public long keepAlivesTotal() {
            return get(KEEP_ALIVES);
        }

        public long openedTotal() {
            return get(OPENED);
        }

        public long live() {
            return get(LIVE);
        }

        /** Whether what was received last is neither accepted, nor a keep-alive, nor dropped. */
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

    /** <em>Owned by one runner</em>, read by any thread: what became of the messages it took. */
    public static final class WorkerCounters extends SingleWriterCounters {
        private static final int HANDLED = 0;
        private static final int STARTED = 1;
        private static final int FINISHED = 2;
        private static final int TAKEN = 3;
        private static final int TAKEN_BYTES = 4;
        private static final int ENDED = 5;
        private static final int RELEASED_BYTES = 6;
        private static final int FAILED = 7;
        // Room behind the numbers, so that two runners do not share a cache line.
        private static final int SLOTS = 24;

        WorkerCounters() {
            super(SLOTS);
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

        /** The bytes of a message that was taken are its handler's no longer. */
        public void released(int bytes) {
            add(RELEASED_BYTES, bytes);
        }

        public void handled() {
            add(HANDLED, 1);
        }

        public void failed(FailReason reason) {
            add(FAILED + reason.ordinal(), 1);
        }

        public void ended() {
            add(ENDED, 1);
        }

        /** {@code n} messages were abandoned in their mailbox for {@code reason}. */
        public void abandoned(FailReason reason, int n) {
            add(TAKEN, n);
            add(FAILED + reason.ordinal(), n);
        }
    }
}
