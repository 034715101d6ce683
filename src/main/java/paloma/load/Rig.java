package paloma.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import paloma.kernel.UdpErrors;
import paloma.reactor.Protocol;
import paloma.reactor.Sending;

/**
 * <em>Any thread.</em> Plays its share of a plan's clients in this process: a socket each, all on one reactor thread,
 * which sends, judges and gives up; the thread that called {@link #run} looks on and writes down.
 */
final class Rig implements Crew {
    /** How long the sockets still listen after the last answer: a second one to the same message would be an error. */
    private static final long LINGER_MILLIS = 100;

    private static final long TICK_MILLIS = 50;
    private static final long PUBLISH_SECONDS = 10;

    /** What is due sooner than this after other messages may wait for as long, and leaves with those that follow. */
    private static final long BATCH_NANOS = 200_000;

    private final Plan plan;
    private final Share share;
    private final LongSupplier clock;
    // By phase.
    private final Pings[] pings;
    private final Seats seats;
    private final Notes notes;
    private final Player player;
    private final AtomicReference<Ending> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch published = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean publishing;
    private volatile long endedAt;
    private volatile Throwable broken;
    private volatile long failures;
    private long startedAt;
    private Metronome metronome;

    Rig(Plan plan, Share share) {
        this(plan, share, Pings.NONE, System::nanoTime);
    }

    /** A rig that reads the time, in nanoseconds, from {@code clock} and tells {@code pings} of every message that counts. */
    Rig(Plan plan, Share share, Pings pings, LongSupplier clock) {
        this.plan = plan;
        this.share = share;
        this.pings = new Pings[] {Pings.NONE, pings};
        this.clock = clock;
        this.seats = new Seats(plan, share, new Rows());
        this.notes = new Notes(plan, DropWatch.ofNew(seats::drops, UdpErrors::now));
        this.player = new Player(plan, share, clock, new Stage());
    }

    @Override
    public void connect() throws LoadException {
        try {
            SpareDescriptors.heldDuring(seats::open);
        } catch (IOException e) {
            throw new LoadException(LoadException.Problem.TOO_FEW_SOCKETS, seats.size(), share.count(), e.getMessage());
        }
        // What thousands of sockets are made of stays: the collector is to move it before the run, not in it.
        System.gc();
    }

