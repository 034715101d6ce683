package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.Limits;
import paloma.ServerMetric;
import paloma.ServerStatus;
import paloma.lifecycle.BuildVersion;

class ServerStatusTest {
    @Test
    void statusIsOneSnapshotOfAllNumbers() {
        ServerOptions options = ServerOptions.on(0)
                .withWorkers(3)
                .withLimits(Limits.builder().sessions(77).build());
        try (AccountedServer accounted = AccountedServer.open(options, (session, message) -> session.send(message))) {
            accounted.peer().request("hello");
            ServerStatus status = accounted.server().status();
            assertEquals(ServerStatus.State.SERVING, status.state());
            assertEquals(BuildVersion.text(), status.version());
            assertTrue(status.uptime().compareTo(Duration.ZERO) > 0, status.toString());
            assertEquals(1, status.counters().get(Counter.ACCEPTED));
            assertEquals(OptionalLong.of(77), status.get(ServerMetric.SESSIONS_LIMIT));
            assertEquals(OptionalLong.of(3), status.get(ServerMetric.WORKERS));
            assertEquals(OptionalLong.of(0), status.get(ServerMetric.WORKERS_STUCK));
            assertEquals(accounted.server().kernelDrops(), status.get(ServerMetric.KERNEL_DROPS));
        }
    }

    @Test
    void statusOfAClosedServerHasTheFinalCounters() {
        AccountedServer accounted = AccountedServer.open((session, message) -> session.send(message));
        accounted.peer().request("hello");
        accounted.close();
        ServerStatus status = accounted.server().status();
        assertEquals(ServerStatus.State.CLOSED, status.state());
        assertEquals(accounted.counters(), status.counters());
        assertEquals(accounted.server().kernelDrops(), status.get(ServerMetric.KERNEL_DROPS));
    }
}
