package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.house.Interleavings.check;
import static paloma.house.Interleavings.join;
import static paloma.house.Interleavings.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;
import paloma.net.Source;

/** The loop on a poller that waits until it is woken: every request must be executed. */
@Tag("instrumented")
class WakeUpInterleavings {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(1, 10, 1_000);

    /** Waits by leaving the turn with an exception; until it is woken, the next turn returns to the same poll. */
    private static final class WaitingPoller implements Poller {
        private boolean waiting;
        private boolean woken;

        @Override
        public void register(Transport transport, Endpoint endpoint) {}

        @Override
        public synchronized void poll(LongSupplier timeout, Ready ready) throws IOException {
            waiting |= timeout.getAsLong() > 0;
            if (waiting && !woken) {
                throw new IOException("waits");
            }
            waiting = false;
            woken = false;
        }

        @Override
        public synchronized void wakeup() {
            woken = true;
        }

        @Override
        public long rebuilds() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** A protocol whose turns execute earlier requests. */
    private static final class CountedRequests implements DatagramProtocol {
        final AtomicInteger requests = new AtomicInteger();
        int done;

        @Override
        public void onDatagram(Source source, ByteBuffer datagram, long now) {}

        @Override
        public void onTurn(long now) {
            done += requests.getAndSet(0);
        }

        @Override
        public long deadline() {
            return Deadline.NEVER;
        }

        @Override
        public void onClosed(Throwable cause) {}
    }

    /** A task without a socket, whose turns execute earlier requests. */
    private static final class RequestedTask extends ReactorTask {
        final AtomicInteger requests = new AtomicInteger();
        int done;
        int closed;

        void request() {
            requests.incrementAndGet();
            wake();
        }

        @Override
        protected void onTurn(long now) {
            done += requests.getAndSet(0);
        }

        @Override
        protected long deadline() {
            return Deadline.NEVER;
        }

        @Override
        protected void onClosed(Throwable cause) {
            closed++;
        }
    }

    /** A loop, turned by the thread that created it, and two endpoints that any thread may wake. */
    private static final class World {
        final Reactor reactor = new Reactor("not started", new WaitingPoller(), () -> 0);
        final CountedRequests protocol = new CountedRequests();
        final CountedRequests second = new CountedRequests();
        final Endpoint endpoint = serve(protocol);
        Endpoint other;

        World() {
            turn();
        }

        /** Only where needed: the checker tracks every object, which takes time. */
        void withSecond() {
            other = serve(second);
            turn();
        }

        private Endpoint serve(CountedRequests requests) {
            try {
                Endpoint opened = reactor.open(new MemoryTransport(LOCAL), BOUNDS);
                opened.start(requests);
                return opened;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void request() {
            protocol.requests.incrementAndGet();
            endpoint.wake();
        }

        void requestOther() {
            second.requests.incrementAndGet();
            other.wake();
        }

        void turn() {
            try {
                reactor.turn();
            } catch (IOException waits) {
                // The loop stays in its poll.
            }
        }

        /** Turns until nothing can be left to do. */
        void rests() {
            turn();
            turn();
        }
    }

    @Test
    void requestsDuringATurnNeedNoSecondWakeUp() {
        check(() -> {
            World world = new World();
            world.request();
            Thread one = start(() -> world.request());
            world.turn();
            join(one);
            world.rests();
            assertEquals(2, world.protocol.done);
        });
    }

    @Test
    void requestWakesTheWaitingLoop() {
        check(() -> {
            World world = new World();
            Thread one = start(() -> world.request());
            world.turn();
            join(one);
            world.rests();
            assertEquals(1, world.protocol.done);
        });
    }

    @Test
    void coalescedWakeUpServesEveryEndpoint() {
        check(() -> {
            World world = new World();
            world.withSecond();
            Thread one = start(() -> world.request());
            world.requestOther();
            world.turn();
            join(one);
            world.rests();
            assertEquals(1, world.protocol.done);
            assertEquals(1, world.second.done);
        });
    }

    @Test
    void requestWakesTheWaitingLoopForATask() {
        check(() -> {
            World world = new World();
            RequestedTask task = new RequestedTask();
            world.reactor.schedule(task);
            world.turn();
            Thread one = start(task::request);
            world.turn();
            join(one);
            world.rests();
            assertEquals(1, task.done);
        });
    }

    @Test
    void requestsForATaskAndASocketShareAWakeUp() {
        check(() -> {
            World world = new World();
            RequestedTask task = new RequestedTask();
            world.reactor.schedule(task);
            world.turn();
            Thread one = start(task::request);
            world.request();
            world.turn();
            join(one);
            world.rests();
            assertEquals(1, world.protocol.done);
            assertEquals(1, task.done);
        });
    }

    @Test
    void taskClosedByTwoThreadsEndsOnce() {
        check(() -> {
            World world = new World();
            RequestedTask task = new RequestedTask();
            world.reactor.schedule(task);
            Thread one = start(() -> {
                task.request();
                task.close();
            });
            world.turn();
            task.close();
            join(one);
            world.rests();
            assertEquals(1, task.closed);
        });
    }
}
