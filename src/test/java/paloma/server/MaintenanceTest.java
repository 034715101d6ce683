package paloma.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import paloma.house.PrivateField;
import paloma.house.Timeouts;
import paloma.worker.StuckWorkerMonitor;

/** The maintenance thread continues after failures. */
class MaintenanceTest {
    private static final Duration LIMIT = Timeouts.LIMIT;

    private final Logger logger = Logger.getLogger("paloma");
    private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    private volatile boolean throwing;

    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
            logged.add(logRecord);
            if (throwing) {
                throw new IllegalStateException("a bug of the logger");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listener);
        logger.setUseParentHandlers(true);
    }

    private static void breakMonitorOf(Server server) {
        Object monitor = new PrivateField(Server.class, "workerMonitor").of(server);
        new PrivateField(StuckWorkerMonitor.class, "pool").set(monitor, null);
    }

    private long failedChecks() {
        return logged.stream()
                .filter(one -> one.getMessage().equals("the workers could not be looked at"))
                .count();
    }

    @Test
    void failedCheckIsLoggedAndTheNextOneRuns() throws Exception {
        try (AccountedServer accounted =
                AccountedServer.open(ServerOptions.on(0).withWorkers(1), (session, message) -> session.send(message))) {
            breakMonitorOf(accounted.server());
            await().atMost(LIMIT).until(() -> failedChecks() >= 2);
            String address = ObjectName.quote("127.0.0.1:" + accounted.port());
            ObjectName name = new ObjectName("paloma:type=Server,address=" + address);
            assertTrue(ManagementFactory.getPlatformMBeanServer().isRegistered(name));
        }
    }

    @Test
    void refusedAnswerIsLogged() {
        try (AccountedServer accounted = AccountedServer.open((session, message) -> session.send("x".repeat(1_000)))) {
            Peer peer = accounted.peer();
            assertEquals("", peer.request("hi"));
            await().atMost(LIMIT)
                    .until(() ->
                            logged.stream().anyMatch(one -> one.getMessage().contains("RFC 9000")));
        }
    }

    @Test
    void throwingLoggerStopsNothing() {
        throwing = true;
        try (AccountedServer accounted =
                AccountedServer.open(ServerOptions.on(0).withWorkers(1), (session, message) -> session.send(message))) {
            breakMonitorOf(accounted.server());
            await().atMost(LIMIT).until(() -> failedChecks() >= 2);
            assertEquals("hello", accounted.peer().request("hello"));
        }
    }
}