    @Override
    public Result run(Consumer<Moment> progress) throws InterruptedException {
        startedAt = clock.getAsLong();
        player.start(startedAt);
        notes.look(0, Counts.NONE, progress);
        if (plan.tempo().kind() == Tempo.Kind.SCHEDULE) {
            metronome = new Metronome(clock, seats::wake);
        }
        started = true;
        seats.wake();
        long stoodStill = awaitEnd(progress);
        if (ending.get() == Ending.DONE) {
            stopped.await(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        publish();
        return notes.result(ending.get(), player, failures, endedAt - startedAt, stoodStill);
    }

    /** Returns how long the process stood still meanwhile, in nanoseconds. */
    private long awaitEnd(Consumer<Moment> progress) throws InterruptedException {
        try (Standstill standstill = Standstill.watched()) {
            while (!ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                long elapsed = clock.getAsLong() - startedAt;
                notes.look(elapsed, player.counts(), progress);
                if (TimeUnit.NANOSECONDS.toMillis(elapsed) > plan.longestMillis()) {
                    end(Ending.OVERDUE);
                }
            }
            return standstill.nanos();
        }
    }

    /** Has the reactor bring the figures up to date for the last time. */
    private void publish() throws InterruptedException {
        publishing = true;
        seats.wake();
        boolean told = published.await(PUBLISH_SECONDS, TimeUnit.SECONDS);
        if (!told || broken != null) {
            throw new IllegalStateException("the clients' reactor has ended", broken);
        }
    }

    @Override
    public void stop() {
        end(Ending.STOPPED);
        stopped.countDown();
    }

    @Override
    public void close() {
        try {
            if (metronome != null) {
                metronome.close();
            }
            Ending how = ending.get();
            if (!plan.leave().isEmpty() && how != null && how != Ending.UNREACHABLE) {
                seats.leave();
            }
        } finally {
            seats.close();
        }
    }

    /**
     * When the reactor is to be woken for a message that is due at {@code due}. Also for one that has become due just now:
     * the turn that comes next without it may be the one that gives up messages, many milliseconds later.
     */
    static long wakeFor(long due, long now) {
        return due == Rhythm.NEVER ? Rhythm.NEVER : Math.max(due, now + BATCH_NANOS);
    }

    private void end(Ending how) {
        if (ending.compareAndSet(null, how)) {
            endedAt = clock.getAsLong();
            ended.countDown();
        }
    }

    /** <em>Reactor-owned.</em> Between the sockets and the player. */
    private final class Rows implements Seat.Rows {
        private long lastTurn = -1;
        // When the player wanted its next turn, as the first seat's reactor knows it.
        private long told = Rhythm.NEVER;

        /** Whether answers still count: a stopped run is not to go on by answer and next message. */
        private boolean listening() {
            Ending now = ending.get();
            return started && (now == null || now == Ending.DONE);
        }

        @Override
        public void heard(int client, ByteBuffer datagram, long turn) {
            if (turn != lastTurn) {
                lastTurn = turn;
                player.woken();
            }
            if (!listening()) {
                return;
            }
            boolean looked = player.heard(client, datagram);
            if (metronome == null && client > 0) {
                hasten();
            } else if (metronome != null && looked) {
                beat();
            }
        }

        /** Only the first seat is asked for the deadline, and not in a turn that another one's answer brought about. */
        private void hasten() {
            long deadline = player.deadline();
            if (deadline < told) {
                told = deadline;
                seats.wake();
            }
        }

        @Override
        public int expected(int client) {
            return player.waiting(client);
        }

        @Override
        public void unreachable() {
            if (ending.get() == null && !pings[Phase.COUNTING].unreachable()) {
                end(Ending.UNREACHABLE);
            }
        }

        @Override
        public void turn() {
            if (publishing) {
                player.publish();
                failures = seats.failures();
                published.countDown();
            } else if (started && ending.get() == null) {
                player.turn();
                if (metronome != null) {
                    beat();
                }
            }
        }

        private void beat() {
            long wake = wakeFor(player.nextDue(), player.now());
            metronome.wakeAt(wake == Rhythm.NEVER ? Rhythm.NEVER : startedAt + wake);
        }

        @Override
        public long deadline() {
            if (!started || ending.get() != null) {
                return Protocol.NEVER;
            }
            long now = player.now();
            long deadline = player.deadline();
            told = deadline;
            if (metronome != null && deadline > now) {
                // It wakes the reactor for the messages, more exactly than the selector could.
                deadline = Math.max(deadline, player.sweepAt());
            }
            return seats.nanos() + Math.max(0, deadline - now);
        }

        @Override
        public void closed(Throwable cause) {
            broken = cause;
            end(Ending.STOPPED);
            published.countDown();
        }
    }

    /** <em>Reactor-owned.</em> What the player has done by others. */
    private final class Stage implements Player.Stage {
        @Override
        public Sending send(int client, ByteBuffer message) {
            return seats.send(client, message);
        }

        @Override
        public void answered(int phase, int client, int number, long latencyNanos) {
            notes.answered(phase, latencyNanos);
            pings[phase].answered(number, latencyNanos);
        }

        @Override
        public void lost(int phase, int client, int number) {
            pings[phase].lost(number);
        }

        @Override
        public void refused(int phase, int client, int number) {
            pings[phase].unsent(number);
        }

        @Override
        public void delayed(int phase, long nanos) {
            notes.delayed(phase, nanos);
        }

        @Override
        public void finished() {
            end(Ending.DONE);
        }

        @Override
        public void serverLeft() {
            if (ending.get() == null && !pings[Phase.COUNTING].serverLeft()) {
                end(Ending.SERVER_LEFT);
            }
        }
    }
}
