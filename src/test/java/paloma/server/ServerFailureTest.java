package paloma.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.Handler;
import paloma.ServerListener;
import paloma.Session;
import paloma.house.Timeouts;
import paloma.process.Ports;
import paloma.reactor.WrappedTransport;

class ServerFailureTest {
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final ServerListener listener = new ServerListener() {
        @Override
        public void onFailed(Throwable cause) {
            failures.add(cause);
            throw new IllegalStateException("a bug of the listener");
        }
    };

    private ServerOptions options(int workers) {
        return ServerOptions.on(Ports.free()).withWorkers(workers).withListener(listener);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void errorOnTheReactorThreadClosesTheServerAndEndsWaits(int workers) throws Exception {
        Error error = new OutOfMemoryError("not really");
        BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
        Server server = Server.open(options(workers), new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(message);
            }

            @Override
            public void onClose(Session session, CloseReason reason) {
                closed.add(reason);
            }
        });
        try (Peer peer = new Peer(server.localAddress())) {
            assertEquals("hello", peer.request("hello"));
            WrappedTransport.failReceiving(ServerEndpoint.of(server), error);
            peer.send("fatal");
            Throwable failure = assertThrows(IllegalStateException.class, server::awaitClosed);
            assertSame(error, failure.getCause());
            assertSame(error, failures.poll());
            assertEquals(CloseReason.STOPPING, closed.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            Counters counters = server.counters();
            assertTrue(counters.balanced(), counters::toString);
            assertTrue(counters.atRest(), counters::toString);
            assertEquals(1, counters.get(Counter.RECEIVED));
            assertEquals(1, counters.get(Counter.SENT));
            assertEquals(0, counters.get(Counter.LIVE));
            assertThrows(ExecutionException.class, () -> server.sessions().get());
            server.close();
            // No socket holds the port.
            try (DatagramSocket next = new DatagramSocket(server.localAddress())) {
                assertTrue(next.isBound());
            }
        }
    }

    private static boolean refuses(Server server) throws Exception {
        try {
            server.sessions().get(Timeouts.SECONDS, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void brokenSocketEndsAllSessionsWithItsCause(int workers) throws Exception {
        BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        Server server = Server.open(options(workers), new Handler() {
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
            assertEquals("hello", peer.request("hello"));
            WrappedTransport.breakSocket(ServerEndpoint.of(server));
            // The next turn detects it; the current one may still answer.
            await().until(() -> refuses(server));
            assertEquals("STOPPING, sent: false", closed.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            Throwable failure = assertThrows(IllegalStateException.class, server::awaitClosed);
            assertEquals("the server was closed by an error", failure.getMessage());
            assertInstanceOf(ClosedChannelException.class, failure.getCause());
            assertSame(failure.getCause(), failures.poll());
            assertTrue(server.counters().balanced(), () -> server.counters().toString());
            assertTrue(server.counters().atRest(), () -> server.counters().toString());
            server.close();
        }
    }
}
