package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.UnsentReason;
import paloma.reactor.Endpoint.SendResult;

/** A connected socket throws the error of an earlier datagram in its next call, whichever that is. */
class PendingErrorTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 50_001);
    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 8080);
    private static final String NO_ROUTE = "No route to host";
    private static final String TOO_LONG = "Message too long";
    private static final String UNREACHABLE_EVENT = "unreachable";

    private final HandReactor reactor = new HandReactor();
    private final MemoryTransport socket = new MemoryTransport(LOCAL).connected();
    private final Recorder protocol = new Recorder();
    private final Endpoint endpoint = reactor.serve(socket, new Endpoint.Bounds(600, 5, 1_000), protocol);

    @AfterEach
    void everySendIsAccountedFor() {
        SendAccount.assertBalanced(endpoint);
    }

    private boolean send(String text) {
        return endpoint.send(ByteBuffer.wrap(text.getBytes()), SERVER) != SendResult.REFUSED;
    }

    private long unsent(UnsentReason reason) {
        return endpoint.sends().unsentByReason().get(reason);
    }

    private long unreachableEvents() {
        reactor.settle();
        return protocol.events.stream().filter(UNREACHABLE_EVENT::equals).count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NO_ROUTE,
                "Network is unreachable",
                "Host is down",
                "Machine is not on the network",
                "Protocol not available",
                "Permission denied",
                "Protocol error",
                "No existe ninguna ruta hasta el `host'",
                "Aucun chemin d'accès pour atteindre l'hôte cible"
            })
    void datagramIsRetriedAndTheIcmpErrorIsReported(String text) {
        socket.sendThrows(new IOException(text));
        assertTrue(send("at hand"));
        assertEquals(List.of("at hand"), socket.takeTexts());
        assertEquals(1, unreachableEvents());
    }

    @Test
    void datagramAfterATooLongOneIsSent() {
        send("long");
        socket.sendThrows(new IOException(TOO_LONG));
        assertTrue(send("short"));
        assertEquals(List.of("long", "short"), socket.takeTexts());
        assertEquals(0, unsent(UnsentReason.TOO_BIG));
        assertEquals(0, unreachableEvents());
    }

    @Test
    void tooLongDatagramIsRefusedAsTooBig() {
        socket.sendThrows(new IOException(TOO_LONG));
        socket.sendThrows(new IOException(TOO_LONG));
        assertFalse(send("long"));
        assertEquals(1, unsent(UnsentReason.TOO_BIG));
        assertTrue(send("short"));
        assertEquals(0, unreachableEvents());
    }

    @Test
    void tooLongDatagramAfterAnIcmpErrorIsRefusedAsTooBig() {
        socket.sendThrows(new IOException(NO_ROUTE));
        socket.sendThrows(new IOException(TOO_LONG));
        assertFalse(send("long"));
        assertEquals(1, unsent(UnsentReason.TOO_BIG));
        assertEquals(1, unreachableEvents());
    }

    @Test
    void errorOfTheRetryBelongsToTheDatagram() {
        socket.sendThrows(new IOException("Network is unreachable"));
        socket.sendThrows(new IOException("Network is unreachable"));
        assertFalse(send("lost"));
        assertEquals(1, unsent(UnsentReason.UNREACHABLE));
        assertEquals(0, unreachableEvents());
    }

    @Test
    void retryIsQueuedWhenTheKernelIsFull() {
        socket.hasRoomFor(0);
        socket.sendThrows(new IOException(NO_ROUTE));
        assertTrue(send("waits"));
        assertEquals(1, endpoint.queued());
        assertEquals(1, unreachableEvents());
        socket.hasRoomFor(1);
        reactor.settle();
        assertEquals(List.of("waits"), socket.takeTexts());
    }

    @ParameterizedTest
    @ValueSource(strings = {NO_ROUTE, TOO_LONG, "Permission denied"})
    void queuedDatagramIsRetriedOnce(String text) {
        socket.hasRoomFor(0);
        send("1");
        send("2");
        socket.hasRoomFor(100);
        socket.sendThrows(new IOException(text));
        reactor.settle();
        assertEquals(List.of("1", "2"), socket.takeTexts());
        assertEquals(2, endpoint.sends().sentTotal());
        assertEquals(text.equals(TOO_LONG) ? 0 : 1, unreachableEvents());
    }

    @Test
    void queuedTooLongDatagramIsRefusedAsTooBig() {
        socket.hasRoomFor(0);
        send("1");
        send("2");
        socket.hasRoomFor(100);
        socket.sendThrows(new IOException(TOO_LONG));
        socket.sendThrows(new IOException(TOO_LONG));
        reactor.settle();
        assertEquals(List.of("2"), socket.takeTexts());
        assertEquals(1, unsent(UnsentReason.TOO_BIG));
    }

    @Test
    void emptyDatagramIsRetriedOnce() {
        socket.sendThrows(new IOException(TOO_LONG));
        assertTrue(send(""));
        assertEquals(List.of(""), socket.takeTexts());
    }

    @Test
    void sendToAClosedSocketIsNotRetried() {
        socket.sendThrows(new ClosedChannelException());
        assertFalse(send("late"));
        assertEquals(1, unsent(UnsentReason.CLOSED));
        assertEquals(List.of(), socket.takeTexts());
    }

    @ParameterizedTest
    @ValueSource(strings = {NO_ROUTE, "Protocol not available", "Permission denied", "Protocol error"})
    void errorOfAReceiveIsReportedWithItsCause(String text) {
        IOException cause = new IOException(text);
        socket.receiveThrows(cause);
        assertEquals(1, unreachableEvents());
        assertSame(cause, protocol.unreachableBy);
    }

    @Test
    void tooBigErrorOfAReceiveIsNotReported() {
        socket.receiveThrows(new IOException(TOO_LONG));
        socket.receiveThrows(new IOException("Cannot allocate memory"));
        socket.receiveThrows(new IOException("No se pudo asignar memoria"));
        assertEquals(0, unreachableEvents());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NO_ROUTE,
                "Protocol not available",
                "Protocolo no disponible",
                "Permission denied",
                "Protocol error",
                TOO_LONG
            })
    void noNumberOfIcmpMessagesClosesTheSocket(String text) {
        for (int i = 0; i < 512; i++) {
            socket.receiveThrows(new IOException(text));
        }
        reactor.settle();
        assertFalse(socket.isClosed());
    }

    @Test
    void closedPortIsReportedAsPortUnreachable() {
        socket.sendThrows(new PortUnreachableException());
        assertTrue(send("at hand"));
        assertEquals(1, unreachableEvents());
        assertTrue(protocol.unreachableBy instanceof PortUnreachableException);
    }

    @Test
    void errorOfAnUnconnectedSocketBelongsToTheDatagram() {
        MemoryTransport server = new MemoryTransport(SERVER);
        Endpoint unconnected = reactor.serve(server, new Endpoint.Bounds(1, 1, 1), new Recorder());
        server.sendThrows(new IOException(TOO_LONG));
        assertEquals(SendResult.REFUSED, unconnected.send(ByteBuffer.allocate(1), LOCAL));
        assertEquals(1, unconnected.sends().unsentByReason().get(UnsentReason.TOO_BIG));
    }
}
