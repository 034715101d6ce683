package paloma.load.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import paloma.lifecycle.Deadline;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.Verdict;
import paloma.reactor.SendResult;

/**
 * <em>Reactor-owned.</em> Sends the due messages of all clients of a process and checks each answer.
 *
 * <p>Any thread may call {@link #counts()}.
 */
public final class LoadEngine implements AnswerChecker.Listener {
    /** <em>Reactor-owned.</em> Sends for the engine, and receives its events. */
    public interface EngineListener {
        /** Passes a datagram of {@code client} to the kernel; reads its bytes before it returns. */
        SendResult send(int client, ByteBuffer message);

        /** The message was answered in time. */
        void answered(int phase, int client, int number, long latencyNanos);

        /** The message was lost. */
        void lost(int phase, int client, int number);

        /** The message was not sent. */
        default void refused(int phase, int client, int number) {}

        /** A message was sent {@code nanos} after it was due. */
        void delayed(int phase, long nanos);

        /** Every message was answered or has expired. */
        void finished();

        /** The server sent its goodbye message. */
        void serverLeft();
    }

    /** Datagrams of one turn after which the schedule is checked. */
    private static final int RECEIVED_PER_CLOCK_READING = 4;

    // Bounds a burst of late messages, so that answers are read between them. Larger than the number of reads, so that
    // the engine catches up with its schedule.
    private static final int SENT_PER_CLOCK_READING = 16;
    private static final int SENT_PER_TURN = 32;

    private static final long BEHIND_NANOS = Verdict.BEHIND.toNanos();

    private final EngineListener listener;
    private final LongSupplier clock;
    private final MessageCodec codec;
    private final AnswerChecker checker;
    private final Timeline timeline;
    private final Pacing pacing;
    private final ByteBuffer serverGoodbye;
    private final int firstClient;
    private final int clients;
    private final long sweepNanos;
    private final boolean scheduled;

    private long startedAt;
    private long sweepAt;
    // By phase.
    private final long[] behind = {0, 0};
    private final long[] queued = {0, 0};
    private final long[] readLate = {0, 0};
    private long readBeganAt;
    private long readDelayNanos;
    private int received;
    private boolean finished;
    private volatile Counts counts = Counts.NONE;

    public LoadEngine(Plan plan, ClientRange range, LongSupplier clock, EngineListener listener) {
        this.listener = listener;
        this.clock = clock;
        LoadProfile profile = plan.profile();
        long timeoutNanos = plan.timeout().toNanos();
        timeline = new Timeline(profile.warmup().toNanos());
        codec = new MessageCodec(plan);
        checker = new AnswerChecker(
                range.count(), profile.maxWaiting(plan.clients(), plan.timeout()), timeoutNanos, timeline, this);
        scheduled = profile.kind() == LoadProfile.Kind.SCHEDULE;
        pacing = scheduled ? new OpenLoop(this, plan, range) : new ClosedLoop(this, plan, range);
        serverGoodbye = ByteBuffer.wrap(plan.serverGoodbye().getBytes(StandardCharsets.UTF_8));
        firstClient = range.first();
        clients = range.count();
        sweepNanos = Math.min(TimeUnit.MILLISECONDS.toNanos(50), Math.max(1_000_000, timeoutNanos / 20));
    }

    /** Starts the run at {@code time} of the clock. */
    public void start(long time) {
        startedAt = time;
    }

    /** Nanoseconds since the start. */
    public long now() {
        return clock.getAsLong() - startedAt;
    }

    /** Sends due messages and expires overdue ones. */
    public void turn() {
        long now = now();
        if (now < 0) {
            return;
        }
        pacing.turn(now, SENT_PER_TURN);
        if (now >= sweepAt) {
            sweepAt = now + sweepNanos;
            sweep(now);
        }
    }

    private void sweep(long now) {
        for (int client = 0; client < clients; client++) {
            for (int expired = checker.expire(client, now); expired > 0; expired--) {
                pacing.onCompleted(client, now);
            }
        }
        publish();
        if (!finished && pacing.finished(now)) {
            finish();
        }
    }

