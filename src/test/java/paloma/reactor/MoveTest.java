package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import paloma.UnsentReason;
import paloma.reactor.Endpoint.SendResult;

/** An endpoint that moves to another socket. */
class MoveTest {
    private static final InetSocketAddress OLD = new InetSocketAddress("127.0.0.1", 50_001);
    private static final InetSocketAddress NEW = new InetSocketAddress("127.0.0.2", 50_002);
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 8080);

    private final HandReactor reactor = new HandReactor();
    private final Recorder recorder = new Recorder();
    private final MemoryTransport old = new MemoryTransport(OLD);
    private final MemoryTransport next = new MemoryTransport(NEW);
    private final Endpoint endpoint = reactor.serve(old, new Endpoint.Bounds(16, 4, 10_000), recorder);

    private SendResult send(String text) {
        return endpoint.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), PEER);
    }

    @Test
    void queuedDatagramsLeaveThroughTheNewSocket() throws IOException {
        old.hasRoomFor(1);
        next.hasRoomFor(0);
        assertEquals(SendResult.SENT, send("one"));
        assertEquals(SendResult.QUEUED, send("two"));
        endpoint.moveTo(next);
        assertEquals(SendResult.QUEUED, send("three"));
        assertTrue(next.isRoomAwaited());
        reactor.settle();
        assertEquals(2, endpoint.queued());
        next.hasRoomFor(2);
        reactor.settle();
        assertEquals(List.of("one"), old.takeTexts());
        assertEquals(List.of("two", "three"), next.takeTexts());
        assertFalse(next.isRoomAwaited());
        assertEquals(3, endpoint.sends().sends());
        assertEquals(3, endpoint.sends().sentTotal());
        assertEquals(0, endpoint.sends().sending());
    }

    @Test
    void oldSocketIsClosedAndTheNewOneReceives() throws IOException {
        endpoint.moveTo(next);
        assertTrue(old.isClosed());
        assertEquals(NEW, endpoint.localAddress());
        next.arrives(PEER, "hello");
        reactor.settle();
        assertTrue(recorder.events.contains("datagram hello"), recorder.events::toString);
        endpoint.close();
        reactor.settle();
        assertTrue(next.isClosed());
    }

    /** Real sockets: a connected one sends queued datagrams to its peer, whatever their target was. */
    @Test
    void connectedSocketSendsToItsPeer() throws IOException {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        try (ChannelTransport former = ChannelTransport.bind(any, 65_536);
                ChannelTransport peer = ChannelTransport.bind(any, 65_536);
                Transport connected = Transport.connected(null, peer.localAddress(), 65_536)) {
            for (int length : new int[] {3, 0}) {
                assertTrue(connected.send(ByteBuffer.allocate(length), former.localAddress()));
                ByteBuffer received = ByteBuffer.allocate(10);
                assertEquals(connected.localAddress(), peer.receive(received));
                assertEquals(length, received.position());
            }
            assertTrue(connected.isAddressLocal());
        }
    }

    @Test
    void newSocketThatCannotBeRegisteredIsClosed() throws IOException {
        next.watchThrows(new IOException("no watch"));
        assertThrows(IOException.class, () -> endpoint.moveTo(next));
        assertTrue(next.isClosed());
        assertFalse(old.isClosed());
        assertEquals(SendResult.SENT, send("one"));
        assertEquals(List.of("one"), old.takeTexts());
    }

    /** 512 consecutive errors of one socket count as a broken socket. */
    @Test
    void errorsOfTheOldSocketAreNotCountedForTheNewOne() throws IOException {
        for (int i = 0; i < 400; i++) {
            old.receiveThrows(new IOException("what nobody knows"));
            next.receiveThrows(new IOException("what nobody knows"));
        }
        while (old.inbox() > 0) {
            reactor.turn();
        }
        endpoint.moveTo(next);
        next.arrives(PEER, "hello");
        reactor.settle();
        assertTrue(recorder.events.contains("datagram hello"), recorder.events::toString);
    }

    @Test
    void failedRegistrationKeepsTheOldSocket() throws IOException {
        Reactor real = Reactor.start("move-test", true);
        try {
            Endpoint here = real.bind(new InetSocketAddress("127.0.0.1", 0), 65_536, new Endpoint.Bounds(1, 1, 1));
            here.start(new Recorder());
            InetSocketAddress address = here.localAddress();
            ChannelTransport closed = ChannelTransport.bind(new InetSocketAddress("127.0.0.1", 0), 65_536);
            closed.close();
            assertThrows(IOException.class, () -> here.moveTo(closed));
            assertEquals(address, here.localAddress());
        } finally {
            real.close();
        }
    }

    @Test
    void onlyRouteErrorsCountAsRouteErrors() {
        for (Map.Entry<Exception, Long> each : Map.<Exception, Long>of(
                        new IOException("Network is unreachable"), 1L,
                        new IOException("Message too long"), 0L,
                        new IOException("what nobody knows"), 1L)
                .entrySet()) {
            long before = endpoint.sends().unsentByPath();
            old.sendThrows(each.getKey());
            assertSame(SendResult.REFUSED, send("refused"));
            assertEquals(before + each.getValue(), endpoint.sends().unsentByPath(), each.getKey()::getMessage);
        }
        assertEquals(
                2,
                endpoint.sends().unsentByReason().get(UnsentReason.OTHER)
                        + endpoint.sends().unsentByReason().get(UnsentReason.UNREACHABLE));
    }
}
