package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import paloma.CloseReason;
import paloma.Counters;
import paloma.Filter;
import paloma.reactor.SimReactor;
import paloma.server.ServerOptions;
import paloma.server.SimServer;
import paloma.session.Admission;
import paloma.session.PeerSession;
import paloma.session.SessionTable;
import paloma.session.SimTables;

/**
 * One simulated world: the real reactor, sessions and server in one thread and in virtual time, among peers, a network,
 * a kernel, workers and a handler that all misbehave as the seed has it. Rough for 9 minutes; then every fault stops, and within
 * 30 seconds everyone who sends must be answered and every queue be empty. What must always hold is checked after every step.
 */
final class World {
    static final long VIRTUAL_MINUTES = 10;
    private static final long ROUGH = 540 * Time.SECOND;
    private static final long CALM = 30 * Time.SECOND;
    /** What a session that returned is protected for; a full table takes newcomers no sooner. */
    private static final long SETTLING = 30 * Time.SECOND;

    private static final long PROMPT = 200 * Time.MILLI;
    private static final int STEPS_PER_DEEP_LOOK = 512;

    final long seed;
    final Plan plan;
    final Time time = new Time();
    private final SplittableRandom random;
    private final SimPeers peers;
    private final Map<InetSocketAddress, PeerSession> lastSessions = new HashMap<>();
    private final List<Life> lives = new ArrayList<>();
    private Life life;
    private boolean rough = true;
    private boolean over;
    private long steps;
    private long stuckSince = Long.MAX_VALUE;
    private long sentSeen;
    private AssertionError found;

    World(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.plan = Plan.drawn(random);
        this.peers = new SimPeers(this, random.split());
    }

    /** One process: from the start of a server to its end. */
    final class Life {
        final SimKernel kernel = new SimKernel(World.this, Addresses.SERVER, plan.kernelBufferBytes(), random.split());
        final SimReactor reactor = new SimReactor(kernel, time::now);
        final SessionTable table =
                SimTables.seeded(random.nextLong(), plan.limits().sessionsPerAddress() > 0);
        final SimHandler handler = new SimHandler(World.this, random.split());
        final SimWorkers workers = new SimWorkers(time, handler::pause, World.this::check);
        final SimServer server = new SimServer(
                reactor,
                options(),
                table,
                new Admission(
                        plan.limits(), Addresses.SERVER.getPort(), Set.<InetAddress>of(Addresses.SERVER.getAddress())),
                handler,
                workers);

        private ServerOptions options() {
            return ServerOptions.on(0)
                    .withWorkers(plan.workers())
                    .withIdleTimeout(plan.idleTimeout())
                    .withFilter(filter())
                    .withLimits(plan.limits());
        }
    }

    /** The filter, in which other threads get their turn between look-up and hand-over, as they might outside. */
    private Filter filter() {
        return (source, message, known) -> {
            switch (Messages.kind(message)) {
                case REFUSE:
                    return false;
                case BREAK_FILTER:
                    throw new IllegalStateException("a filter that throws");
                case CLOSE_IN_FILTER:
                    PeerSession session = life.table.find(source);
                    if (session != null) {
                        session.close();
                    }
                    return true;
                default:
                    return true;
            }
        };
    }

    /** Lives through all of it; what was counted in the end, of all servers together. */
    List<Counters> run() {
        begin();
        peers.begin();
        time.at(ROUGH, this::calmDown);
        later(plan.stallsPerSecond() / 60, this::stall);
        later(plan.closesPerSecond(), this::closeSome);
        later(plan.pushesPerSecond(), this::push);
        later(plan.restartsPerSecond(), this::restart);
        while (!over) {
            turn();
        }
        end();
        return lives.stream().map(past -> past.server.counters()).toList();
    }

    private void begin() {
        life = new Life();
        lives.add(life);
    }

    private void turn() {
        life.reactor.turn();
        time.pass(time.now() + 10_000);
        check();
        if (life.server.isClosed()) {
            life.kernel.close();
            begin();
        }
    }

    /** Has {@code action} happen again and again while it is rough, so often a second on average. */
    private void later(double perSecond, Runnable action) {
        if (perSecond > 0) {
            time.in((long) (-Math.log(1 - random.nextDouble()) / perSecond * Time.SECOND), () -> {
                if (rough) {
                    action.run();
                    later(perSecond, action);
                }
            });
        }
    }

    private void stall() {
        life.kernel.stopUntil(time.now() + pause(random.nextDouble() * 60 * Time.SECOND));
    }

    private void closeSome() {
        life.server.sessions().thenAccept(sessions -> {
            if (!sessions.isEmpty()) {
                sessions.get(random.nextInt(sessions.size())).close();
            }
        });
    }

    private void push() {
        life.server.broadcast(Messages.push(2 + random.nextInt(40)));
        life.handler.sendToOneThatIsGone();
    }

    private void restart() {
        life.server.drain();
    }

    private void calmDown() {
        rough = false;
        time.in(SETTLING, () -> peers.sendCalmly(life.table));
        time.in(SETTLING + CALM, () -> {
            peers.checkAnswered();
            checkEmpty();
            over = true;
        });
    }

    /** A pause of {@code nanos}, which ends with the faults at the latest. */
    long pause(double nanos) {
        return Math.min((long) nanos, Math.max(0, ROUGH - time.now()));
    }

    boolean isRough() {
        return rough;
    }

    boolean isOver() {
        return over;
    }

    SimKernel kernel() {
        return life.kernel;
    }

