package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import paloma.Counters;
import paloma.Filter;
import paloma.net.SourceFixtures;
import paloma.reactor.SimReactor;
import paloma.server.ServerOptions;
import paloma.server.SimServer;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.session.SimTables;
import paloma.worker.HandlerInvoker;
import paloma.worker.InlineExecutor;

/**
 * One simulated world: the real reactor, sessions and server in one thread and in virtual time. Peers, network, kernel,
 * workers and handler have the faults of the seed's {@link Scenario}. Faults occur for 9 minutes. Within 30 seconds
 * after them every sender must be answered and every queue be empty. The invariants are checked after every step.
 */
final class World {
    static final long VIRTUAL_MINUTES = 10;
    private static final long FAULTY_NANOS = 540 * VirtualTime.SECOND;
    private static final long FAULT_FREE_NANOS = 30 * VirtualTime.SECOND;
    /** A drain that began before the end of the faults has ended after this time. */
    private static final long SETTLING_NANOS = 4 * VirtualTime.SECOND + 100 * VirtualTime.MILLI;

    private static final long MAX_IDLE_DRAIN_NANOS = 200 * VirtualTime.MILLI;

    final long seed;
    final Scenario scenario;
    final VirtualTime time = new VirtualTime();
    /** How often the reactor was so busy that it paused reading. */
    long readPauses;

    private final SplittableRandom random;
    private final SimPeers peers;
    private final List<Incarnation> incarnations = new ArrayList<>();
    private Incarnation incarnation;
    private boolean faulty = true;
    private boolean over;
    private long trace;
    private AssertionError violation;

    World(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.scenario = Scenario.random(random, seed % 2 == 0);
        this.peers = new SimPeers(this, random.split());
    }

    /** One process: from the start of a server to its end. */
    final class Incarnation {
        final SimKernel kernel =
                new SimKernel(World.this, Addresses.SERVER, scenario.kernelBufferBytes(), random.split());
        final SimReactor reactor = new SimReactor(kernel, time::now);
        final SessionTable table = SimTables.seeded(random.nextLong(), scenario.limits(), scenario.idleTimeout());
        final SessionTraffic traffic = new SessionTraffic(table);
        final SimHandler handler = new SimHandler(World.this, random.split());
        final SimWorkers workers = new SimWorkers(time, handler::stepNanos, World.this::check);
        final SimServer server = new SimServer(reactor, options(), table, threads());
        final Invariants invariants = new Invariants(this, scenario, time);
        private boolean draining;

        private SimServer.SimThreads threads() {
            SessionCounters counters = new SessionCounters(1 + Math.max(1, scenario.workers()));
            if (scenario.workers() == 0) {
                return new SimServer.SimThreads(
                        counters, new InlineExecutor(new HandlerInvoker(handler, handler, counters.worker(1))));
            }
            workers.employ(scenario.workers(), handler, counters);
            return new SimServer.SimThreads(counters, workers);
        }

        void drain() {
            draining = true;
            server.drain();
        }

        /** Whether the server drains and refuses all datagrams. */
        boolean isDraining() {
            return draining;
        }

        private ServerOptions options() {
            return ServerOptions.on(0)
                    .withWorkers(scenario.workers())
                    .withIdleTimeout(scenario.idleTimeout())
                    .withFilter(filter())
                    .withLimits(scenario.limits());
        }
    }

    /** A filter that closes sessions between look-up and hand-over, as other threads might. */
    private Filter filter() {
        return (source, message, known) -> {
            switch (SimMessages.kind(message)) {
                case REFUSE:
                    return false;
                case BREAK_FILTER:
                    throw new IllegalStateException("a filter that throws");
                case CLOSE_IN_FILTER:
                    PeerSession session = incarnation.table.find(SourceFixtures.of(source));
                    if (session != null) {
                        session.close();
                    }
                    return true;
                default:
                    return true;
            }
        };
    }

    /** Runs the world; returns the final counters of its servers. */
    List<Counters> run() {
        startServer();
        peers.scheduleSends();
        time.scheduleAt(FAULTY_NANOS, this::stopFaults);
        repeat(scenario.stallsPerSecond() / 60, this::pauseProcess);
        repeat(scenario.closesPerSecond(), this::closeOne);
        repeat(scenario.pushesPerSecond(), this::push);
        repeat(scenario.restartsPerSecond(), this::restart);
        while (!over) {
            turn();
        }
        finish();
        return incarnations.stream().map(each -> each.server.counters()).toList();
    }

