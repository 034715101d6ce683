package paloma.load.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import paloma.lifecycle.Deadline;
import paloma.load.engine.LoadEngine;
import paloma.load.engine.MessageListener;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;
import paloma.net.UdpErrors;
import paloma.reactor.SendResult;

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
    private static final long PUBLISH_SECONDS = 10;

    /** Messages due within this window of each other are sent together. */
    private static final long BATCH_NANOS = 200_000;

    private final Plan plan;
    private final ClientRange range;
    private final LongSupplier clock;
    // By phase.
    private final MessageListener[] messageListeners;
    private final ClientSockets sockets;
    private final ResultRecorder recorder;
    private final LoadEngine engine;
    private final AtomicReference<EndReason> endReason = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch published = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean publishing;
    private volatile long endedAt;
    private volatile Throwable reactorFailure;
    private volatile long failures;
    private long startedAt;
    private WakeupTimer timer;

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
        this.messageListeners = new MessageListener[] {MessageListener.NONE, listener};
        this.clock = clock;
        this.sockets = new ClientSockets(plan, range, new SocketEvents());
        this.recorder = new ResultRecorder(plan, KernelDropMonitor.ofNew(sockets::drops, UdpErrors::now));
        this.engine = new LoadEngine(plan, range, clock, new EngineEvents());
    }

    @Override
    public void connect() throws LoadException {
        try {
            ReservedDescriptors.reservedDuring(sockets::open);
        } catch (IOException e) {
            throw new LoadException(
                    LoadException.Problem.TOO_FEW_SOCKETS, sockets.size(), range.count(), e.getMessage());
        }
        // Promotes the long-lived objects of thousands of sockets before the run, not during it.
        System.gc();
    }

    @Override
    public Result run(Consumer<ProgressSnapshot> progress) throws InterruptedException {
        startedAt = clock.getAsLong();
        engine.start(startedAt);
        recorder.poll(0, Counts.NONE, progress);
        if (plan.profile().kind() == LoadProfile.Kind.SCHEDULE) {
            timer = new WakeupTimer(clock, sockets::wake);
        }
        started = true;
        sockets.wake();
        long suspendedNanos = awaitEnd(progress);
        if (endReason.get() == EndReason.DONE) {
            stopped.await(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        publish();
        return recorder.result(endReason.get(), engine, failures, endedAt - startedAt, suspendedNanos);
    }

    /** Waits for the end of the run; returns how long the process was suspended, in nanoseconds. */
    private long awaitEnd(Consumer<ProgressSnapshot> progress) throws InterruptedException {
        try (SuspensionDetector detector = SuspensionDetector.start()) {
            while (!ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                long elapsed = clock.getAsLong() - startedAt;
                recorder.poll(elapsed, engine.counts(), progress);
                if (TimeUnit.NANOSECONDS.toMillis(elapsed) > plan.maxMillis()) {
                    finish(EndReason.OVERDUE);
                }
            }
            return detector.nanos();
        }
    }

    /** Publishes the final figures on the reactor thread, and waits for it. */
    private void publish() throws InterruptedException {
        publishing = true;
        sockets.wake();
        boolean completed = published.await(PUBLISH_SECONDS, TimeUnit.SECONDS);
        if (!completed || reactorFailure != null) {
            throw new IllegalStateException("the clients' reactor has ended", reactorFailure);
        }
    }

    @Override
    public void stop() {
        finish(EndReason.STOPPED);
        stopped.countDown();
    }

    @Override
    public void close() {
        try {
            if (timer != null) {
                timer.close();
            }
            EndReason reason = endReason.get();
            if (!plan.clientGoodbye().isEmpty() && reason != null && reason != EndReason.UNREACHABLE) {
                sockets.sendGoodbyes();
            }
        } finally {
            sockets.close();
        }
    }

    /**
     * The time of the wake-up for a message: when it is due, but at least {@link #BATCH_NANOS} from now.
     *
     * <p>A message that is due already needs a wake-up too: otherwise the next turn may be the sweep, milliseconds later.
     */
    static long wakeFor(long due, long now) {
        return due == Deadline.NEVER ? Deadline.NEVER : Math.max(due, now + BATCH_NANOS);
    }

    private void finish(EndReason reason) {
        if (endReason.compareAndSet(null, reason)) {
            endedAt = clock.getAsLong();
            ended.countDown();
        }
    }

    /** <em>Reactor-owned.</em> Passes events of the sockets to the engine. */
    private final class SocketEvents implements ClientSocket.SocketListener {
        private long lastTurn = -1;
        // The deadline of the next turn, as scheduled with the first socket's reactor.
        private long scheduledWakeup = Deadline.NEVER;

        /** Whether answers are processed. In a stopped run an answer must not cause the next message. */
        private boolean isReceiving() {
            EndReason reason = endReason.get();
            return started && (reason == null || reason == EndReason.DONE);
        }

        @Override
        public void onDatagram(int client, ByteBuffer datagram, long turn) {
            if (turn != lastTurn) {
                lastTurn = turn;
                engine.beginRead();
            }
            if (!isReceiving()) {
                return;
            }
            boolean scheduleChecked = engine.onDatagram(client, datagram);
            if (timer == null && client > 0) {
                advanceDeadline();
            } else if (timer != null && scheduleChecked) {
                scheduleWakeup();
            }
        }

        /** Schedules an earlier deadline. Only the first socket has one, and the turn of another does not read it. */
        private void advanceDeadline() {
            long deadline = engine.deadline();
            if (deadline < scheduledWakeup) {
                scheduledWakeup = deadline;
                sockets.wake();
            }
        }

        @Override
        public int expected(int client) {
            return engine.waiting(client);
        }

        @Override
        public void onUnreachable() {
            if (endReason.get() == null && !messageListeners[Phase.COUNTING].unreachable()) {
                finish(EndReason.UNREACHABLE);
            }
        }

        @Override
        public void onTurn() {
            if (publishing) {
                engine.publish();
                failures = sockets.failures();
                published.countDown();
            } else if (started && endReason.get() == null) {
                engine.turn();
                if (timer != null) {
                    scheduleWakeup();
                }
            }
        }

        private void scheduleWakeup() {
            long wake = wakeFor(engine.nextDue(), engine.now());
            timer.wakeAt(wake == Deadline.NEVER ? Deadline.NEVER : startedAt + wake);
        }

        @Override
        public long deadline() {
            if (!started || endReason.get() != null) {
                return Deadline.NEVER;
            }
            long now = engine.now();
            long deadline = engine.deadline();
            scheduledWakeup = deadline;
            if (timer != null && deadline > now) {
                // The timer wakes the reactor for messages, with a finer resolution than the selector.
                deadline = Math.max(deadline, engine.sweepAt());
            }
            return sockets.nanos() + Math.max(0, deadline - now);
        }

        @Override
        public void onClosed(Throwable cause) {
            reactorFailure = cause;
            finish(EndReason.STOPPED);
            published.countDown();
        }
    }

    /** <em>Reactor-owned.</em> Passes events of the engine to the sockets, the recorder, and the listeners. */
    private final class EngineEvents implements LoadEngine.EngineListener {
        @Override
        public SendResult send(int client, ByteBuffer message) {
            return sockets.send(client, message);
        }

        @Override
        public void answered(int phase, int client, int number, long latencyNanos) {
            recorder.answered(phase, latencyNanos);
            messageListeners[phase].answered(number, latencyNanos);
        }

        @Override
        public void lost(int phase, int client, int number) {
            messageListeners[phase].lost(number);
        }

        @Override
        public void refused(int phase, int client, int number) {
            messageListeners[phase].unsent(number);
        }

        @Override
        public void delayed(int phase, long nanos) {
            recorder.delayed(phase, nanos);
        }

        @Override
        public void finished() {
            finish(EndReason.DONE);
        }

        @Override
        public void serverLeft() {
            if (endReason.get() == null && !messageListeners[Phase.COUNTING].serverLeft()) {
                finish(EndReason.SERVER_LEFT);
            }
        }
    }
}
