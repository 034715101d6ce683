package paloma.server;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import paloma.Counters;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.net.LocalAddresses;
import paloma.reactor.Endpoint;
import paloma.reactor.SimReactor;
import paloma.session.PeerSession;
import paloma.session.SessionTable;
import paloma.worker.HandlerExecutor;
import paloma.worker.HandlerInvoker;
import paloma.worker.InlineExecutor;

/** The real server on a simulated reactor and simulated workers. */
public final class SimServer {
    /** Simulated workers; each runs its sessions through the real {@link HandlerInvoker}. */
    public interface Workers {
        void handOver(Queue<PeerSession> ready);

        void forEachScheduled(Consumer<PeerSession> visitor);

        /** Set before the first hand-over. */
        void deliver(List<HandlerInvoker> deliveries, Runnable onGivenBack);
    }

    private final ServerProtocol protocol;
    private boolean closed;
    private Throwable failure;

    public SimServer(
            SimReactor reactor,
            ServerOptions options,
            SessionTable table,
            LocalAddresses own,
            Handler handler,
            Workers workers) {
        Limits limits = options.limits();
        Endpoint.Bounds bounds =
                new Endpoint.Bounds(limits.datagramsPerTurn(), limits.outboxDatagrams(), limits.outboxBytes());
        Endpoint endpoint = reactor.open(bounds);
        protocol = new ServerProtocol(
                endpoint,
                options,
                table,
                own,
                handler,
                (deliveries, onGivenBack) -> {
                    List<HandlerInvoker> all = new java.util.ArrayList<>();
                    for (int i = 0; i < Math.max(1, options.workers()); i++) {
                        all.add(deliveries.apply(i));
                    }
                    if (options.workers() == 0) {
                        return new InlineExecutor(all.get(0));
                    }
                    workers.deliver(all, onGivenBack);
                    return runners(workers);
                },
                Instant.EPOCH,
                this::onClosed);
        reactor.start(endpoint, protocol);
    }

    private static HandlerExecutor runners(Workers workers) {
        return new HandlerExecutor() {
            @Override
            public void handOver(Queue<PeerSession> ready, long now) {
                workers.handOver(ready);
            }

            @Override
            public void abandonQueues(Consumer<PeerSession> visitor) {
                workers.forEachScheduled(visitor);
            }

            @Override
            public void close() {}

            @Override
            public List<Thread> threads() {
                return List.of();
            }
        };
    }

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
        protocol.drain();
    }

    public Counters counters() {
        return protocol.counters();
    }

    public CompletableFuture<List<Session>> sessions() {
        return protocol.commands().sessions();
    }

    public CompletableFuture<Integer> broadcast(ByteBuffer message) {
        return protocol.commands().broadcast(message);
    }
}
