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
 * <em>Any thread.</em> Plays its share of a plan's clients in this process: a socket each, all on one reactor thread,
 * which sends, judges and gives up; the thread that called {@link #run} looks on and writes down.
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
    private final MessageListener[] messageListener;
    private final ClientSockets sockets;
    private final ResultRecorder recorder;
    private final LoadEngine engine;
    private final AtomicReference<EndReason> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch published = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean publishing;
    private volatile long endedAt;
    private volatile Throwable broken;
    private volatile long failures;
    private long startedAt;
    private WakeupTimer timer;

    LocalWorker(Plan plan, ClientRange share) {
        this(plan, share, MessageListener.NONE, System::nanoTime);
    }

    /** A worker with a clock in nanoseconds, whose measured messages are reported to {@code pings}. */
    LocalWorker(Plan plan, ClientRange share, MessageListener pings, LongSupplier clock) {
        this.plan = plan;
        this.range = share;
        this.messageListener = new MessageListener[] {MessageListener.NONE, pings};
        this.clock = clock;
        this.sockets = new ClientSockets(plan, share, new SocketEvents());
        this.recorder = new ResultRecorder(plan, KernelDropMonitor.ofNew(sockets::drops, UdpErrors::now));
        this.engine = new LoadEngine(plan, share, clock, new EngineEvents());
    }

    @Override
    public void connect() throws LoadException {
        try {
            ReservedDescriptors.reservedDuring(sockets::open);
        } catch (IOException e) {
            throw new LoadException(
                    LoadException.Problem.TOO_FEW_SOCKETS, sockets.size(), range.count(), e.getMessage());
        }
        // The objects of thousands of sockets live long: the collector should promote them before the run.
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
        long stoodStill = awaitEnd(progress);
        if (ending.get() == EndReason.DONE) {
            stopped.await(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        publish();
        return recorder.result(ending.get(), engine, failures, endedAt - startedAt, stoodStill);
    }

    /** Returns how long the process was suspended meanwhile, in nanoseconds. */
    private long awaitEnd(Consumer<ProgressSnapshot> progress) throws InterruptedException {
        try (SuspensionDetector standstill = SuspensionDetector.watched()) {
            while (!ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                long elapsed = clock.getAsLong() - startedAt;
                recorder.poll(elapsed, engine.counts(), progress);
                if (TimeUnit.NANOSECONDS.toMillis(elapsed) > plan.maxMillis()) {
                    finish(EndReason.OVERDUE);
                }
            }
            return standstill.nanos();
        }
    }

    /** Updates the figures on the reactor thread for the last time. */
    private void publish() throws InterruptedException {
        publishing = true;
        sockets.wake();
        boolean told = published.await(PUBLISH_SECONDS, TimeUnit.SECONDS);
        if (!told || broken != null) {
            throw new IllegalStateException("the clients' reactor has ended", broken);
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
            EndReason how = ending.get();
            if (!plan.clientGoodbye().isEmpty() && how != null && how != EndReason.UNREACHABLE) {
                sockets.sendGoodbyes();
            }
        } finally {
            sockets.close();
        }
    }

    /**
     * When to wake the reactor for a message that is due at {@code due}. Also for one that is due now: the next
     * turn may otherwise be the one that gives up messages, many milliseconds later.
     */
    static long wakeFor(long due, long now) {
        return due == Deadline.NEVER ? Deadline.NEVER : Math.max(due, now + BATCH_NANOS);
    }

    private void finish(EndReason how) {
        if (ending.compareAndSet(null, how)) {
            endedAt = clock.getAsLong();
            ended.countDown();
        }
    }

    /** <em>Reactor-owned.</em> Between the sockets and the player. */
    private final class SocketEvents implements ClientSocket.SocketListener {
        private long lastTurn = -1;
        // The deadline of the next turn, as scheduled with the first socket's reactor.
        private long scheduledWakeup = Deadline.NEVER;

        /** Whether answers still count: a stopped run must not go on by answer and next message. */
        private boolean listening() {
            EndReason now = ending.get();
            return started && (now == null || now == EndReason.DONE);
        }

        @Override
        public void onDatagram(int client, ByteBuffer datagram, long turn) {
            if (turn != lastTurn) {
                lastTurn = turn;
                engine.beginRead();
            }
            if (!listening()) {
                return;
            }
            boolean looked = engine.onDatagram(client, datagram);
            if (timer == null && client > 0) {
                wakeNow();
            } else if (timer != null && looked) {
                scheduleWakeup();
            }
        }

        /** Only the first socket has the deadline, and a turn of another socket does not read it. */
        private void wakeNow() {
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
            if (ending.get() == null && !messageListener[Phase.COUNTING].unreachable()) {
                finish(EndReason.UNREACHABLE);
            }
        }

        @Override
        public void onTurn() {
            if (publishing) {
                engine.publish();
                failures = sockets.failures();
                published.countDown();
            } else if (started && ending.get() == null) {
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
            if (!started || ending.get() != null) {
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
            broken = cause;
            finish(EndReason.STOPPED);
            published.countDown();
        }
    }

    /** <em>Reactor-owned.</em> What the player has done by others. */
    private final class EngineEvents implements LoadEngine.EngineListener {
        @Override
        public SendResult send(int client, ByteBuffer message) {
            return sockets.send(client, message);
        }

        @Override
        public void answered(int phase, int client, int number, long latencyNanos) {
            recorder.answered(phase, latencyNanos);
            messageListener[phase].answered(number, latencyNanos);
        }

        @Override
        public void lost(int phase, int client, int number) {
            messageListener[phase].lost(number);
        }

        @Override
        public void refused(int phase, int client, int number) {
            messageListener[phase].unsent(number);
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
            if (ending.get() == null && !messageListener[Phase.COUNTING].serverLeft()) {
                finish(EndReason.SERVER_LEFT);
            }
        }
    }
}
