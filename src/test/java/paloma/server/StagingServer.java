package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import paloma.Counters;
import paloma.Handler;
import paloma.ServerListener;
import paloma.house.Timeouts;
import paloma.lifecycle.PalomaThread;
import paloma.net.LocalAddresses;
import paloma.reactor.Endpoint;
import paloma.reactor.HandReactor;
import paloma.reactor.MemoryTransport;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.worker.HandlerExecutor;
import paloma.worker.HandlerInvoker;

/** A server in memory whose workers have batches: the test runs each turn, and each session on the worker of its choice. */
final class StagingServer implements AutoCloseable {
    static final int WORKERS = 2;

    final HandReactor reactor = new HandReactor();
    final MemoryTransport socket = new MemoryTransport(HandServer.LOCAL).sendsBatches();
    final Workers workers;
    final Shard shard;
    private final List<Throwable> closedBy = new ArrayList<>();

    StagingServer(ServerOptions options, Handler handler) {
        Endpoint endpoint = reactor.open(socket, new Endpoint.Bounds(100, 1_000, 1_000_000));
        SessionCounters counters = new SessionCounters(1 + WORKERS);
        workers = new Workers(handler, counters);
        SessionTable table = new SessionTable(options.limits(), options.idleTimeout());
        LocalAddresses own = LocalAddresses.of(HandServer.LOCAL.getAddress());
        shard = new Shard(endpoint, options, counters, workers, new Shard.Environment(table, own, HandServer.ORIGIN));
        try {
            shard.start(closedBy::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reactor.settle();
    }

    /** {@code text} of peer {@code number} arrives, and its session becomes ready. */
    void arrives(int number, String text) {
        socket.arrives(HandServer.peer(number), text);
        reactor.settle();
    }

    Counters counters() {
        Counters counters = shard.counters();
        assertTrue(counters.balanced(), counters::toString);
        return counters;
    }

    /** Drains to the end; all are sent or counted. */
    @Override
    public void close() {
        shard.drain();
        reactor.settle();
        while (workers.run(0, false)) {
            reactor.settle();
        }
        assertEquals(1, closedBy.size());
        assertTrue(counters().atRest(), counters()::toString);
        workers.threads.forEach(ExecutorService::shutdown);
    }

    /** Workers, each with a thread; only one runs at a time. */
    static final class Workers implements HandlerExecutor {
        private final Queue<PeerSession> ready = new ArrayDeque<>();
        private final List<HandlerInvoker> invokers = new ArrayList<>();
        private final List<ExecutorService> threads = new ArrayList<>();

        Workers(Handler handler, SessionCounters counters) {
            for (int i = 0; i < WORKERS; i++) {
                invokers.add(new HandlerInvoker(handler, new ServerListener() {}, counters.worker(1 + i)));
                threads.add(Executors.newSingleThreadExecutor(task -> {
                    Thread thread = new PalomaThread(task, "worker");
                    thread.setDaemon(true);
                    return thread;
                }));
            }
        }

        /** Worker {@code index} runs the session that has been ready longest; false when there is none. */
        boolean run(int index, boolean moreReady) {
            PeerSession session = ready.poll();
            if (session == null) {
                return false;
            }
            onWorker(index, () -> {
                if (invokers.get(index).run(session, moreReady)) {
                    ready.add(session);
                }
                session.onReleased();
            });
            return true;
        }

        /** Worker {@code index} finds no session ready. */
        void finish(int index) {
            onWorker(index, invokers.get(index)::flush);
        }

        private void onWorker(int index, Runnable task) {
            try {
                threads.get(index).submit(task).get(Timeouts.SECONDS, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void execute(Queue<PeerSession> more) {
            ready.addAll(more);
            more.clear();
        }

        @Override
        public void abandonQueues(Consumer<PeerSession> visitor) {
            ready.forEach(visitor);
        }

        @Override
        public void close() {}

        @Override
        public List<Thread> threads() {
            return List.of();
        }
    }
}
