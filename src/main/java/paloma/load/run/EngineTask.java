package paloma.load.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import paloma.lifecycle.Deadline;
import paloma.load.engine.LoadEngine;
import paloma.load.report.EndReason;
import paloma.reactor.ReactorTask;

/**
 * <em>Reactor-owned.</em> The turns of the {@link LoadEngine}: due messages are sent, overdue ones expire. Needs no socket.
 *
 * <p>One thread may call {@link #start}, {@link #closeAndPublish} and {@link #closeTimer}.
 */
final class EngineTask extends ReactorTask implements WakeupTimer.Target {
    private static final long PUBLISH_SECONDS = 10;

    /**
     * Messages due within this window of each other are sent together. At 20,000 messages/s from two processes a message
     * costs 27 us of processor time, and 32 us without it.
     */
    private static final long BATCH_NANOS = 200_000;

    private final LoadEngine engine;
    private final ClientSockets sockets;
    private final CountDownLatch published = new CountDownLatch(1);
    private volatile Throwable failure;
    private volatile long unsent;
    // Null in a closed loop, which needs no finer resolution than the selector's, and before the start.
    private volatile WakeupTimer timer;

    // Reactor-owned: the deadline that the reactor has, and the due time that the timer has.
    private long scheduledDeadline = Deadline.NEVER;
    private long timerDue = Deadline.NEVER;

    EngineTask(LoadEngine engine, ClientSockets sockets) {
        this.engine = engine;
        this.sockets = sockets;
    }

    /** Starts the run; {@code openLoop} when messages have a schedule. */
    void start(boolean openLoop) {
        if (openLoop) {
            timer = new WakeupTimer(this);
        }
        engine.start();
        wake();
    }

    @Override
    public long now() {
        return engine.now();
    }

    @Override
    protected void onTurn(long now) {
        engine.turn();
        if (timer != null && engine.isRunning()) {
            scheduleWakeup();
        }
    }

    @Override
    protected long deadline() {
        if (!engine.isRunning()) {
            return Deadline.NEVER;
        }
        long now = engine.now();
        long deadline = engine.deadline();
        scheduledDeadline = deadline;
        if (timer != null && deadline > now) {
            // The timer wakes the task for messages, with a finer resolution than the selector.
            deadline = Math.max(deadline, engine.sweepAt());
        }
        return nanos() + Math.max(0, deadline - now);
    }

    /** Answers of one socket were processed: the engine may need an earlier turn, or have sent what was due. */
    void onAnswersProcessed() {
        if (!engine.isRunning()) {
            return;
        }
        if (timer != null) {
            if (engine.nextDue() != timerDue) {
                scheduleWakeup();
            }
        } else if (engine.deadline() < scheduledDeadline) {
            scheduledDeadline = engine.deadline();
            wake();
        }
    }

    private void scheduleWakeup() {
        timerDue = engine.nextDue();
        timer.wakeAt(wakeFor(timerDue, engine.now()));
    }

    /**
     * The time of the wake-up for a message: when it is due, but at least {@link #BATCH_NANOS} from now.
     *
     * <p>A message that is due already needs a wake-up too: otherwise the next turn may be the sweep, milliseconds later.
     */
    static long wakeFor(long due, long now) {
        return due == Deadline.NEVER ? Deadline.NEVER : Math.max(due, now + BATCH_NANOS);
    }

    /** A socket was closed by an error: the run has no result. */
    void fail(Throwable cause) {
        failure = cause;
        engine.end().end(EndReason.STOPPED);
    }

    /** Publishes the final figures. */
    @Override
    protected void onClosed(Throwable cause) {
        if (cause != null) {
            fail(cause);
        }
        engine.publish();
        unsent = sockets.failures();
        published.countDown();
    }

    /**
     * Closes the task and waits for the final figures.
     *
     * @return queued datagrams that were not sent
     */
    long closeAndPublish() throws InterruptedException {
        close();
        boolean completed = published.await(PUBLISH_SECONDS, TimeUnit.SECONDS);
        if (!completed || failure != null) {
            throw new IllegalStateException("the clients' reactor has ended", failure);
        }
        return unsent;
    }

    /** Ends the timer's thread. */
    void closeTimer() {
        WakeupTimer present = timer;
        if (present != null) {
            present.close();
        }
    }
}
