package paloma.load.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.Verdict;
import paloma.reactor.SendResult;

/**
 * <em>Reactor-owned,</em> but for {@link #counts()}. All clients of a process on one thread: what is due leaves, what comes
 * is judged, what does not come is given up. Knows no sockets. Nothing is allocated for a message.
 */
public final class LoadEngine implements AnswerChecker.Listener {
    /** What a player tells whoever plays it. */
    public interface EngineListener {
        /** Hands a datagram of {@code client} to the kernel; its bytes are read at once. */
        SendResult send(int client, ByteBuffer message);

        /** A message was answered in time. */
        void answered(int phase, int client, int number, long latencyNanos);

        /** A message was not. */
        void lost(int phase, int client, int number);

        /** A message did not leave. */
        default void refused(int phase, int client, int number) {}

        /** A message leaves {@code nanos} after it was due. */
        void delayed(int phase, long nanos);

        /** Every message has had its turn. */
        void finished();

        /** The server said that it stops. */
        void serverLeft();
    }

    /** After so many datagrams of one turn the schedule is looked at again. */
    private static final int HEARD_PER_LOOK = 4;

    // To send all that is due at once, when behind, would leave answers unread in thousands of sockets: late, and gone
    // from the caches. Still more is sent than read, to catch up.
    private static final int SAID_PER_LOOK = 16;
    private static final int SAID_PER_TURN = 32;

    private static final long BEHIND_NANOS = Verdict.BEHIND.toNanos();

    private final EngineListener stage;
    private final LongSupplier clock;
    private final MessageCodec script;
    private final AnswerChecker checker;
    private final Timeline timeline;
    private final Pacing rhythm;
    private final ByteBuffer farewell;
    private final int firstClient;
    private final int clients;
    private final long sweepNanos;
    private final boolean scheduled;

    private long startedAt;
    private long sweepAt;
    // By phase.
    private final long[] behind = {0, 0};
    private final long[] queued = {0, 0};
    private final long[] heldUp = {0, 0};
    private long wokenAt;
    private long kept;
    private int heard;
    private boolean finished;
    private volatile Counts counts = Counts.NONE;

    public LoadEngine(Plan plan, ClientRange share, LongSupplier clock, EngineListener stage) {
        this.stage = stage;
        this.clock = clock;
        LoadProfile tempo = plan.tempo();
        long timeoutNanos = plan.timeout().toNanos();
        timeline = new Timeline(tempo.warmup().toNanos());
        script = new MessageCodec(plan);
        checker = new AnswerChecker(
                share.count(), tempo.mostWaiting(plan.clients(), plan.timeout()), timeoutNanos, timeline, this);
        scheduled = tempo.kind() == LoadProfile.Kind.SCHEDULE;
        rhythm = scheduled ? new OpenLoop(this, plan, share) : new ClosedLoop(this, plan, share);
        farewell = ByteBuffer.wrap(plan.farewell().getBytes(StandardCharsets.UTF_8));
        firstClient = share.first();
        clients = share.count();
        sweepNanos = Math.min(TimeUnit.MILLISECONDS.toNanos(50), Math.max(1_000_000, timeoutNanos / 20));
    }

    /** The run starts at {@code time} of the clock. */
    public void start(long time) {
        startedAt = time;
    }

    /** Nanoseconds since the start. */
    public long now() {
        return clock.getAsLong() - startedAt;
    }

    /** Does what is due. */
    public void turn() {
        long now = now();
        if (now < 0) {
            return;
        }
        rhythm.turn(now, SAID_PER_TURN);
        if (now >= sweepAt) {
            sweepAt = now + sweepNanos;
            sweep(now);
        }
    }

    private void sweep(long now) {
        for (int client = 0; client < clients; client++) {
            for (int over = checker.expire(client, now); over > 0; over--) {
                rhythm.over(client, now);
            }
        }
        publish();
        if (!finished && rhythm.finished(now)) {
            finish();
        }
    }

