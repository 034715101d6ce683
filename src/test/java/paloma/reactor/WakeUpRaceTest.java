package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;
import paloma.net.Source;

/**
 * Two threads make concurrent requests, each for its endpoint, and repeat them when both are executed. No other
 * thread wakes the loop, so one lost wake-up stops it for ever.
 */
@Tag("slow")
class WakeUpRaceTest {
    private static final int ROUNDS = Integer.getInteger("paloma.stress", 20_000);
    private static final int TIMEOUT_SECONDS = 60;
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(1, 10, 1_000);

    private final WaitingPoller poller = new WaitingPoller();
    private final Reactor reactor = new Reactor("not started", poller, () -> 0);
    private final CyclicBarrier round = new CyclicBarrier(2);
    private volatile boolean over;

    /** Ends the current or the next poll, like a selector. */
    private static final class WaitingPoller implements Poller {
        private final Semaphore wakeUps = new Semaphore(0);

        @Override
        public void register(Transport transport, Endpoint endpoint) {}

        @Override
        public void poll(LongSupplier timeout, Ready ready) {
            if (timeout.getAsLong() > 0) {
                wakeUps.acquireUninterruptibly();
            }
            wakeUps.drainPermits();
        }

        @Override
        public void wakeup() {
            wakeUps.release();
        }

        @Override
        public long rebuilds() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** Makes one request a round to its endpoint. */
    private final class Requester implements DatagramProtocol, Runnable {
        private final Endpoint endpoint = serve(this);
        private final AtomicInteger requests = new AtomicInteger();
        private final Semaphore done = new Semaphore(0);
        private int answered;

        @Override
        public void run() {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    round.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                    requests.incrementAndGet();
                    endpoint.wake();
                    if (!done.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                        return;
                    }
                    answered++;
                }
            } catch (InterruptedException | BrokenBarrierException | TimeoutException otherGaveUp) {
                // The number of answers shows it.
            }
        }

        @Override
        public void onDatagram(Source source, ByteBuffer datagram, long now) {}

        @Override
        public void onTurn(long now) {
            done.release(requests.getAndSet(0));
        }

        @Override
        public long deadline() {
            return Deadline.NEVER;
        }

        @Override
        public void onClosed(Throwable cause) {}
    }

    private Endpoint serve(DatagramProtocol protocol) {
        try {
            Endpoint opened = reactor.open(new MemoryTransport(new InetSocketAddress("127.0.0.1", 8080)), BOUNDS);
            opened.start(protocol);
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void loop() {
        try {
            while (!over) {
                reactor.turn();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void concurrentWakeUpsAreNotLost() throws InterruptedException {
        Requester one = new Requester();
        Requester other = new Requester();
        Thread[] threads = {new Thread(this::loop), new Thread(one), new Thread(other)};
        for (Thread thread : threads) {
            thread.start();
        }
        threads[1].join();
        threads[2].join();
        over = true;
        // Bypasses everything that coalesces wake-ups, in case one of them is broken.
        poller.wakeup();
        threads[0].join();
        assertEquals(ROUNDS, one.answered);
        assertEquals(ROUNDS, other.answered);
    }
}
