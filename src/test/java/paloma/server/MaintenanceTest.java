package paloma.server;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import paloma.ServerListener;
import paloma.house.LoggedLines;
import paloma.house.Timeouts;

/** The maintenance thread continues after failures. */
class MaintenanceTest {
    private static final class Throwing implements ServerListener {
        final AtomicInteger calls = new AtomicInteger();

        @Override
        public void onAnswersRefused(long sessions, InetSocketAddress latest) {
            calls.incrementAndGet();
            throw new AssertionError("a bug of the listener");
        }
    }

    private final Throwing listener = new Throwing();

    private AccountedServer openLimited(ServerListener with) {
        return AccountedServer.open(
                ServerOptions.on(0).withWorkers(1).withListener(with),
                (session, message) -> session.send("x".repeat(1_000)));
    }

    @Test
    void throwingListenerIsLoggedAndMaintenanceContinues() throws Exception {
        AccountedServer accounted = openLimited(listener);
        try (LoggedLines log = new LoggedLines()) {
            assertEquals("", accounted.peer().request("hi"));
            await().atMost(Timeouts.LIMIT).until(() -> listener.calls.get() == 1);
            await().atMost(Timeouts.LIMIT)
                    .untilAsserted(() -> assertThat(log.lines(), hasItem("WARNING a server's listener threw")));
            String address = ObjectName.quote("127.0.0.1:" + accounted.port());
            ObjectName name = new ObjectName("paloma:type=Server,address=" + address);
            assertTrue(ManagementFactory.getPlatformMBeanServer().isRegistered(name));
            // Reported when the server closes.
            assertEquals("", accounted.peer().request("hi"));
            accounted.close();
            assertEquals(2, listener.calls.get());
        }
    }

    @Test
    void bugOfACheckIsNotReportedAsTheListeners() {
        try (LoggedLines log = new LoggedLines()) {
            Server.runCheck(() -> {
                throw new AssertionError("a bug of the check");
            });
            assertThat(log.lines(), hasItem("WARNING a check of the server threw"));
            assertThat(log.lines(), not(hasItem("WARNING a server's listener threw")));
        }
    }
}