    private void finish() {
        finished = true;
        publish();
        listener.finished();
    }

    /** The latest instant for the next {@link #turn}, in nanoseconds from the start. */
    public long deadline() {
        return Math.min(sweepAt, pacing.deadline());
    }

    /** When messages expire next, in nanoseconds from the start. */
    public long sweepAt() {
        return sweepAt;
    }

    /** When the next scheduled message is due, in nanoseconds from the start, or {@link Deadline#NEVER}. */
    public long nextDue() {
        return scheduled ? pacing.deadline() : Deadline.NEVER;
    }

    /** Marks the start of a read pass; time from here to an answer is the generator's own delay. */
    public void beginRead() {
        readBeganAt = now();
    }

    /**
     * {@code client}, an index within the range, received {@code datagram}.
     *
     * @return whether due messages were sent too
     */
    public boolean onDatagram(int client, ByteBuffer datagram) {
        long now = now();
        readDelayNanos = now - readBeganAt;
        if (!datagram.hasRemaining()) {
            // A keep-alive, which a proxy may send at any time (RFC 8085 §3.5): neither an answer nor foreign.
            return false;
        }
        if (serverGoodbye.hasRemaining()
                && datagram.remaining() == serverGoodbye.remaining()
                && datagram.equals(serverGoodbye)) {
            listener.serverLeft();
            return false;
        }
        int number = codec.numberIn(firstClient + client, datagram);
        if (number >= 0) {
            if (checker.received(client, number, now)) {
                pacing.onCompleted(client, now);
            }
        } else {
            checker.unexpected(number == MessageCodec.CORRUPTED, now);
        }
        boolean scheduleChecked = ++received % RECEIVED_PER_CLOCK_READING == 0;
        if (scheduleChecked) {
            pacing.turn(now(), SENT_PER_CLOCK_READING);
        }
        if (!finished && checker.waiting() == 0 && pacing.finished(now)) {
            finish();
        }
        return scheduleChecked;
    }

    /** Sends a message of {@code client} that was due at {@code due}. */
    void send(int client, long due, int phase) {
        if (scheduled) {
            long delay = Math.max(0, now() - due);
            listener.delayed(phase, delay);
            behind[phase] += delay > BEHIND_NANOS ? 1 : 0;
        }
        int number = checker.register(client, due, phase);
        SendResult result = listener.send(client, codec.message(firstClient + client, number));
        if (result == SendResult.REFUSED) {
            checker.refused(client);
            listener.refused(phase, firstClient + client, number);
        } else if (result == SendResult.QUEUED) {
            queued[phase]++;
        }
    }

    /** The number of the client's next message. */
    int nextNumber(int client) {
        return checker.nextNumber(client);
    }

    /** Pending messages of all clients. */
    long waiting() {
        return checker.waiting();
    }

    /** Pending messages of one client, an index within the range. */
    public int waiting(int client) {
        return checker.waiting(client);
    }

    @Override
    public void answered(int phase, int client, int number, long latencyNanos) {
        // The delay within the generator is at most the latency.
        readLate[phase] += Math.min(readDelayNanos, latencyNanos) > BEHIND_NANOS ? 1 : 0;
        listener.answered(phase, firstClient + client, number, latencyNanos);
    }

    @Override
    public void lost(int phase, int client, int number) {
        listener.lost(phase, firstClient + client, number);
    }

    @Override
    public void late(int phase) {
        readLate[phase] += readDelayNanos > BEHIND_NANOS ? 1 : 0;
    }

    /** The outcomes by second. */
    public Timeline timeline() {
        return timeline;
    }

    /** Updates {@link #counts()}. */
    public void publish() {
        counts = checker.counts(
                pacing.skipped(), behind[Phase.COUNTING], queued[Phase.COUNTING], readLate[Phase.COUNTING]);
    }

    /** Any thread: the counts at the last update. */
    public Counts counts() {
        return counts;
    }
}