    boolean isLive(InetSocketAddress source) {
        PeerSession session = life.table.find(source);
        return session != null && session.isOpen();
    }

    /** The server takes a datagram: who will it belong to, and was its session ended too early? */
    void onReceived(InetSocketAddress source, byte[] bytes, long arrivedAt) {
        PeerSession session = life.table.find(source);
        boolean live = isLive(source);
        SimKernel.Traffic traffic = life.kernel.traffic(live ? session.remoteAddress() : source, !live);
        unless(
                !live || !session.hasReturned() || traffic.returned,
                "returned",
                "a peer counts as one that has returned before it sent behind an answer");
        traffic.bytesIn += SimKernel.onWire(source, bytes);
        traffic.returned |= traffic.spoken;
        if (live) {
            lastSessions.put(source, session);
        } else {
            checkNotExpiredEarly(source, arrivedAt);
        }
    }

    /** A datagram that reached the kernel within the idle timeout must find its session, however long it waited there. */
    private void checkNotExpiredEarly(InetSocketAddress source, long arrivedAt) {
        PeerSession ended = lastSessions.remove(source);
        if (ended != null && ended.closeReason() == CloseReason.IDLE) {
            long deadline = ended.activeAt() + plan.idleTimeout().toNanos();
            unless(arrivedAt >= deadline, "expiry", "a session expired although a datagram of its peer waited");
        }
    }

    /** A violation that was found where nothing may be thrown. */
    void found(AssertionError violation) {
        if (found == null) {
            found = violation;
        }
    }

    void onSent(InetSocketAddress target, byte[] bytes) {
        peers.answer(target, bytes);
    }

    /** What holds after every step. */
    void check() {
        if (found != null) {
            throw found;
        }
        Counters counters = life.server.counters();
        unless(counters.balanced(), "law", counters.toString());
        unless(counters.received() == life.kernel.received, "received", "the kernel gave " + life.kernel.received);
        unless(counters.sent() == life.kernel.sent, "sent", "the kernel took " + life.kernel.sent);
        unless(counters.sending() == 0, "sending", "a send is undecided between steps");
        unless(counters.live() == life.table.size(), "live", "the table holds " + life.table.size());
        unless(counters.live() <= plan.limits().sessions(), "bound of sessions", counters.live() + " are live");
        unless(counters.waiting() <= plan.limits().backlogMessages(), "bound of backlog", counters.waiting() + " wait");
        unless(counters.queued() <= plan.limits().outboxDatagrams(), "bound of outbox", counters.queued() + " queued");
        unless(counters.running() <= Math.max(1, plan.workers()), "running", counters.running() + " run");
        checkOutboxMoves(counters);
        if (++steps % STEPS_PER_DEEP_LOOK == 0) {
            SimTables.verify(life.table);
            checkMailboxes(counters);
        }
    }

    /** What waits for room in the kernel leaves soon once there is room. */
    private void checkOutboxMoves(Counters counters) {
        boolean moved = counters.sent() != sentSeen;
        sentSeen = counters.sent();
        if (counters.queued() == 0 || moved || !life.kernel.hasRoom()) {
            stuckSince = Long.MAX_VALUE;
            return;
        }
        stuckSince = Math.min(stuckSince, time.now());
        unless(
                time.now() - stuckSince < 20 * Time.MILLI,
                "outbox moves",
                "datagrams wait although the kernel has room");
    }

    /** The waiting messages of all mailboxes are those that the account says wait. */
    private void checkMailboxes(Counters counters) {
        long[] waiting = {0};
        Set<PeerSession> seen = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        java.util.function.Consumer<PeerSession> visitor = session -> {
            if (seen.add(session)) {
                unless(
                        session.waiting() <= plan.limits().mailboxMessages(),
                        "bound of mailbox",
                        session.waiting() + " wait");
                waiting[0] += session.waiting();
            }
        };
        life.table.walk().step(Integer.MAX_VALUE, visitor);
        life.workers.forEachScheduled(visitor);
        unless(waiting[0] == counters.waiting(), "waiting", waiting[0] + " wait, " + counters.waiting() + " counted");
    }

    private void checkEmpty() {
        Counters counters = life.server.counters();
        unless(
                counters.waiting() == 0 && counters.running() == 0 && counters.queued() == 0 && life.kernel.isEmpty(),
                "empty",
                counters.toString());
    }

    /** Closes the last server, and holds every server's final account against the law. */
    private void end() {
        life.server.drain();
        long begunAt = time.now();
        over = false;
        time.in(10 * Time.SECOND, () -> over = true);
        while (!over && !life.server.isClosed()) {
            life.reactor.turn();
            time.pass(time.now() + 10_000);
            check();
        }
        unless(life.server.isClosed(), "drain", "the server did not close");
        unless(
                time.now() - begunAt < PROMPT || plan.limits().drainTime().toNanos() < PROMPT,
                "drain",
                "a server at rest took " + (time.now() - begunAt) / Time.MILLI + " ms to close");
        // A drain without time to spare does not wait for the handlers that still hear of the end.
        while (!over && !life.workers.areIdle()) {
            time.step();
        }
        for (Life past : lives) {
            Counters counters = past.server.counters();
            unless(counters.balanced(), "final law", counters.toString());
            unless(
                    counters.live() == 0
                            && counters.waiting() == 0
                            && counters.running() == 0
                            && counters.queued() == 0
                            && past.workers.areIdle(),
                    "final rest",
                    counters.toString());
            past.handler.checkAllEnded();
        }
    }
}
