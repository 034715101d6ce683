package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.Handler;
import paloma.Limits;
import paloma.ServerListener;
import paloma.Session;
import paloma.net.LocalAddresses;
import paloma.reactor.Endpoint;
import paloma.reactor.HandReactor;
import paloma.reactor.MemoryTransport;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.worker.HandlerInvoker;
import paloma.worker.InlineExecutor;

/** A server without threads, sockets or a clock: the test runs each turn and each handler. */
final class HandServer {
    static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);
    static final Instant ORIGIN = Instant.parse("2026-01-01T00:00:00Z");

    final HandReactor reactor = new HandReactor();
    final MemoryTransport socket = new MemoryTransport(LOCAL);
    final List<String> events = new ArrayList<>();
    final List<Throwable> closedBy = new ArrayList<>();
    final Shard shard;
    /** Null when handlers run in the turn. */
    final HeldExecutor executor;

    /** With {@code options.workers()} of 0 handlers run in the turn, else when the test runs {@link #executor}. */
    HandServer(ServerOptions options, Handler handler) {
        this(options, handler, LocalAddresses.of(LOCAL.getAddress()));
    }

    /** Like the constructor, for a server at the addresses {@code own}. */
    HandServer(ServerOptions options, Handler handler, LocalAddresses own) {
        Limits limits = options.limits();
        Endpoint.Bounds bounds =
                new Endpoint.Bounds(limits.datagramsPerTurn(), limits.outboxDatagrams(), limits.outboxBytes());
        Endpoint endpoint = reactor.open(socket, bounds);
        SessionCounters counters = new SessionCounters(1 + Math.max(1, options.workers()));
        HandlerInvoker invoker = new HandlerInvoker(recording(handler), recordingErrors(), counters.worker(1));
        executor = options.workers() == 0 ? null : new HeldExecutor(invoker);
        shard = new Shard(
                endpoint,
                options,
                counters,
                executor == null ? new InlineExecutor(invoker) : executor,
                new Shard.Environment(new SessionTable(limits, options.idleTimeout()), own, ORIGIN));
        start();
        reactor.settle();
    }

    private void start() {
        try {
            shard.start(closedBy::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options of most tests: handlers run by the test, and no amplification limit. */
    static ServerOptions options() {
        return ServerOptions.on(8080)
                .withWorkers(1)
                .withLimits(Limits.builder().amplification(0).build());
    }

    static InetSocketAddress peer(int number) {
        return new InetSocketAddress("127.0.0.1", 50_000 + number);
    }

    /** A peer with a distinct address for each number below 2^24. */
    static InetSocketAddress distinctPeer(int number) {
        byte[] four = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(four), 5_000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Records the calls of the handler, then forwards them. */
    private Handler recording(Handler handler) {
        return new Handler() {
            @Override
            public void onOpen(Session session) throws Exception {
                events.add("open " + number(session));
                handler.onOpen(session);
            }

            @Override
            public void onMessage(Session session, ByteBuffer message) throws Exception {
                events.add("message " + number(session) + " " + StandardCharsets.UTF_8.decode(message.duplicate()));
                handler.onMessage(session, message);
            }

            @Override
            public void onClose(Session session, CloseReason reason) throws Exception {
                events.add("close " + number(session) + " " + reason);
                handler.onClose(session, reason);
            }
        };
    }

    private ServerListener recordingErrors() {
        return new ServerListener() {
            @Override
            public void onHandlerError(Session session, Throwable error) {
                events.add("error " + number(session) + " " + error.getMessage());
            }
        };
    }

    private static int number(Session session) {
        return session.remoteAddress().getPort() - 50_000;
    }

    /** {@code text} of peer {@code number} arrives at {@code now}, and everything that follows is executed. */
    void message(int number, String text, long now) {
        socket.arrives(peer(number), text);
        settleAt(now);
    }

    /** Turns the reactor and runs the handlers until nothing is left to do at {@code now}. */
    void settleAt(long now) {
        reactor.settleAt(now);
        while (executor != null && !executor.isEmpty()) {
            executor.runAll();
            reactor.settle();
        }
    }

    void settle() {
        settleAt(reactor.now());
    }

    /** Removes and returns the recorded calls of the handler. */
    List<String> takeEvents() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    Counters counters() {
        Counters counters = shard.counters();
        assertTrue(counters.balanced(), counters::toString);
        return counters;
    }

    long dropped(DropReason reason) {
        return counters().dropped().get(reason);
    }

    /** Drains to the end and checks the counter invariants. */
    void close() {
        shard.drain();
        settle();
        assertEquals(1, closedBy.size());
        assertEquals(0, counters().get(Counter.LIVE));
        assertTrue(counters().atRest(), counters()::toString);
    }
}
