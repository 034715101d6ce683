package paloma.load.run;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import paloma.load.engine.LoadEngine;
import paloma.load.engine.MessageListener;
import paloma.load.engine.RunEnd;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;
import paloma.net.KernelDropMonitor;

/**
 * <em>Any thread.</em> Runs a range of a plan's clients in this process, with one socket each.
 *
 * <p>The reactor thread sends messages, checks answers, and expires messages. The thread that called {@link #run} reads the
 * progress and records it.
 */
final class LocalWorker implements LoadWorker {
    /** How long the sockets receive after the last answer: a duplicate answer is an error. */
    private static final long LINGER_MILLIS = 100;

    private static final long TICK_MILLIS = 50;

    private final Plan plan;
    private final ClientRange range;
    private final ClientSockets sockets;
    private final ResultRecorder recorder;
    private final LoadEngine engine;
    private final RunEnd end;
    private final EngineTask task;
    private final CountDownLatch stopped = new CountDownLatch(1);

    LocalWorker(Plan plan, ClientRange range) {
        this(plan, range, MessageListener.NONE, System::nanoTime);
    }

    /**
     * Creates a worker.
     *
     * @param listener receives the outcome of each measured message
     * @param clock in nanoseconds
     */
    LocalWorker(Plan plan, ClientRange range, MessageListener listener, LongSupplier clock) {
        this.plan = plan;
        this.range = range;
        this.sockets = new ClientSockets(plan, range);
        this.recorder = new ResultRecorder(plan, KernelDropMonitor.ofNew(sockets), listener);
        this.engine = new LoadEngine(plan, range, clock, sockets, recorder);
        this.end = engine.end();
        this.task = new EngineTask(engine, sockets);
    }

    @Override
    public void connect() throws LoadException {
        try {
            sockets.open(engine, task);
        } catch (IOException e) {
            throw new LoadException(
                    LoadException.Problem.TOO_FEW_SOCKETS, sockets.size(), range.count(), e.getMessage());
        }
        // Promotes the long-lived objects of the sockets before the run: with 15,000 sockets the first collection
        // during
        // a run took 120 to 140 ms.
        System.gc();
    }

    @Override
    public Result run(Consumer<ProgressSnapshot> progress) throws InterruptedException {
        recorder.poll(0, Counts.NONE, progress);
        task.start(plan.profile().kind() == LoadProfile.Kind.SCHEDULE);
        long suspendedNanos = awaitEnd(progress);
        if (end.reason() == EndReason.DONE) {
            stopped.await(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        long failures = task.closeAndPublish();
        return recorder.result(end.reason(), engine, failures, engine.endedAt(), suspendedNanos);
    }

    /** Waits for the end of the run; returns how long the process was suspended, in nanoseconds. */
    private long awaitEnd(Consumer<ProgressSnapshot> progress) throws InterruptedException {
        try (SuspensionDetector detector = SuspensionDetector.start()) {
            while (!end.await(TICK_MILLIS)) {
                long elapsed = engine.now();
                recorder.poll(elapsed, engine.counts(), progress);
                if (TimeUnit.NANOSECONDS.toMillis(elapsed) > plan.maxMillis()) {
                    end.end(EndReason.OVERDUE);
                }
            }
            return detector.nanos();
        }
    }

    @Override
    public void stop() {
        end.end(EndReason.STOPPED);
        stopped.countDown();
    }

    @Override
    public void close() {
        try {
            task.closeTimer();
            EndReason reason = end.reason();
            if (!plan.clientGoodbye().isEmpty() && reason != null && reason != EndReason.UNREACHABLE) {
                sockets.sendGoodbyes();
            }
        } finally {
            sockets.close();
        }
    }
}
