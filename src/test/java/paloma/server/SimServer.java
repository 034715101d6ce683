package paloma.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import paloma.Counters;
import paloma.Limits;
import paloma.Session;
import paloma.net.LocalAddresses;
import paloma.reactor.Endpoint;
import paloma.reactor.SimReactor;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.worker.HandlerExecutor;

/** The real server on a simulated reactor and simulated workers. */
public final class SimServer {
    private final Shard shard;
    private boolean closed;
    private Throwable failure;

    public SimServer(SimReactor reactor, ServerOptions options, SessionTable table, SimThreads threads) {
        Limits limits = options.limits();
        Endpoint.Bounds bounds =
                new Endpoint.Bounds(limits.datagramsPerTurn(), limits.outboxDatagrams(), limits.outboxBytes());
        Endpoint endpoint = reactor.open(bounds);
        LocalAddresses own = LocalAddresses.of(endpoint.localAddress().getAddress());
        shard = new Shard(
                endpoint,
                options,
                threads.counters(),
                threads.executor(),
                new Shard.Environment(table, own, Instant.EPOCH));
        try {
            shard.start(this::onClosed);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        reactor.announce(endpoint);
    }

    /** The threads that run handlers, with their counters. */
    public record SimThreads(SessionCounters counters, HandlerExecutor executor) {}

    private void onClosed(Throwable cause) {
        closed = true;
        failure = cause;
    }

    public boolean isClosed() {
        if (failure != null) {
            throw new AssertionError("the server closed by itself", failure);
        }
        return closed;
    }

    public void drain() {
        shard.drain();
    }

    public Counters counters() {
        return shard.counters();
    }

    public CompletableFuture<List<Session>> sessions() {
        return shard.commands().sessions();
    }

    public CompletableFuture<Integer> broadcast(ByteBuffer message) {
        return shard.commands().broadcast(message);
    }
}
