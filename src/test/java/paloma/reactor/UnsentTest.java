package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.UnsentReason;
import paloma.reactor.Endpoint.SendResult;

class UnsentTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 50_001);

    private final HandReactor reactor = new HandReactor();
    private final MemoryTransport socket = new MemoryTransport(LOCAL);
    private final Recorder protocol = new Recorder();
    private final Endpoint endpoint = reactor.serve(socket, new Endpoint.Bounds(3, 5, 1_000), protocol);

    private boolean send(String text) {
        return endpoint.send(ByteBuffer.wrap(text.getBytes()), PEER) != SendResult.REFUSED;
    }

    private long unsent(UnsentReason reason) {
        return endpoint.sends().unsentByReason().get(reason);
    }

    static Stream<Arguments> errorsOfTheSocket() {
        return Stream.of(
                arguments(new SocketException("Network is unreachable"), UnsentReason.UNREACHABLE),
                arguments(new NoRouteToHostException("No route to host"), UnsentReason.UNREACHABLE),
                arguments(new IOException("No route to host"), UnsentReason.UNREACHABLE),
                arguments(new IOException("Host is down"), UnsentReason.UNREACHABLE),
                arguments(new IOException("Permission denied"), UnsentReason.NOT_PERMITTED),
                arguments(new SocketException("La red es inaccesible"), UnsentReason.UNREACHABLE),
                arguments(new IOException("No existe ninguna ruta hasta el `host'"), UnsentReason.UNREACHABLE),
                arguments(new IOException("Operación no permitida"), UnsentReason.NOT_PERMITTED),
                arguments(new NoRouteToHostException(), UnsentReason.UNREACHABLE),
                arguments(new SocketException("Operation not permitted"), UnsentReason.NOT_PERMITTED),
                arguments(new BindException("Permission denied"), UnsentReason.NOT_PERMITTED),
                arguments(new SocketException("Message too long"), UnsentReason.TOO_BIG),
                arguments(new SocketException("Can't send to port 0"), UnsentReason.PORT),
                arguments(new UnresolvedAddressException(), UnsentReason.OTHER),
                arguments(new IOException("Input/output error"), UnsentReason.OTHER),
                arguments(new IOException(), UnsentReason.OTHER),
                arguments(new ClosedChannelException(), UnsentReason.CLOSED),
                arguments(new AsynchronousCloseException(), UnsentReason.CLOSED));
    }

    @ParameterizedTest
    @MethodSource("errorsOfTheSocket")
    void failedSendIsCountedByReasonAndTheNextIsSent(Exception error, UnsentReason reason) {
        socket.sendThrows(error);
        assertFalse(send("lost"));
        assertEquals(1, unsent(reason));
        assertTrue(send("next"));
        assertEquals(List.of("next"), socket.takeTexts());
        assertEquals(2, endpoint.sends().sends());
        assertEquals(1, endpoint.sends().sentTotal());
    }

    @ParameterizedTest
    @MethodSource("errorsOfTheSocket")
    void errorOfAQueuedDatagramAffectsNoOther(Exception error, UnsentReason reason) {
        socket.hasRoomFor(0);
        send("lost");
        send("next");
        socket.hasRoomFor(100);
        socket.sendThrows(error);
        reactor.settle();
        assertEquals(List.of("next"), socket.takeTexts());
        assertEquals(1, unsent(reason));
        assertEquals(0, endpoint.queued());
        assertTrue(endpoint.isClear());
    }

    @Test
    void icmpErrorOfAnEarlierDatagramDoesNotFailTheNext() {
        reactor.settle();
        protocol.takeEvents();
        socket.sendThrows(new PortUnreachableException());
        assertTrue(send("at hand"));
        assertEquals(List.of("at hand"), socket.takeTexts());
        reactor.turnAt(1);
        assertEquals(List.of("caught up at 1", "unreachable", "turn at 1"), protocol.takeEvents());
    }

    @Test
    void twoIcmpErrorsInARowCountAsUnreachable() {
        socket.sendThrows(new PortUnreachableException());
        socket.sendThrows(new PortUnreachableException());
        assertFalse(send("lost"));
        assertEquals(1, unsent(UnsentReason.UNREACHABLE));
        reactor.settle();
        assertEquals(2, protocol.events.stream().filter("unreachable"::equals).count());
    }

    @Test
    void queuedDatagramIsSentAfterAnEarlierIcmpError() {
        socket.hasRoomFor(0);
        send("1");
        send("2");
        socket.hasRoomFor(100);
        socket.sendThrows(new PortUnreachableException());
        reactor.settle();
        assertEquals(List.of("1", "2"), socket.takeTexts());
        assertEquals(1, protocol.events.stream().filter("unreachable"::equals).count());
    }

    @Test
    void sendRefusedBeforeTheSocketIsCounted() {
        endpoint.sends().refused(UnsentReason.AMPLIFICATION);
        assertEquals(1, endpoint.sends().sends());
        assertEquals(1, unsent(UnsentReason.AMPLIFICATION));
        assertEquals(0, endpoint.sends().sending());
    }

    @Test
    void sendRefusedBeforeItsStartIsCountedOnce() {
        endpoint.sends().refused(UnsentReason.STACK);
        endpoint.sends().refused(UnsentReason.STACK);
        assertEquals(2, endpoint.sends().sends());
        assertEquals(2, unsent(UnsentReason.STACK));
        assertEquals(0, endpoint.sends().sending());
    }

    @Test
    void errorInASendIsCountedThrownAndAffectsNoOther() {
        socket.sendThrows(new OutOfMemoryError("Cannot reserve direct memory"));
        assertThrows(OutOfMemoryError.class, () -> send("lost"));
        assertEquals(1, unsent(UnsentReason.OTHER));
        assertEquals(0, endpoint.sends().sending());
        assertTrue(send("next"));
        assertEquals(List.of("next"), socket.takeTexts());
        assertEquals(2, endpoint.sends().sends());
    }

    @Test
    void throwableOfAQueuedDatagramAffectsNoOther() {
        socket.hasRoomFor(0);
        send("lost");
        send("next");
        socket.hasRoomFor(100);
        socket.sendThrows(new OutOfMemoryError("Cannot reserve direct memory"));
        reactor.settle();
        assertEquals(List.of("next"), socket.takeTexts());
        assertEquals(1, unsent(UnsentReason.OTHER));
        assertEquals(0, endpoint.queued());
        assertTrue(endpoint.isClear());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100})
    void nullMessageThrowsAndIsCounted(long room) {
        socket.hasRoomFor(room);
        send("first");
        assertThrows(NullPointerException.class, () -> endpoint.send(null, PEER));
        assertEquals(1, unsent(UnsentReason.OTHER));
        assertEquals(0, endpoint.sends().sending());
        assertEquals(2, endpoint.sends().sends());
    }

    private Outbox outbox(SendCounters counters, Consumer<IOException> onUnreachable) {
        return new Outbox(socket, new Endpoint.Bounds(1, 100_000, 1 << 30), counters, new OutboxOwner(onUnreachable));
    }

    @Test
    void concurrentlyModifiedMessageIsCounted() throws InterruptedException {
        SendCounters counters = new SendCounters();
        Outbox outbox = outbox(counters, error -> {});
        socket.hasRoomFor(0);
        ByteBuffer changing = ByteBuffer.allocate(1_000);
        AtomicBoolean over = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!over.get()) {
                changing.limit(1_000).position(1_000);
                changing.position(0).limit(1);
            }
        });
        other.start();
        for (int i = 0; i < 20_000; i++) {
            try {
                outbox.send(changing, PEER, null);
            } catch (RuntimeException misuse) {
                // Counted like every send.
            }
        }
        over.set(true);
        other.join();
        assertEquals(0, counters.sending());
        assertEquals(20_000, counters.sends());
        assertEquals(20_000, outbox.queued() + counters.unsentByReason().get(UnsentReason.OTHER));
    }

    @Test
    void exceptionOfACallbackInASendIsCountedAndThrown() {
        SendCounters counters = new SendCounters();
        Outbox outbox = outbox(counters, error -> {
            throw new IllegalStateException("callback");
        });
        socket.sendThrows(new PortUnreachableException());
        assertThrows(IllegalStateException.class, () -> outbox.send(ByteBuffer.allocate(1), PEER, null));
        assertEquals(0, counters.sending());
        assertEquals(1, counters.unsentByReason().get(UnsentReason.OTHER));
    }

    @Test
    void datagramDrainedDuringCloseIsCountedOnce() {
        socket.hasRoomFor(0);
        send("on its way");
        socket.hasRoomFor(100);
        socket.beforeSend(() -> {
            socket.beforeSend(() -> {});
            endpoint.shut(null);
        });
        reactor.settle();
        assertEquals(1, unsent(UnsentReason.CLOSED));
        assertEquals(0, endpoint.sends().sentTotal());
        assertEquals(0, endpoint.queued());
    }
}
