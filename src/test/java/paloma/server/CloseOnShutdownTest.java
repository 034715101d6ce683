package paloma.server;

import java.lang.ref.WeakReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;

/** The hook of a server that would be closed when the JVM shuts down; {@link CloseOnShutdownIT} shuts one down. */
class CloseOnShutdownTest {
    @Test
    void aClosedServerIsNotKeptReachable() {
        WeakReference<Server> closed = openAndClose();
        Awaitility.await().atMost(Timeouts.LIMIT).until(() -> {
            System.gc();
            return closed.get() == null;
        });
    }

    private static WeakReference<Server> openAndClose() {
        try (AccountedServer open = AccountedServer.open(
                ServerOptions.on(0).withCloseOnShutdown(true), (session, message) -> session.send(message))) {
            return new WeakReference<>(open.server());
        }
    }
}
