package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Needs;
import paloma.process.Ports;

class ChannelTransportTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final InetSocketAddress IPV6 = new InetSocketAddress("::1", 0);

    private static final List<List<SocketOption<Boolean>>> LENIENT = List.of(
            List.of(StandardSocketOptions.SO_REUSEADDR),
            List.of(StandardSocketOptions.SO_REUSEPORT),
            List.of(StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT));

    private ChannelTransport server;
    private ChannelTransport client;

    @BeforeEach
    void open() throws IOException {
        server = ChannelTransport.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 65_536);
        client = ChannelTransport.connect(null, server.localAddress(), 65_536);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        client.close();
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length);
    }

    /** On loopback a datagram is there when send returns. */
    private static int receivedLength(ChannelTransport transport, InetSocketAddress source) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        assertEquals(source, transport.receive(buffer));
        return buffer.position();
    }

    @Test
    void receiveReturnsNullWithoutADatagram() throws IOException {
        assertNull(server.receive(bytes(10)));
        assertNull(client.receive(bytes(10)));
    }

    @Test
    void unconnectedSocketReceivesAnEmptyDatagram() throws IOException {
        assertTrue(server.send(bytes(0), client.localAddress()));
        assertEquals(0, receivedLength(client, server.localAddress()));
    }

    @Test
    void connectedSocketSendsAnEmptyDatagramFromItsAddress() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertTrue(client.send(bytes(0), server.localAddress()));
            assertEquals(0, receivedLength(server, client.localAddress()));
        }
        assertNull(server.receive(bytes(10)));
    }

    @Test
    void connectedSocketSendsAnEmptyDatagramOverIpv6() throws IOException {
        Needs.that(hasIpv6(), "IPv6 on loopback");
        ChannelTransport six = ChannelTransport.bind(IPV6, 65_536);
        ChannelTransport other = ChannelTransport.connect(null, six.localAddress(), 65_536);
        assertTrue(other.send(bytes(0), six.localAddress()));
        assertEquals(0, receivedLength(six, other.localAddress()));
        six.close();
        other.close();
    }

    private static boolean hasIpv6() {
        try (DatagramSocket socket = new DatagramSocket(IPV6)) {
            return socket.isBound();
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void answerToAnEmptyDatagramReachesTheConnectedSocket() throws IOException {
        client.send(bytes(0), server.localAddress());
        receivedLength(server, client.localAddress());
        server.send(bytes(3), client.localAddress());
        assertEquals(3, receivedLength(client, server.localAddress()));
    }

    @Test
    void emptyDatagramToAClosedPortCausesAnIcmpError() throws IOException {
        InetSocketAddress gone = server.localAddress();
        server.close();
        client.send(bytes(0), gone);
        assertThrows(PortUnreachableException.class, () -> client.receive(bytes(10)));
        assertNull(client.receive(bytes(10)));
    }

    @Test
    void pendingErrorIsThrownByReceiveAndNotByAnEmptySend() throws IOException {
        InetSocketAddress gone = server.localAddress();
        server.close();
        client.send(bytes(1), gone);
        assertTrue(client.send(bytes(0), gone));
        assertThrows(PortUnreachableException.class, () -> client.receive(bytes(10)));
    }

    @Test
    void closedSocketRefusesAnEmptyDatagram() throws IOException {
        InetSocketAddress target = server.localAddress();
        client.close();
        assertThrows(ClosedChannelException.class, () -> client.send(bytes(0), target));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void portStaysBoundAroundAnEmptyDatagram(boolean after) throws IOException {
        if (after) {
            client.send(bytes(0), server.localAddress());
        }
        for (ChannelTransport taken : new ChannelTransport[] {server, client}) {
            for (List<SocketOption<Boolean>> options : LENIENT) {
                try (DatagramChannel second = DatagramChannel.open(StandardProtocolFamily.INET)) {
                    for (SocketOption<Boolean> option : options) {
                        second.setOption(option, true);
                    }
                    assertThrows(BindException.class, () -> second.bind(taken.localAddress()));
                }
            }
        }
    }

    @Test
    void tooLongDatagramIsRefusedAndTheSocketContinues() throws IOException {
        assertThrows(IOException.class, () -> server.send(bytes(65_508), client.localAddress()));
        assertThrows(IOException.class, () -> client.send(bytes(65_508), server.localAddress()));
        assertTrue(client.send(bytes(65_507), server.localAddress()));
    }

    @Test
    void sendToPortZeroFailsAndTheSocketContinues() throws IOException {
        InetSocketAddress zero = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        assertThrows(SocketException.class, () -> server.send(bytes(1), zero));
        assertTrue(server.send(bytes(1), client.localAddress()));
    }

    @Test
    void interruptedThreadSendsAndReceivesOnAnOpenSocket() throws IOException {
        Thread.currentThread().interrupt();
        try {
            client.send(bytes(1), server.localAddress());
            client.send(bytes(0), server.localAddress());
            assertEquals(1, receivedLength(server, client.localAddress()));
            assertEquals(0, receivedLength(server, client.localAddress()));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertTrue(client.send(bytes(1), server.localAddress()));
    }

    @Test
    void icmpErrorIsThrownOnceAndTheSocketContinues() throws IOException {
        InetSocketAddress gone = server.localAddress();
        server.close();
        client.send(bytes(1), gone);
        Awaitility.await()
                .untilAsserted(() -> assertThrows(PortUnreachableException.class, () -> client.receive(bytes(10))));
        assertNull(client.receive(bytes(10)));
        server = ChannelTransport.bind(gone, 65_536);
        client.send(bytes(1), gone);
        assertEquals(1, receivedLength(server, client.localAddress()));
    }

    @Test
    void takenPortIsAnError() {
        assertThrows(BindException.class, () -> ChannelTransport.bind(server.localAddress(), 65_536));
    }

    @Test
    void receiveBufferIsSetAndReadBack() throws IOException {
        assertEquals(65_536, server.receiveBufferBytes());
        ChannelTransport huge = ChannelTransport.bind(ANY_PORT, 1 << 30);
        assertTrue(huge.receiveBufferBytes() >= 65_536);
        huge.close();
    }
}
