package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A selector spins when another thread wakes it without the poller. */
class SelectorPollerTest {
    private static final long A_MINUTE_NANOS = 60_000_000_000L;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(3, 100, 10_000);

    private final List<Selector> opened = new ArrayList<>();
    private final List<Endpoint> ready = new ArrayList<>();
    private final List<Boolean> room = new ArrayList<>();
    private final Recorder protocol = new Recorder();
    private SelectorPoller poller;
    private Reactor reactor;
    private ChannelTransport socket;
    private ChannelTransport sender;
    private Endpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        poller = new SelectorPoller(() -> {
            Selector selector = Selector.open();
            opened.add(selector);
            return selector;
        });
        socket = ChannelTransport.bind(ANY_PORT, 65_536);
        sender = ChannelTransport.bind(ANY_PORT, 65_536);
        reactor = new Reactor("never started", poller, () -> 0);
        endpoint = reactor.open(socket, BOUNDS);
        endpoint.start(protocol);
        pollAsWoken();
    }

    @AfterEach
    void close() throws IOException {
        poller.close();
        socket.close();
        sender.close();
    }

    private void poll(long nanos) throws IOException {
        ready.clear();
        room.clear();
        poller.poll(() -> nanos, (found, hasRoom) -> {
            ready.add(found);
            room.add(hasRoom);
        });
    }

    private void pollAsWoken() throws IOException {
        poller.wakeup();
        poll(A_MINUTE_NANOS);
    }

    private void spin(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            newest().wakeup();
            poll(A_MINUTE_NANOS);
        }
    }

    private Selector newest() {
        return opened.get(opened.size() - 1);
    }

    private void arrives() throws IOException {
        sender.send(ByteBuffer.wrap(new byte[] {1}), socket.localAddress());
    }

    @Test
    void selectorIsReplacedAfter512EmptyReturnsInARow() throws IOException {
        spin(511);
        assertEquals(0, poller.rebuilds());
        spin(1);
        assertEquals(1, poller.rebuilds());
        assertEquals(2, opened.size());
        assertFalse(opened.get(0).isOpen());
        assertTrue(opened.get(1).isOpen());
    }

    @Test
    void newSelectorHasTheInterestsOfTheOldOne() throws IOException {
        spin(512);
        arrives();
        poll(A_MINUTE_NANOS);
        assertEquals(List.of(endpoint), ready);
        assertNotNull(socket.receive(ByteBuffer.allocate(10)));
    }

    @Test
    void writeReadinessIsReportedWhileRequested() throws IOException {
        socket.awaitRoom(true);
        poll(A_MINUTE_NANOS);
        assertEquals(List.of(true), room);
        socket.awaitRoom(false);
        arrives();
        poll(A_MINUTE_NANOS);
        assertEquals(List.of(false), room);
    }

    @Test
    void newSelectorKeepsWriteInterest() throws IOException {
        MemoryTransport full = new MemoryTransport(ANY_PORT);
        full.hasRoomFor(0);
        Endpoint waiting = reactor.open(full, BOUNDS);
        waiting.send(ByteBuffer.allocate(1), socket.localAddress());
        poller.register(sender, waiting);
        full.awaitRoom(false);
        spin(512);
        assertTrue(full.isRoomAwaited());
    }

    @Test
    void datagramResetsTheCountOfEmptyReturns() throws IOException {
        spin(511);
        arrives();
        poll(A_MINUTE_NANOS);
        assertNotNull(socket.receive(ByteBuffer.allocate(10)));
        spin(511);
        assertEquals(0, poller.rebuilds());
    }

    @Test
    void requestedWakeUpsDoNotCountAsEmptyReturns() throws IOException {
        for (int i = 0; i < 600; i++) {
            pollAsWoken();
        }
        assertEquals(0, poller.rebuilds());
    }

    @Test
    void selectNowDoesNotCountAsAnEmptyReturn() throws IOException {
        for (int i = 0; i < 600; i++) {
            poll(0);
        }
        assertEquals(0, poller.rebuilds());
    }

    @Test
    void interruptEndsOnePollAndIsNoEmptyReturn() throws IOException {
        for (int i = 0; i < 600; i++) {
            Thread.currentThread().interrupt();
            poll(A_MINUTE_NANOS);
            assertFalse(Thread.currentThread().isInterrupted());
        }
        assertEquals(0, poller.rebuilds());
    }

    @Test
    void pollWaitsAtLeastItsTimeout() throws IOException {
        long start = System.nanoTime();
        poll(20_000_001);
        assertTrue(System.nanoTime() - start >= 20_000_001);
        assertEquals(List.of(), ready);
    }

    @Test
    void wakeUpBeforeThePollEndsIt() throws IOException {
        poller.wakeup();
        poll(Long.MAX_VALUE);
        assertEquals(List.of(), ready);
    }

    @Test
    void closedSocketIsNeitherReportedNorReregistered() throws IOException {
        arrives();
        socket.close();
        spin(512);
        assertEquals(List.of(), ready);
        assertEquals(1, poller.rebuilds());
    }
}
