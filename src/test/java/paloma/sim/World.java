package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import paloma.Counters;
import paloma.Filter;
import paloma.net.LocalAddresses;
import paloma.reactor.SimReactor;
import paloma.server.ServerOptions;
import paloma.server.SimServer;
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
    private static final long ROUGH = 540 * VirtualTime.SECOND;
    private static final long CALM = 30 * VirtualTime.SECOND;
    /** A drain that began when it was rough has ended after this time. */
    private static final long SETTLING = 4 * VirtualTime.SECOND + 100 * VirtualTime.MILLI;

    private static final long PROMPT = 200 * VirtualTime.MILLI;

    final long seed;
    final Scenario plan;
    final VirtualTime time = new VirtualTime();
    /** How often the reactor was so busy that it stopped asking. */
    long rushes;

    private final SplittableRandom random;
    private final SimPeers peers;
    private final List<Incarnation> lives = new ArrayList<>();
    private Incarnation life;
    private boolean rough = true;
    private boolean over;
    private long trace;
    private AssertionError found;

    World(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.plan = Scenario.drawn(random);
        this.peers = new SimPeers(this, random.split());
    }

    /** One process: from the start of a server to its end. */
    final class Incarnation {
        final SimKernel kernel = new SimKernel(World.this, Addresses.SERVER, plan.kernelBufferBytes(), random.split());
        final SimReactor reactor = new SimReactor(kernel, time::now);
        final SessionTable table = SimTables.seeded(random.nextLong(), plan.limits(), plan.idleTimeout());
        final SessionTraffic books = new SessionTraffic(table);
        final SimHandler handler = new SimHandler(World.this, random.split());
        final SimWorkers workers = new SimWorkers(time, handler::pause, World.this::check);
        final SimServer server = new SimServer(
                reactor, options(), table, LocalAddresses.of(Addresses.SERVER.getAddress()), handler, workers);
        final Invariants invariants = new Invariants(this, plan, time);
        private boolean draining;

        void drain() {
            draining = true;
            server.drain();
        }

        /** Whether the server refuses whatever comes, because it was told to end. */
        boolean isDraining() {
            return draining;
        }

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
            switch (SimMessages.kind(message)) {
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
        life = new Incarnation();
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
            time.in((long) (-Math.log(1 - random.nextDouble()) / perSecond * VirtualTime.SECOND), () -> {
                if (rough) {
                    action.run();
                    later(perSecond, action);
                }
            });
        }
    }

    private void stall() {
        life.kernel.stopUntil(time.now() + pause(random.nextDouble() * 60 * VirtualTime.SECOND));
    }

    private void closeSome() {
        life.server.sessions().thenAccept(sessions -> {
            if (!sessions.isEmpty()) {
                sessions.get(random.nextInt(sessions.size())).close();
            }
        });
    }

    private void push() {
        life.server.broadcast(SimMessages.push(2 + random.nextInt(40)));
        life.handler.sendToOneThatIsGone();
    }

    private void restart() {
        life.drain();
    }

    private void calmDown() {
        rough = false;
        long since = time.now();
        time.in(SETTLING, () -> peers.sendCalmly(life.table, since));
        time.in(CALM, () -> {
            peers.checkAnswered();
            life.invariants.checkEmpty();
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

    SessionTraffic books() {
        return life.books;
    }

    /** The server takes a datagram. */
    void onReceived(InetSocketAddress source, byte[] bytes, long arrivedAt) {
        trace(bytes.length * 31L + source.hashCode());
        life.invariants.onReceived(source, bytes, arrivedAt);
    }

    /** A violation that was found where nothing may be thrown. */
    void found(AssertionError violation) {
        if (found == null) {
            found = violation;
        }
    }

    /** A datagram leaves; {@code queued} is its session when it comes from the outbox, else null. */
    void onSent(PeerSession queued, InetSocketAddress target, byte[] bytes) {
        life.books.sent(queued, target, bytes);
        trace(bytes.length * 31L - target.hashCode());
        peers.answer(target, bytes);
    }

    /** Holds everything against what must be, after each step. */
    void check() {
        if (found != null) {
            throw found;
        }
        life.books.settle();
        life.invariants.check();
    }

    /** Adds an event to what tells this world from others, with the instant at which it happened. */
    private void trace(long event) {
        trace = (trace ^ event ^ time.now() << 1) * 0x9e3779b97f4a7c15L;
        trace ^= trace >>> 32;
    }

    /** A number that two runs of the same seed share, because the same happened in them at the same instants. */
    long trace() {
        return trace;
    }

    /** Closes the last server, and holds every server's final account against the law. */
    private void end() {
        life.drain();
        long begunAt = time.now();
        over = false;
        time.in(10 * VirtualTime.SECOND, () -> over = true);
        while (!over && !life.server.isClosed()) {
            life.reactor.turn();
            time.pass(time.now() + 10_000);
            check();
        }
        unless(life.server.isClosed(), "drain", "the server did not close");
        unless(
                time.now() - begunAt < PROMPT || plan.limits().drainTime().toNanos() < PROMPT,
                "drain",
                "a server at rest took " + (time.now() - begunAt) / VirtualTime.MILLI + " ms to close");
        // A drain without time to spare does not wait for the handlers that still hear of the end.
        while (!over && !life.workers.areIdle()) {
            time.step();
        }
        lives.forEach(past -> past.invariants.checkEnded());
    }
}
