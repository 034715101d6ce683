package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;
import paloma.net.Source;

/** An Error between two steps of an open or a close leaves no socket open and no thread waiting. */
class OpenInStepsTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(16, 100, 100_000);

    private final Error error = new OutOfMemoryError("not really");

    /** A poller that throws {@code error}, unless null, at a registration. */
    private static final class Refusing implements Poller {
        Error error;
        boolean closed;

        @Override
        public void register(Transport transport, Endpoint endpoint) {
            if (error != null) {
                throw error;
            }
        }

        @Override
        public void poll(LongSupplier timeout, Ready ready) {}

        @Override
        public void wakeup() {}

        @Override
        public long rebuilds() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void endpointThatWasNotStartedIsClosedAtOnce() {
        MemoryTransport socket = new MemoryTransport(new InetSocketAddress("127.0.0.1", 8080));
        HandReactor reactor = new HandReactor();
        Endpoint endpoint = reactor.open(socket, BOUNDS);
        endpoint.wake();
        reactor.settle();
        assertFalse(socket.isClosed());
        endpoint.close();
        assertTrue(socket.isClosed());
        reactor.settle();
    }

    @Test
    void endpointReceivesNothingBeforeItsStart() {
        MemoryTransport socket = new MemoryTransport(new InetSocketAddress("127.0.0.1", 8080));
        HandReactor reactor = new HandReactor();
        Endpoint endpoint = reactor.open(socket, BOUNDS);
        socket.arrives(new InetSocketAddress("127.0.0.1", 50_001), "early");
        reactor.settle();
        Recorder recorder = new Recorder();
        reactor.start(endpoint, recorder);
        assertEquals(List.of(), recorder.events);
        reactor.settle();
        assertTrue(recorder.events.contains("datagram early"), recorder.events::toString);
    }

    @Test
    void closedReactorStartsNoEndpoint() {
        MemoryTransport socket = new MemoryTransport(new InetSocketAddress("127.0.0.1", 8080));
        HandReactor reactor = new HandReactor();
        Endpoint endpoint = reactor.open(socket, BOUNDS);
        reactor.reactor().close();
        assertThrows(IllegalStateException.class, () -> endpoint.start(new Recorder()));
        assertTrue(socket.isClosed());
    }

    @Test
    void socketThatCannotBeRegisteredIsClosed() {
        MemoryTransport socket = new MemoryTransport(new InetSocketAddress("127.0.0.1", 8080));
        Refusing poller = new Refusing();
        poller.error = error;
        Reactor reactor = new Reactor("never started", new BusyPoller(poller), () -> 0);
        Endpoint endpoint = reactor.open(socket, BOUNDS);
        assertSame(error, assertThrows(Error.class, () -> endpoint.start(new Recorder())));
        assertTrue(socket.isClosed());
    }

    @Test
    void reactorThatCannotStartClosesItsPoller() {
        Refusing poller = new Refusing();
        // A thread without a name is refused.
        assertThrows(NullPointerException.class, () -> Reactor.start(null, true, poller));
        assertTrue(poller.closed);
    }

    @Test
    void channelThatCannotBeConfiguredIsClosed() {
        DatagramChannel[] opened = {null};
        assertSame(
                error,
                assertThrows(
                        Error.class,
                        () -> ChannelTransport.open(LOCAL.getAddress(), null, 65_536, channel -> {
                            opened[0] = channel;
                            throw error;
                        })));
        assertFalse(opened[0].isOpen());
    }

    @Test
    void replacedSelectorIsClosedWhenReregistrationFails() throws IOException {
        List<Selector> selectors = new ArrayList<>();
        SelectorPoller poller = new SelectorPoller(() -> {
            Selector selector = Selector.open();
            selectors.add(selector);
            if (selectors.size() == 2) {
                // Further registrations fail.
                selector.close();
            }
            return selector;
        });
        Reactor reactor = new Reactor("never started", poller, () -> 0);
        try (ChannelTransport socket = ChannelTransport.bind(LOCAL, 65_536)) {
            reactor.open(socket, BOUNDS).start(new Recorder());
            assertThrows(RuntimeException.class, () -> {
                for (int i = 0; i <= 2 * SelectorPoller.MAX_SPINS; i++) {
                    selectors.get(0).wakeup();
                    poller.poll(() -> 60_000_000_000L, (endpoint, hasRoom) -> {});
                }
            });
            assertEquals(2, selectors.size());
            assertFalse(selectors.get(0).isOpen());
        } finally {
            poller.close();
        }
    }

    @Test
    void protocolEndsWhenItsSocketCannotBeClosed() throws IOException {
        List<Throwable> closedBy = new ArrayList<>();
        DatagramProtocol protocol = new DatagramProtocol() {
            @Override
            public void onDatagram(Source source, ByteBuffer datagram, long now) {}

            @Override
            public void onTurn(long now) {}

            @Override
            public long deadline() {
                return Deadline.NEVER;
            }

            @Override
            public void onClosed(Throwable cause) {
                closedBy.add(cause);
            }
        };
        Reactor reactor = new Reactor("never started", new Refusing(), () -> 0);
        Endpoint endpoint = reactor.open(new Unclosable(), BOUNDS);
        endpoint.start(protocol);
        endpoint.shut(null);
        assertEquals("cannot be closed", closedBy.get(0).getMessage());
    }

    /** A transport whose close throws. */
    private static final class Unclosable implements Transport {
        @Override
        public boolean receive(ReceiveBatch batch, int max) {
            return false;
        }

        @Override
        public boolean send(ByteBuffer datagram, InetSocketAddress target) {
            return true;
        }

        @Override
        public void awaitRoom(boolean wanted) {}

        @Override
        public void awaitDatagrams(boolean wanted) {}

        @Override
        public InetSocketAddress localAddress() {
            return LOCAL;
        }

        @Override
        public int receiveBufferBytes() {
            return 0;
        }

        @Override
        public void close() {
            throw new OutOfMemoryError("cannot be closed");
        }
    }
}
