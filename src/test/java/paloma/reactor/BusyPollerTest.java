package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.junit.jupiter.api.Test;

class BusyPollerTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 50_001);
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(3, 100, 10_000);

    private final MemoryPoller poller = new MemoryPoller();
    private long clockReads;
    private final Reactor reactor = new Reactor("turned by hand", new BusyPoller(poller), () -> clockReads++);
    private final MemoryTransport socket = new MemoryTransport(LOCAL);
    private final Recorder protocol = new Recorder();
    private final Endpoint endpoint;

    BusyPollerTest() throws IOException {
        endpoint = reactor.open(socket, BOUNDS);
        endpoint.start(protocol);
        reactor.turn();
    }

    private void turnsWithADatagram(int turns) throws IOException {
        for (int i = 0; i < turns; i++) {
            socket.arrives(PEER, "again");
            reactor.turn();
        }
    }

    /** The poll after a streak removes the read interest. */
    private void receiveBusily() throws IOException {
        turnsWithADatagram(BusyPoller.BUSY_STREAK + 1);
        assertFalse(socket.areDatagramsAwaited());
        protocol.takeEvents();
    }

    @Test
    void socketIsReceivedWithoutSelectAfterAStreak() throws IOException {
        receiveBusily();
        int polls = poller.polls();
        turnsWithADatagram(100);
        assertEquals(polls, poller.polls());
        assertEquals(
                100,
                protocol.takeEvents().stream().filter("datagram again"::equals).count());
    }

    @Test
    void busyTurnReadsTheClockOnce() throws IOException {
        receiveBusily();
        long before = clockReads;
        turnsWithADatagram(100);
        assertEquals(before + 100, clockReads);
    }

    @Test
    void selectorIsPolledBeforeTheStreakIsLongEnough() throws IOException {
        int polls = poller.polls();
        for (int i = 0; i < 10; i++) {
            turnsWithADatagram(BusyPoller.BUSY_STREAK - 1);
            reactor.turn();
        }
        assertEquals(polls + 10 * BusyPoller.BUSY_STREAK, poller.polls());
        assertTrue(socket.areDatagramsAwaited());
    }

    @Test
    void firstEmptyTurnEndsBusyReceiving() throws IOException {
        receiveBusily();
        int polls = poller.polls();
        reactor.turn();
        assertEquals(polls, poller.polls());
        reactor.turn();
        assertEquals(polls + 1, poller.polls());
        assertTrue(socket.areDatagramsAwaited());
        assertTrue(poller.wasIdle());
    }

    @Test
    void queuedDatagramsAreSentDuringBusyReceiving() throws IOException {
        receiveBusily();
        socket.hasRoomFor(0);
        endpoint.send(ByteBuffer.wrap(new byte[] {1}), PEER);
        turnsWithADatagram(1);
        assertTrue(socket.areDatagramsAwaited());
        socket.hasRoomFor(1);
        turnsWithADatagram(1);
        assertEquals(1, socket.takeSent().size());
    }

    @Test
    void requestsOfOtherThreadsRunDuringBusyReceiving() throws IOException {
        receiveBusily();
        endpoint.close();
        turnsWithADatagram(1);
        assertTrue(socket.isClosed());
        assertTrue(protocol.takeEvents().contains("closed"));
    }

    @Test
    void busyReceivingNeedsASingleSocket() throws IOException {
        receiveBusily();
        MemoryTransport second = new MemoryTransport(LOCAL);
        Recorder other = new Recorder();
        reactor.open(second, BOUNDS).start(other);
        second.arrives(PEER, "me too");
        turnsWithADatagram(1);
        assertTrue(socket.areDatagramsAwaited());
        assertTrue(other.takeEvents().contains("datagram me too"));
        int polls = poller.polls();
        turnsWithADatagram(2 * BusyPoller.BUSY_STREAK);
        assertEquals(polls + 2 * BusyPoller.BUSY_STREAK, poller.polls());
    }

    @Test
    void selectorStopsAndResumesWatching() throws IOException {
        Selector selector = Selector.open();
        Reactor real = new Reactor("turned by hand", new BusyPoller(new SelectorPoller(() -> selector)), () -> 0);
        Recorder received = new Recorder();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ChannelTransport sender = ChannelTransport.bind(anyPort, 65_536);
                ChannelTransport receiver = ChannelTransport.bind(anyPort, 65_536)) {
            real.open(receiver, BOUNDS).start(received);
            real.turn();
            SelectionKey key = selector.keys().iterator().next();
            for (int i = 0; i < 3 * BusyPoller.BUSY_STREAK; i++) {
                sender.send(ByteBuffer.wrap(new byte[] {'a'}), receiver.localAddress());
                real.turn();
            }
            assertEquals(0, key.interestOps());
            real.turn();
            sender.send(ByteBuffer.wrap(new byte[] {'b'}), receiver.localAddress());
            real.turn();
            assertEquals(SelectionKey.OP_READ, key.interestOps());
            assertEquals(
                    1,
                    received.takeEvents().stream().filter("datagram b"::equals).count());
        } finally {
            real.close();
            selector.close();
        }
    }
}
