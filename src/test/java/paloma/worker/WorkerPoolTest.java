package paloma.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Queue;
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
    private final Queue<PeerSession> ready = new ArrayDeque<>();
    private long now;
    private WorkerPool pool = pool(2, (session, message) -> handle(session, text(message)));

    private WorkerPool pool(int size, Handler handler) {
        SessionCounters counters = new SessionCounters(size);
        return new WorkerPool(
                "worker-under-test",
                size,
                index -> new HandlerInvoker(handler, counters.worker(index)),
                released::incrementAndGet);
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
        PeerSession session = new SessionTable(Limits.DEFAULT, Duration.ofMinutes(5))
                .open(new InetSocketAddress("127.0.0.1", 5_000), SessionFixtures.OUTPUT, 0);
        for (String message : messages) {
            session.offer(message.getBytes(), session.remoteAddress(), 10_000);
        }
        return session;
    }

    private void handOver() {
        pool.handOver(ready, now);
    }

    /** The reactor's turn a millisecond later. */
    private void tick() {
        now += WorkerPool.MAX_WAIT_NANOS;
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
            ready.add(scheduled("" + i));
            expected.add("" + i);
        }
        handOver();
        assertTrue(ready.isEmpty());
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
        pool = pool(4, (session, message) -> {
            together.await(Timeouts.SECONDS, TimeUnit.SECONDS);
            handled.add("met");
        });
        for (int i = 0; i < 4; i++) {
            ready.add(scheduled("x"));
        }
        handOver();
        for (int i = 0; i < 4; i++) {
            assertEquals("met", next());
        }
    }

    @Test
    void otherWorkerRunsSessionsBehindABlockingHandler() throws Exception {
        ready.add(scheduled("sleep"));
        for (int i = 0; i < 50; i++) {
            ready.add(scheduled("awake"));
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
        ready.add(scheduled("sleep"));
        handOver();
        await().until(() -> pool.turn(0) + pool.turn(1) == 1);
        handOver();
        assertEquals(Deadline.NEVER, pool.deadline());
        ready.add(scheduled("awake"));
        now = 5_000;
        handOver();
        assertEquals(5_000 + WorkerPool.MAX_WAIT_NANOS, pool.deadline());
        now = 5_000 + WorkerPool.MAX_WAIT_NANOS - 1;
        handOver();
        assertEquals(5_000 + WorkerPool.MAX_WAIT_NANOS, pool.deadline());
        assertEquals(0, handled.size());
        now++;
        handOver();
        assertEquals("awake", handled.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        // The pool is contended now: for a second others are woken at once.
        for (int i = 0; i < 10; i++) {
            now += WorkerPool.CONTENDED_NANOS / 20;
            ready.add(scheduled("at once"));
            handOver();
            assertEquals("at once", handled.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        }
        now += WorkerPool.CONTENDED_NANOS / 2;
        ready.add(scheduled("later"));
        handOver();
        tick();
        assertEquals("later", handled.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
    }

    @Test
    @Tag("slow")
    void noWakeUpIsLostWhenWorkersSleepDuringHandOver() throws Exception {
        for (int i = 0; i < 50_000; i++) {
            ready.add(scheduled("x"));
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
        pool = pool(1, (session, message) -> {
            if (text(message).equals("first")) {
                bothReady.await();
            }
            handled.add(text(message));
        });
        String[] many = new String[200];
        Arrays.fill(many, "many");
        many[0] = "first";
        ready.add(scheduled(many));
        ready.add(scheduled("one"));
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
        ready.add(one);
        ready.add(two);
        ready.add(waiting);
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
        ready.add(scheduled("sleep"));
        ready.add(scheduled("sleep"));
        ready.add(scheduled("behind"));
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
        pool = pool(1, (session, message) -> {
            hanging.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        ready.add(scheduled("hang"));
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
        pool = pool(1, (session, message) -> results.add(PalomaThread.isCurrent()));
        ready.add(scheduled("x"));
        handOver();
        assertTrue(results.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        assertFalse(PalomaThread.isCurrent());
    }

    @Test
    void workerSurvivesAnErrorOutsideTheHandler() throws Exception {
        end();
        AtomicInteger errors = new AtomicInteger(3);
        SessionCounters counters = new SessionCounters(1);
        pool = new WorkerPool(
                "worker-under-test",
                1,
                index -> new HandlerInvoker((session, message) -> handled.add(text(message)), counters.worker(index)),
                () -> {
                    if (errors.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("not really");
                    }
                });
        for (int i = 0; i < 5; i++) {
            ready.add(scheduled("" + i));
            handOver();
            assertEquals("" + i, next());
        }
        await().untilAsserted(() -> assertEquals(0, pool.turn(0) % 2));
    }
}
