package paloma.server;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.ServerListener;
import paloma.client.Client;
import paloma.house.LoggedLines;
import paloma.house.Timeouts;
import paloma.worker.StuckWorkerMonitor;
import paloma.worker.WorkerPool;

class StuckWorkerMonitorTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final AccountedServer accounted =
            AccountedServer.open(ServerOptions.on(0).withWorkers(2), (session, message) -> release.await());
    private final Client client = accounted.client();
    private final List<String> reports = new ArrayList<>();
    private final ServerListener listener = new ServerListener() {
        @Override
        public void onWorkersStuck(int stuck, int workers) {
            reports.add(stuck + " of " + workers);
        }
    };

    @AfterEach
    void close() {
        release.countDown();
        accounted.close();
    }

    private StuckWorkerMonitor monitor() {
        return new StuckWorkerMonitor((WorkerPool) accounted.server().shard().executor(), listener);
    }

    private void checkTimes(StuckWorkerMonitor monitor, int times) {
        for (int i = 0; i < times; i++) {
            monitor.check();
        }
    }

    private StuckWorkerMonitor monitorOfAStuckWorker() {
        client.send("stay");
        Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 1);
        StuckWorkerMonitor monitor = monitor();
        // The first check only records which workers run a session.
        checkTimes(monitor, 1 + StuckWorkerMonitor.STUCK_SECONDS);
        return monitor;
    }

    @Test
    void stuckHandlerIsReportedOnceAfterTenSeconds() {
        client.send("stay");
        Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 1);
        StuckWorkerMonitor monitor = monitor();
        checkTimes(monitor, StuckWorkerMonitor.STUCK_SECONDS);
        assertEquals(List.of(), reports);
        assertEquals(0, monitor.stuck());
        checkTimes(monitor, 1);
        assertEquals(List.of("1 of 2"), reports);
        assertEquals(1, monitor.stuck());
        checkTimes(monitor, 100);
        assertEquals(List.of("1 of 2"), reports);
    }

    @Test
    void moreStuckWorkersAreReported() {
        StuckWorkerMonitor monitor = monitorOfAStuckWorker();
        accounted.client().send("stay too");
        Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 2);
        checkTimes(monitor, 1 + StuckWorkerMonitor.STUCK_SECONDS);
        assertEquals(List.of("1 of 2", "2 of 2"), reports);
    }

    @Test
    void returnedWorkerIsNotStuck() {
        StuckWorkerMonitor monitor = monitorOfAStuckWorker();
        release.countDown();
        Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 0);
        Awaitility.await().untilAsserted(() -> {
            monitor.check();
            assertEquals(0, monitor.stuck());
        });
        assertEquals(List.of("1 of 2", "0 of 2"), reports);
    }

    @Test
    void manyShortCallsOfOneSessionAreNotStuck() throws InterruptedException {
        Semaphore begun = new Semaphore(0);
        Semaphore mayEnd = new Semaphore(0);
        try (AccountedServer busy = AccountedServer.open(ServerOptions.on(0).withWorkers(1), (session, message) -> {
            begun.release();
            mayEnd.acquire();
        })) {
            Client sender = busy.client();
            for (int i = 0; i <= StuckWorkerMonitor.STUCK_SECONDS + 2; i++) {
                sender.send("short");
            }
            StuckWorkerMonitor monitor =
                    new StuckWorkerMonitor((WorkerPool) busy.server().shard().executor(), listener);
            for (int i = 0; i <= StuckWorkerMonitor.STUCK_SECONDS + 2; i++) {
                assertTrue(begun.tryAcquire(Timeouts.SECONDS, TimeUnit.SECONDS));
                monitor.check();
                mayEnd.release();
            }
            assertEquals(0, monitor.stuck());
            assertEquals(List.of(), reports);
        }
    }

    @Test
    void workersWithoutWorkAreNeverStuck() {
        StuckWorkerMonitor monitor = monitor();
        checkTimes(monitor, 100);
        assertEquals(List.of(), reports);
    }

    @Test
    void throwingListenerIsLogged() {
        client.send("stay");
        Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 1);
        StuckWorkerMonitor monitor =
                new StuckWorkerMonitor((WorkerPool) accounted.server().shard().executor(), new ServerListener() {
                    @Override
                    public void onWorkersStuck(int stuck, int workers) {
                        throw new AssertionError("a bug of the listener");
                    }
                });
        try (LoggedLines log = new LoggedLines()) {
            checkTimes(monitor, 1 + StuckWorkerMonitor.STUCK_SECONDS);
            assertEquals(1, monitor.stuck());
            assertThat(log.lines(), hasItem("WARNING a server's listener threw"));
        }
    }
}
