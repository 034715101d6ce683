package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import paloma.UnsentReason;
import paloma.lifecycle.Deadline;
import paloma.net.Source;
import paloma.reactor.Endpoint.SendResult;

/** The caller's buffer after a send, on the reactor's thread and on another. */
class SentBufferTest {
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(16, 100, 100_000);
    private static final int LARGEST = 65_507;

    /** Runs given actions in its turns and in {@code onUnreachable}. */
    private static final class Scripted implements DatagramProtocol {
        final BlockingQueue<Runnable> asked = new ArrayBlockingQueue<>(10);
        volatile Runnable onUnreachable = () -> {};

        @Override
        public void onDatagram(Source source, ByteBuffer datagram, long now) {}

        @Override
        public void onUnreachable(IOException cause) {
            onUnreachable.run();
        }

        @Override
        public void onTurn(long now) {
            for (Runnable next = asked.poll(); next != null; next = asked.poll()) {
                next.run();
            }
        }

        @Override
        public long deadline() {
            return Deadline.NEVER;
        }

        @Override
        public void onClosed(Throwable cause) {}
    }

    private final Scripted protocol = new Scripted();
    private DatagramSocket peer;
    private Reactor reactor;
    private Endpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        peer = listen(0);
        reactor = Reactor.start("reactor-under-test", true);
        endpoint = reactor.bind(loopback(0), 65_536, BOUNDS);
        endpoint.start(protocol);
    }

    @AfterEach
    void close() throws InterruptedException {
        reactor.close();
        reactor.thread().join();
        peer.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static DatagramSocket listen(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(loopback(port));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private <T> T onReactor(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        protocol.asked.add(() -> {
            try {
                done.complete(task.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        endpoint.wake();
        return done.join();
    }

    private SendResult send(boolean onReactor, ByteBuffer datagram) {
        Callable<SendResult> sending = () -> endpoint.send(datagram, (InetSocketAddress) peer.getLocalSocketAddress());
        try {
            return onReactor ? onReactor(sending) : sending.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String receivedText(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static ByteBuffer heap(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer direct(String text) {
        return ByteBuffer.allocateDirect(text.length()).put(heap(text)).flip();
    }

    static Stream<Arguments> buffers() {
        return Stream.of(true, false)
                .flatMap(onReactor -> Stream.of(
                        arguments(onReactor, heap("xxhola!yyy")),
                        arguments(onReactor, heap("xxhola!yyy").asReadOnlyBuffer()),
                        arguments(onReactor, direct("xxhola!yyy"))));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void remainingBytesAreSentAndConsumed(boolean onReactor, ByteBuffer datagram) throws Exception {
        assertEquals(SendResult.SENT, send(onReactor, datagram.position(2).limit(7)));
        assertEquals("hola!", receivedText(peer));
        assertEquals(7, datagram.position());
        assertEquals(7, datagram.limit());
    }

    static Stream<Boolean> threads() {
        return Stream.of(true, false);
    }

    @ParameterizedTest
    @MethodSource("threads")
    void largestDatagramIsSent(boolean onReactor) throws Exception {
        String largest = "x".repeat(LARGEST);
        assertEquals(SendResult.SENT, send(onReactor, heap(largest)));
        assertEquals(largest, receivedText(peer));
    }

    @ParameterizedTest
    @MethodSource("threads")
    void refusedDatagramIsUnchanged(boolean onReactor) {
        for (int length : new int[] {LARGEST + 1, 100_000}) {
            ByteBuffer tooBig = ByteBuffer.allocate(length + 3).position(3);
            assertEquals(SendResult.REFUSED, send(onReactor, tooBig));
            assertEquals(3, tooBig.position());
            assertEquals(length, tooBig.remaining());
        }
        assertEquals(2, endpoint.sends().unsentByReason().get(UnsentReason.TOO_BIG));
    }

    @Test
    void nestedSendLeavesTheOuterDatagramIntact() throws Exception {
        InetSocketAddress gone = (InetSocketAddress) peer.getLocalSocketAddress();
        peer.close();
        endpoint = reactor.connect(gone, 65_536, BOUNDS);
        endpoint.start(protocol);
        // The first send is undeliverable; the second gets its ICMP error, and a port opens before the retry.
        protocol.onUnreachable = () -> {
            try {
                peer = listen(gone.getPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            endpoint.send(heap("in the middle"), gone);
        };
        onReactor(() -> {
            endpoint.send(heap("lost"), gone);
            return endpoint.send(heap("whole"), gone);
        });
        assertEquals("in the middle", receivedText(peer));
        assertEquals("whole", receivedText(peer));
    }
}
