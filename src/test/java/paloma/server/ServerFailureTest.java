package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Handler;
import paloma.Session;

class ServerFailureTest {
    /** Closes the socket under the server, as no user can. */
    private static void breakSocketOf(Server server) throws Exception {
        Object endpoint = valueOf(server, "endpoint");
        Object transport = valueOf(endpoint, "transport");
        ((AutoCloseable) valueOf(transport, "channel")).close();
    }

    private static Object valueOf(Object owner, String name) throws Exception {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aServerWhoseSocketBreaksEndsItsSessionsAndSaysWhy(int workers) throws Exception {
        BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        Server server = Server.open(ServerOptions.on(0).withWorkers(workers), new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(message);
            }

            @Override
            public void onClose(Session session, CloseReason reason) {
                closed.add(reason + ", sent: " + session.send("goodbye"));
            }
        });
        try (Peer peer = new Peer(server.localAddress())) {
            assertEquals("hello", peer.ask("hello"));
            breakSocketOf(server);
            // The next turn notices.
            assertThrows(ExecutionException.class, () -> server.sessions().get(30, TimeUnit.SECONDS));
            assertEquals("STOPPING, sent: false", closed.poll(30, TimeUnit.SECONDS));
            Throwable failure = assertThrows(IllegalStateException.class, server::awaitClosed);
            assertEquals("the server was closed by an error", failure.getMessage());
            assertInstanceOf(ClosedChannelException.class, failure.getCause());
            assertTrue(server.counters().balanced(), () -> server.counters().toString());
            server.close();
        }
    }
}
