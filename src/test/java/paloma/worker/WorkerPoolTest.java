package paloma.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.Handler;
import paloma.Limits;
import paloma.ServerListener;
import paloma.Session;
import paloma.house.Timeouts;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.PalomaThread;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;
import paloma.session.SessionFixtures;
import paloma.session.SessionTable;

class WorkerPoolTest {
    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    private final CountDownLatch unblock = new CountDownLatch(1);
    private final AtomicInteger released = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final PeerSession.SessionOutput output = new SessionFixtures.AcceptingOutput() {
        @Override
        public void onReleased() {
            if (errors.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new OutOfMemoryError("not really");
            }
            released.incrementAndGet();
        }
    };
    private long now;
    private WorkerPool pool;
    private HandOver handOver;

    WorkerPoolTest() {
        start(2, (session, message) -> handle(session, text(message)));
    }

    private void start(int size, Handler handler) {
        pool = new WorkerPool(
                "worker-under-test", size, handler, ServerListener.LOGGING, new SessionCounters(1 + size));
        handOver = new HandOver(pool);
    }

    private static String text(ByteBuffer message) {
        return new String(message.array());
    }

    private void handle(Session session, String message) throws InterruptedException {
        if (message.equals("sleep")) {
            unblock.await();
        }
        handled.add(message);
    }

    private PeerSession scheduled(String... messages) {
        PeerSession session = new SessionTable(Limits.DEFAULTS, Duration.ofMinutes(5))
                .open(new InetSocketAddress("127.0.0.1", 5_000), output, 0);
        for (String message : messages) {
            session.offer(message.getBytes(), session.remoteAddress(), 10_000);
        }
        return session;
    }

    private void handOver() {
        handOver.flush(now);
    }

    /** The reactor's turn a millisecond later. */
    private void tick() {
        now += HandOver.MAX_WAIT_NANOS;
        handOver();
    }

    /** The next handled message, while the reactor takes its turns. */
    private String next() throws InterruptedException {
        String next = null;
        for (int i = 0; next == null && i < 30_000; i++) {
            tick();
            next = handled.poll(1, TimeUnit.MILLISECONDS);
        }
        return next;
    }

    @AfterEach
    void end() throws InterruptedException {
        unblock.countDown();
        pool.close();
        for (Thread worker : pool.threads()) {
            worker.join(30_000);
        }
    }