    private void startServer() {
        incarnation = new Incarnation();
        incarnations.add(incarnation);
    }

    private void turn() {
        incarnation.reactor.turn();
        time.advanceTo(time.now() + 10_000);
        check();
        if (incarnation.server.isClosed()) {
            incarnation.kernel.close();
            startServer();
        }
    }

    /** Runs {@code action} again and again while faults occur, {@code perSecond} times a second on average. */
    private void repeat(double perSecond, Runnable action) {
        if (perSecond > 0) {
            time.scheduleIn((long) (-Math.log(1 - random.nextDouble()) / perSecond * VirtualTime.SECOND), () -> {
                if (faulty) {
                    action.run();
                    repeat(perSecond, action);
                }
            });
        }
    }

    private void pauseProcess() {
        incarnation.kernel.pauseUntil(time.now() + limitToFaults(random.nextDouble() * 60 * VirtualTime.SECOND));
    }

    private void closeOne() {
        incarnation.server.sessions().thenAccept(sessions -> {
            if (!sessions.isEmpty()) {
                sessions.get(random.nextInt(sessions.size())).close();
            }
        });
    }

    private void push() {
        incarnation.server.broadcast(SimMessages.push(2 + random.nextInt(40)));
        incarnation.handler.sendToEndedSession();
    }

    private void restart() {
        incarnation.drain();
    }

    private void stopFaults() {
        faulty = false;
        long since = time.now();
        time.scheduleIn(SETTLING_NANOS, () -> peers.sendWithoutFaults(incarnation.table, since));
        time.scheduleIn(FAULT_FREE_NANOS, () -> {
            peers.checkAnswered();
            incarnation.invariants.checkEmpty();
            over = true;
        });
    }

    /** A pause of {@code nanos} that ends with the faults at the latest. */
    long limitToFaults(double nanos) {
        return Math.min((long) nanos, Math.max(0, FAULTY_NANOS - time.now()));
    }

    boolean isFaulty() {
        return faulty;
    }

    boolean isOver() {
        return over;
    }

    SimKernel kernel() {
        return incarnation.kernel;
    }

    SessionTraffic traffic() {
        return incarnation.traffic;
    }

    /** The server receives a datagram. */
    void onReceived(InetSocketAddress source, byte[] bytes, long arrivedAt) {
        trace(bytes.length * 31L + source.hashCode());
        incarnation.invariants.onReceived(source, bytes, arrivedAt);
    }

    /** Records a violation found where nothing may be thrown. */
    void onViolation(AssertionError violation) {
        if (this.violation == null) {
            this.violation = violation;
        }
    }

    /** A datagram is sent; {@code queued} is its session when it comes from the outbox, else null. */
    void onSent(PeerSession queued, InetSocketAddress target, byte[] bytes) {
        incarnation.traffic.onSent(queued, target, bytes);
        trace(bytes.length * 31L - target.hashCode());
        peers.onDatagram(target, bytes);
    }

    /** Checks all invariants; called after each step. */
    void check() {
        if (violation != null) {
            throw violation;
        }
        incarnation.traffic.resolveNewSource();
        incarnation.invariants.check();
    }

    /** Adds an event and its instant to the trace. */
    private void trace(long event) {
        trace = (trace ^ event ^ time.now() << 1) * 0x9e3779b97f4a7c15L;
        trace ^= trace >>> 32;
    }

    /** A hash of all events and their instants; equal in two runs of a seed. */
    long trace() {
        return trace;
    }

    /** Closes the last server, and checks the final counters of every server. */
    private void finish() {
        incarnation.drain();
        long startedAt = time.now();
        over = false;
        time.scheduleIn(10 * VirtualTime.SECOND, () -> over = true);
        while (!over && !incarnation.server.isClosed()) {
            incarnation.reactor.turn();
            time.advanceTo(time.now() + 10_000);
            check();
        }
        unless(incarnation.server.isClosed(), "drain", "the server did not close");
        unless(
                time.now() - startedAt < MAX_IDLE_DRAIN_NANOS
                        || scenario.limits().drainTime().toNanos() < MAX_IDLE_DRAIN_NANOS,
                "drain",
                "a server at rest took " + (time.now() - startedAt) / VirtualTime.MILLI + " ms to close");
        // A drain without time left does not wait for handlers that still run onClose.
        while (!over && !incarnation.workers.isIdle()) {
            time.runNext();
        }
        incarnations.forEach(each -> each.invariants.checkEnded());
    }
}
