package paloma.session;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import paloma.DropReason;
import paloma.Limits;
import paloma.net.Source;
import paloma.worker.HandlerInvoker;

/** Cost of admission, table update and mailbox on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class MailboxBenchmark {
    private static final int CAPACITY = 64;
    private static final int SESSIONS = 1_024;

    private final byte[] message = new byte[64];
    private final SessionTable table = new SessionTable(Limits.DEFAULTS, Duration.ofMinutes(5));
    private final PeerSession[] sessions = BenchmarkSources.fill(table, SESSIONS);
    private final PeerSession session = sessions[0];
    private final InetSocketAddress source = session.remoteAddress();
    private final Source unknown = new Source();
    private final Admission admission = new Admission(Limits.DEFAULTS);
    private int next;

    /** Adds a message to an empty mailbox and takes it: no backlog. */
    @Benchmark
    public byte[] offerAndTake() {
        session.offer(message, source, CAPACITY);
        byte[] taken = session.take();
        session.release();
        return taken;
    }

    /** Adds sixteen messages and takes them: a backlog. */
    @Benchmark
    public byte[] offerAndTakeSixteen() {
        for (int i = 0; i < HandlerInvoker.MAX_CONSECUTIVE_MESSAGES; i++) {
            session.offer(message, source, CAPACITY);
        }
        byte[] taken = null;
        for (int i = 0; i < HandlerInvoker.MAX_CONSECUTIVE_MESSAGES; i++) {
            taken = session.take();
        }
        session.release();
        return taken;
    }

    /** Updates the session's activity after a datagram. */
    @Benchmark
    public void touch() {
        next = next + 1 & SESSIONS - 1;
        table.onReceived(sessions[next], 64, 3, next);
    }

    /** Admission check of a source without a session. */
    @Benchmark
    public DropReason admission() {
        next = next + 1 & SESSIONS - 1;
        unknown.setPacked(sessions[next].key);
        return admission.refusal(unknown);
    }
}
