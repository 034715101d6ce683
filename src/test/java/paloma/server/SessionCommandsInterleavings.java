package paloma.server;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.house.Interleavings.check;
import static paloma.house.Interleavings.join;
import static paloma.house.Interleavings.start;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.Limits;
import paloma.lifecycle.Deadline;
import paloma.net.Source;
import paloma.reactor.DatagramProtocol;
import paloma.reactor.Endpoint;
import paloma.reactor.HandReactor;
import paloma.reactor.MemoryTransport;
import paloma.session.SessionTable;

/**
 * The command queue between calling threads and the reactor, which executes one step a turn and closes the queue at
 * the end.
 */
@Tag("instrumented")
class SessionCommandsInterleavings {
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(1, 10, 1_000);

    /** A reactor's thread with its commands, as the server runs them; there are no sessions. */
    private static final class World implements DatagramProtocol {
        private final HandReactor reactor = new HandReactor();
        private final SessionCommands commands;
        private Future<?> result;

        World() {
            MemoryTransport socket = new MemoryTransport(new InetSocketAddress("127.0.0.1", 8080));
            Endpoint endpoint = reactor.open(socket, BOUNDS);
            commands = new SessionCommands(new SessionTable(Limits.DEFAULTS, Duration.ofMinutes(5)), endpoint, 0);
            reactor.start(endpoint, this);
            reactor.turn();
        }

        void call() {
            result = commands.sessions();
        }

        void turn() {
            reactor.turn();
        }

        @Override
        public void onDatagram(Source source, ByteBuffer datagram, long now) {}

        @Override
        public void onTurn(long now) {
            commands.step();
        }

        @Override
        public long deadline() {
            return commands.isDue() ? 0 : Deadline.NEVER;
        }

        @Override
        public void onClosed(Throwable cause) {}
    }

    @Test
    void commandDuringCloseIsAnsweredOrRefused() {
        check(() -> {
            World world = new World();
            Thread calling = start(() -> world.call());
            world.commands.close();
            join(calling);
            assertTrue(world.result.isDone());
        });
    }

    @Test
    void commandDuringATurnIsAnsweredInThisOrTheNextTurn() {
        check(2, () -> {
            World world = new World();
            Thread calling = start(() -> world.call());
            world.turn();
            join(calling);
            world.turn();
            assertTrue(world.result.isDone());
        });
    }
}
