package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.client.Client;
import paloma.worker.StuckWorkerMonitor;
import paloma.worker.WorkerPool;

class StuckWorkerMonitorTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final AccountedServer accounted =
            AccountedServer.open(ServerOptions.on(0).withWorkers(2), (session, message) -> release.await());
    private final Client client = accounted.client();
    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void close() {
        release.countDown();
        accounted.close();
    }

    private StuckWorkerMonitor monitor() {
        return new StuckWorkerMonitor((WorkerPool) accounted.server().executor(), warnings::add);
    }

    private void checkTimes(StuckWorkerMonitor monitor, int times) {
        for (int i = 0; i < times; i++) {
            monitor.check();
        }
    }

    @Test
    void stuckHandlerIsLoggedAfterTenSecondsThenOnceAMinute() {
        client.send("stay");
        Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 1);
        StuckWorkerMonitor monitor = monitor();
        // The first check only records which workers run a session.
        checkTimes(monitor, StuckWorkerMonitor.STUCK_SECONDS);
        assertEquals(List.of(), warnings);
        assertEquals(0, monitor.stuck());
        checkTimes(monitor, 1);
        assertEquals(List.of("1 of 2 workers have been in a handler for 10 s or longer"), warnings);
        assertEquals(1, monitor.stuck());
        checkTimes(monitor, 59);
        assertEquals(1, warnings.size());
        checkTimes(monitor, 1);
        assertEquals(2, warnings.size());
    }

    @Test
    void returnedWorkerIsNotStuck() {
        client.send("stay");
        Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 1);
        StuckWorkerMonitor monitor = monitor();
        checkTimes(monitor, StuckWorkerMonitor.STUCK_SECONDS + 1);
        release.countDown();
        Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 0);
        Awaitility.await().untilAsserted(() -> {
            monitor.check();
            assertEquals(0, monitor.stuck());
        });
    }

    @Test
    void workersWithoutWorkAreNeverStuck() {
        StuckWorkerMonitor monitor = monitor();
        checkTimes(monitor, 100);
        assertEquals(List.of(), warnings);
    }
}