    private void finish() {
        finished = true;
        publish();
        stage.finished();
    }

    /** When {@link #turn} is wanted at the latest, in nanoseconds from the start. */
    public long deadline() {
        return Math.min(sweepAt, rhythm.deadline());
    }

    /** When messages are given up next, in nanoseconds from the start. */
    public long sweepAt() {
        return sweepAt;
    }

    /** When the next message is due on its schedule, in nanoseconds from the start, or {@link Pacing#NEVER}. */
    public long nextDue() {
        return scheduled ? rhythm.deadline() : Pacing.NEVER;
    }

    /** A turn begins to read what has come: from now on it waits for nobody but the player. */
    public void woken() {
        wokenAt = now();
    }

    /**
     * {@code client}, counted within the share, received {@code datagram}.
     *
     * @return whether what is due was seen to as well
     */
    public boolean heard(int client, ByteBuffer datagram) {
        long now = now();
        kept = now - wokenAt;
        if (!datagram.hasRemaining()) {
            // A keep-alive, which a proxy may send at any time (RFC 8085 §3.5): neither an answer nor foreign.
            return false;
        }
        if (farewell.hasRemaining() && datagram.remaining() == farewell.remaining() && datagram.equals(farewell)) {
            stage.serverLeft();
            return false;
        }
        int number = script.numberIn(firstClient + client, datagram);
        if (number >= 0) {
            if (checker.received(client, number, now)) {
                rhythm.over(client, now);
            }
        } else {
            checker.strange(number == MessageCodec.CORRUPTED, now);
        }
        boolean looks = ++heard % HEARD_PER_LOOK == 0;
        if (looks) {
            rhythm.turn(now(), SAID_PER_LOOK);
        }
        if (!finished && checker.waiting() == 0 && rhythm.finished(now)) {
            finish();
        }
        return looks;
    }

    /** A message of {@code client} leaves, which was to leave at {@code due}. */
    void say(int client, long due, int phase) {
        if (scheduled) {
            long delay = Math.max(0, now() - due);
            stage.delayed(phase, delay);
            behind[phase] += delay > BEHIND_NANOS ? 1 : 0;
        }
        int number = checker.sending(client, due, phase);
        SendResult how = stage.send(client, script.message(firstClient + client, number));
        if (how == SendResult.REFUSED) {
            checker.refused(client);
            stage.refused(phase, firstClient + client, number);
        } else if (how == SendResult.QUEUED) {
            queued[phase]++;
        }
    }

    /** How many messages of the client have had their turn or are having it. */
    int begun(int client) {
        return checker.begun(client);
    }

    /** Messages whose turn is not over. */
    long waiting() {
        return checker.waiting();
    }

    /** Those of one client, counted within the share. */
    public int waiting(int client) {
        return checker.waiting(client);
    }

    @Override
    public void answered(int phase, int client, int number, long latencyNanos) {
        // What took less time from its beginning to its end came in the course of this turn.
        heldUp[phase] += Math.min(kept, latencyNanos) > BEHIND_NANOS ? 1 : 0;
        stage.answered(phase, firstClient + client, number, latencyNanos);
    }

    @Override
    public void lost(int phase, int client, int number) {
        stage.lost(phase, firstClient + client, number);
    }

    @Override
    public void late(int phase) {
        heldUp[phase] += kept > BEHIND_NANOS ? 1 : 0;
    }

    /** What became of each second's messages. */
    public Timeline timeline() {
        return timeline;
    }

    /** Brings {@link #counts()} up to date. */
    public void publish() {
        counts = checker.counts(
                rhythm.skipped(), behind[Phase.COUNTING], queued[Phase.COUNTING], heldUp[Phase.COUNTING]);
    }

    /** Any thread: what had been counted a moment ago. */
    public Counts counts() {
        return counts;
    }
}