    @Test
    void everySessionOfAHandOverIsRun() throws Exception {
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            handOver.add(scheduled("" + i));
            expected.add("" + i);
        }
        handOver();
        assertEquals(0, handOver.size());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            seen.add(next());
        }
        assertEquals(expected, seen);
        await().untilAsserted(() -> assertEquals(100, released.get()));
    }

    @Test
    void sessionsRunOnAllWorkersConcurrently() throws Exception {
        end();
        CyclicBarrier together = new CyclicBarrier(4);
        start(4, (session, message) -> {
            together.await(Timeouts.SECONDS, TimeUnit.SECONDS);
            handled.add("met");
        });
        for (int i = 0; i < 4; i++) {
            handOver.add(scheduled("x"));
        }
        handOver();
        for (int i = 0; i < 4; i++) {
            assertEquals("met", next());
        }
    }

    @Test
    void otherWorkerRunsSessionsBehindABlockingHandler() throws Exception {
        handOver.add(scheduled("sleep"));
        for (int i = 0; i < 50; i++) {
            handOver.add(scheduled("awake"));
        }
        handOver();
        for (int i = 0; i < 50; i++) {
            assertEquals("awake", next());
        }
        unblock.countDown();
        assertEquals("sleep", next());
    }

    @Test
    void secondWorkerIsWokenOnlyForASessionThatHasWaited() throws Exception {
        handOver.add(scheduled("sleep"));
        handOver();
        await().until(() -> (pool.calls(0) + pool.calls(1)) % 2 == 1);
        handOver();
        assertEquals(Deadline.NEVER, handOver.deadline());
        handOver.add(scheduled("awake"));
        now = 5_000;
        handOver();
        assertEquals(5_000 + HandOver.MAX_WAIT_NANOS, handOver.deadline());
        now = 5_000 + HandOver.MAX_WAIT_NANOS - 1;
        handOver();
        assertEquals(5_000 + HandOver.MAX_WAIT_NANOS, handOver.deadline());
        assertEquals(0, handled.size());
        now++;
        handOver();
        assertEquals("awake", handled.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        // The pool is contended now: for a second others are woken at once.
        for (int i = 0; i < 10; i++) {
            now += HandOver.CONTENDED_NANOS / 20;
            handOver.add(scheduled("at once"));
            handOver();
            assertEquals("at once", handled.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        }
        now += HandOver.CONTENDED_NANOS / 2;
        handOver.add(scheduled("later"));
        handOver();
        tick();
        assertEquals("later", handled.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
    }

    @Test
    @Tag("slow")
    void noWakeUpIsLostWhenWorkersSleepDuringHandOver() throws Exception {
        for (int i = 0; i < 50_000; i++) {
            handOver.add(scheduled("x"));
            // No time passes: a lost session would never be noticed.
            handOver();
            if (i % 3 != 0) {
                assertEquals("x", handled.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            }
        }
        for (int i = 0; i < 50_000; i += 3) {
            assertEquals("x", handled.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void sessionWithManyMessagesLetsOthersRun() throws Exception {
        end();
        CountDownLatch bothReady = new CountDownLatch(1);
        start(1, (session, message) -> {
            if (text(message).equals("first")) {
                bothReady.await();
            }
            handled.add(text(message));
        });
        String[] many = new String[200];
        Arrays.fill(many, "many");
        many[0] = "first";
        handOver.add(scheduled(many));
        handOver.add(scheduled("one"));
        handOver();
        bothReady.countDown();
        int before = 0;
        while (!next().equals("one")) {
            before++;
        }
        assertTrue(before <= 16, "before the other's turn came " + before);
    }

    @Test
    void scheduledSessionsAreTheRunningAndReadyOnes() throws Exception {
        PeerSession one = scheduled("sleep");
        PeerSession two = scheduled("sleep");
        PeerSession waiting = scheduled("behind");
        handOver.add(one);
        handOver.add(two);
        handOver.add(waiting);
        handOver();
        await().until(() -> {
            tick();
            return one.waiting() == 0 && two.waiting() == 0;
        });
        Set<PeerSession> scheduled = new HashSet<>();
        pool.abandonQueues(scheduled::add);
        assertEquals(Set.of(one, two, waiting), scheduled);
        unblock.countDown();
        await().untilAsserted(() -> assertEquals(3, released.get()));
        await().untilAsserted(() -> {
            scheduled.clear();
            pool.abandonQueues(scheduled::add);
            assertEquals(Set.of(), scheduled);
        });
    }

    @Test
    void closedPoolRunsItsSessionsAndEnds() throws Exception {
        handOver.add(scheduled("sleep"));
        handOver.add(scheduled("sleep"));
        handOver.add(scheduled("behind"));
        handOver();
        pool.close();
        unblock.countDown();
        for (Thread worker : pool.threads()) {
            worker.join(30_000);
        }
        assertEquals(3, handled.size());
    }

    @Test
    void interruptedWorkerEnds() throws Exception {
        end();
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        start(1, (session, message) -> {
            hanging.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        handOver.add(scheduled("hang"));
        handOver();
        hanging.await();
        pool.close();
        pool.threads().forEach(Thread::interrupt);
        assertTrue(interrupted.await(Timeouts.SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void onlyWorkersAreCurrentPalomaThreads() throws Exception {
        end();
        BlockingQueue<Boolean> results = new LinkedBlockingQueue<>();
        start(1, (session, message) -> results.add(PalomaThread.isCurrent()));
        handOver.add(scheduled("x"));
        handOver();
        assertTrue(results.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        assertFalse(PalomaThread.isCurrent());
    }

    @Test
    void workerSurvivesAnErrorOutsideTheHandler() throws Exception {
        end();
        errors.set(3);
        start(1, (session, message) -> handled.add(text(message)));
        for (int i = 0; i < 5; i++) {
            handOver.add(scheduled("" + i));
            handOver();
            assertEquals("" + i, next());
        }
        await().untilAsserted(() -> assertEquals(0, pool.calls(0) % 2));
    }
}
