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
import paloma.load.report.EndReason;
import paloma.load.report.Verdict;
import paloma.reactor.Endpoint.SendResult;

/**
 * <em>Reactor-owned.</em> Sends the due messages of all clients of a process and checks each answer.
 *
 * <p>Any thread may call {@link #now()}, {@link #end()} and {@link #counts()}.
 */
public final class LoadEngine {
    /** Datagrams of one turn after which the schedule is checked. */
    private static final int RECEIVED_PER_CLOCK_READING = 4;

    // Bounds a burst of late messages, so that answers are read between them. Larger than the number of reads, so that
    // the engine catches up with its schedule.
    private static final int SENT_PER_CLOCK_READING = 16;
    private static final int SENT_PER_TURN = 32;

    private static final long BEHIND_NANOS = Verdict.BEHIND.toNanos();

    private final LongSupplier clock;
    private final MessageSender sender;
    private final OutcomeListener listener;
    private final RunEnd end;
    private final MessageCodec codec;
    private final AnswerChecker checker;
    private final Timeline timeline;
    private final Pacing pacing;
    private final ByteBuffer serverGoodbye;
    private final int firstClient;
    private final int clients;
    private final long sweepNanos;
    private final boolean scheduled;
    // The end of a schedule: later sends count as sends of its last second.
    private final long lastNanos;

    private long startedAt;
    // Written after startedAt, and read before it by the reactor.
    private volatile boolean started;
    private long sweepAt;
    // By phase.
    private final long[] behind = {0, 0};
    private final long[] queued = {0, 0};
    private long lastTurn = -1;
    private int received;
    private volatile Counts counts = Counts.NONE;

    public LoadEngine(
            Plan plan, ClientRange range, LongSupplier clock, MessageSender sender, OutcomeListener listener) {
        this.clock = clock;
        this.sender = sender;
        this.listener = listener;
        end = new RunEnd(clock);
        LoadProfile profile = plan.profile();
        long timeoutNanos = plan.timeout().toNanos();
        timeline = new Timeline(profile.warmup().toNanos());
        codec = new MessageCodec(plan);
        checker = new AnswerChecker(
                range.count(), profile.maxWaiting(plan.clients(), plan.timeout()), timeoutNanos, timeline, listener);
        scheduled = profile.kind() == LoadProfile.Kind.SCHEDULE;
        lastNanos = scheduled ? plan.sending().toNanos() - 1 : Long.MAX_VALUE;
        pacing = scheduled ? new OpenLoop(this, plan, range) : new ClosedLoop(this, plan, range);
        serverGoodbye = ByteBuffer.wrap(plan.serverGoodbye().getBytes(StandardCharsets.UTF_8));
        firstClient = range.first();
        clients = range.count();
        sweepNanos = Math.min(TimeUnit.MILLISECONDS.toNanos(50), Math.max(1_000_000, timeoutNanos / 20));
    }

    /** Starts the run now; called once, by any thread. */
    public void start() {
        startedAt = clock.getAsLong();
        started = true;
    }

    /** Whether messages are sent and expired. */
    public boolean isRunning() {
        return started && end.reason() == null;
    }

    /** Whether answers are processed. In a stopped run an answer must not cause the next message. */
    private boolean isReceiving() {
        EndReason reason = end.reason();
        return started && (reason == null || reason == EndReason.DONE);
    }

    /** The end of the run. */
    public RunEnd end() {
        return end;
    }

    /** When the run ended, in nanoseconds from the start. */
    public long endedAt() {
        return end.time() - startedAt;
    }

    /** Nanoseconds since the start. */
    public long now() {
        return clock.getAsLong() - startedAt;
    }

    /** Sends due messages and expires overdue ones, while the run lasts. */
    public void turn() {
        if (!isRunning()) {
            return;
        }
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
        if (end.reason() == null && pacing.finished(now)) {
            end.end(EndReason.DONE);
        }
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

    /**
     * {@code client}, an index within the range, received {@code datagram}.
     *
     * @param turn constant during one turn of the reactor, and different in the next; not negative
     */
    public void onDatagram(int client, ByteBuffer datagram, long turn) {
        if (!isReceiving()) {
            return;
        }
        long now = now();
        if (turn != lastTurn) {
            lastTurn = turn;
            checker.beginRead(now);
        }
        process(client, datagram, now);
    }

    private void process(int client, ByteBuffer datagram, long now) {
        if (!datagram.hasRemaining()) {
            // A keep-alive, which a proxy may send at any time (RFC 8085 §3.5): neither an answer nor foreign.
            return;
        }
        if (serverGoodbye.hasRemaining()
                && datagram.remaining() == serverGoodbye.remaining()
                && datagram.equals(serverGoodbye)) {
            onServerLeft();
            return;
        }
        int number = codec.numberIn(firstClient + client, datagram);
        if (number >= 0) {
            if (checker.received(client, number, now)) {
                pacing.onCompleted(client, now);
            }
        } else {
            checker.unexpected(number == MessageCodec.CORRUPTED, now);
        }
        if (++received % RECEIVED_PER_CLOCK_READING == 0) {
            pacing.turn(now(), SENT_PER_CLOCK_READING);
        }
        if (checker.waiting() == 0 && end.reason() == null && pacing.finished(now)) {
            publish();
            end.end(EndReason.DONE);
        }
    }

    private void onServerLeft() {
        if (end.reason() == null && !listener.serverLeft()) {
            end.end(EndReason.SERVER_LEFT);
        }
    }

    /** An ICMP error reported a message of any client undeliverable. */
    public void onUnreachable() {
        if (end.reason() == null && !listener.unreachable()) {
            end.end(EndReason.UNREACHABLE);
        }
    }

    /** Sends a message of {@code client} that was due at {@code due}. */
    void send(int client, long due, int phase) {
        long delay = 0;
        if (scheduled) {
            delay = Math.max(0, now() - due);
            listener.delayed(phase, delay);
            behind[phase] += delay > BEHIND_NANOS ? 1 : 0;
        }
        int number = checker.register(client, due, phase);
        SendResult result = sender.send(client, codec.message(firstClient + client, number));
        if (result == SendResult.REFUSED) {
            checker.refused(client);
            listener.unsent(phase, client, number);
            return;
        }
        checker.transmitted(phase, Math.min(due + delay, lastNanos));
        if (result == SendResult.QUEUED) {
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

    /** The outcomes by second. */
    public Timeline timeline() {
        return timeline;
    }

    /** Updates {@link #counts()}. */
    public void publish() {
        counts = checker.counts(pacing.skipped(), behind[Phase.COUNTING], queued[Phase.COUNTING]);
    }

    /** Any thread: the counts at the last update. */
    public Counts counts() {
        return counts;
    }
}
