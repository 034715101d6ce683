package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import paloma.TransportChoice;
import paloma.UnsentReason;
import paloma.house.Timeouts;
import paloma.house.Transports;

/** The errors of the real kernel have the same reasons with each transport, and the other datagrams are sent in order. */
class TransportErrorsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static Endpoint open(Reactor reactor, TransportChoice transport) throws Exception {
        Transports.require(transport);
        return reactor.bind(
                new InetSocketAddress(LOOPBACK, 0),
                65_536,
                new Reactor.TransportRequest(transport, 2_000, 1),
                new Endpoint.Bounds(16, 100, 100_000));
    }

    /** In one batch, where the transport has batches. */
    private static void sendAll(Endpoint endpoint, List<ByteBuffer> datagrams, List<RecordedPeer> peers) {
        SendBatch batch = endpoint.newSendBatch();
        for (int i = 0; i < peers.size(); i++) {
            if (batch == null) {
                endpoint.send(datagrams.get(i), peers.get(i));
            } else {
                endpoint.stage(datagrams.get(i), peers.get(i), batch);
            }
        }
        if (batch != null) {
            endpoint.flush(batch);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void refusedDatagramsHaveTheirReasonsAndTheOthersArriveInOrder(TransportChoice transport) throws Exception {
        try (Reactor reactor = Reactor.start("errors", true);
                DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            receiver.setSoTimeout((int) Timeouts.LIMIT.toMillis());
            Endpoint endpoint = open(reactor, transport);
            endpoint.start(new Recorder());
            InetSocketAddress good = (InetSocketAddress) receiver.getLocalSocketAddress();
            List<InetSocketAddress> targets = List.of(
                    new InetSocketAddress(LOOPBACK, 0),
                    good,
                    new InetSocketAddress("255.255.255.255", 9),
                    new InetSocketAddress(LOOPBACK, 0),
                    good,
                    good,
                    good,
                    new InetSocketAddress("255.255.255.255", 9));
            List<ByteBuffer> datagrams = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                // One is longer than UDP allows.
                datagrams.add(ByteBuffer.allocate(i == 5 ? 65_508 : i));
            }
            sendAll(endpoint, datagrams, targets.stream().map(RecordedPeer::new).toList());
            for (int length : new int[] {1, 4, 6}) {
                assertEquals(length, receivedLength(receiver));
            }
            assertEquals(3, endpoint.sends().sentTotal());
            assertEquals(11, endpoint.sends().bytesSent());
            assertEquals(2, endpoint.sends().unsentByReason().get(UnsentReason.PORT));
            assertEquals(2, endpoint.sends().unsentByReason().get(UnsentReason.NOT_PERMITTED));
            assertEquals(1, endpoint.sends().unsentByReason().get(UnsentReason.TOO_BIG));
        }
    }

    private static int receivedLength(DatagramSocket receiver) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        receiver.receive(packet);
        return packet.getLength();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void datagramsToAClosedPortAreSentAndHarmNoOther(TransportChoice transport) throws Exception {
        try (Reactor reactor = Reactor.start("errors", true);
                DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            receiver.setSoTimeout((int) Timeouts.LIMIT.toMillis());
            Endpoint endpoint = open(reactor, transport);
            endpoint.start(new Recorder());
            InetSocketAddress closed;
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
                closed = (InetSocketAddress) socket.getLocalSocketAddress();
            }
            RecordedPeer gone = new RecordedPeer(closed);
            RecordedPeer good = new RecordedPeer((InetSocketAddress) receiver.getLocalSocketAddress());
            sendAll(
                    endpoint,
                    List.of(ByteBuffer.allocate(1), ByteBuffer.allocate(2), ByteBuffer.allocate(3)),
                    List.of(gone, gone, good));
            assertEquals(3, receivedLength(receiver));
            assertEquals(3, endpoint.sends().sentTotal());
        }
    }

    /** A closed descriptor's number may be another file's. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void datagramsOnASocketThatIsClosedUnderTheEndpointCountAsClosed(TransportChoice transport) throws Exception {
        try (Reactor reactor = Reactor.start("errors", true)) {
            Endpoint endpoint = open(reactor, transport);
            WrappedTransport.breakSocket(endpoint);
            RecordedPeer peer = new RecordedPeer(new InetSocketAddress(LOOPBACK, 9));
            sendAll(endpoint, List.of(ByteBuffer.allocate(1), ByteBuffer.allocate(2)), List.of(peer, peer));
            assertEquals(2, endpoint.sends().unsentByReason().get(UnsentReason.CLOSED));
            assertEquals(0, endpoint.sends().sentTotal());
            endpoint.close();
        }
    }

    @Test
    void slotsFitFourMebibytesAndAnEighthOfTheDirectMemory() {
        assertEquals(64, BatchTransport.slots(2_001, 1L << 30));
        assertEquals(63, BatchTransport.slots(65_536 + 1, 1L << 30));
        assertEquals(8, BatchTransport.slots(2_048, 128 << 10));
        assertEquals(1, BatchTransport.slots(65_536, 128 << 10));
    }
}
