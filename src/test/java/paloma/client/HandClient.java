package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import paloma.reactor.Endpoint;
import paloma.reactor.HandReactor;
import paloma.reactor.MemoryTransport;

/** A client without a thread, a socket or a clock: the test runs each turn. */
final class HandClient {
    static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 8080);
    static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 50_001);
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(16, 4, 10_000);

    final HandReactor reactor = new HandReactor();
    final HandDialer dialer;
    final MemoryTransport socket = new MemoryTransport(LOCAL).connected();
    final Endpoint endpoint;
    final ClientProtocol protocol;

    HandClient(ClientOptions options) {
        this(options, SERVER);
    }

    HandClient(ClientOptions options, InetSocketAddress server) {
        dialer = new HandDialer(server);
        endpoint = reactor.open(socket, BOUNDS);
        protocol = new ClientProtocol(endpoint, server, options, dialer);
        reactor.start(endpoint, protocol);
        reactor.settle();
    }

    /** Starts a request, and lets the reactor send it. */
    CompletableFuture<ByteBuffer> request(String text) {
        CompletableFuture<ByteBuffer> answer = protocol.request(bytes(text));
        reactor.settle();
        return answer;
    }

    /** {@code text} arrives from the server. */
    void answers(String text) {
        socket.arrives(SERVER, text);
        reactor.settle();
    }

    List<String> takeTexts() {
        return socket.takeTexts();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code answer} is complete and equals {@code text}. */
    static void assertAnswered(String text, CompletableFuture<ByteBuffer> answer) {
        assertTrue(answer.isDone());
        assertEquals(
                text, StandardCharsets.UTF_8.decode(answer.join().duplicate()).toString());
    }

    /** The exception of the failed {@code answer}. */
    static Throwable failureOf(CompletableFuture<?> answer) {
        assertTrue(answer.isDone());
        return assertThrows(ExecutionException.class, answer::get).getCause();
    }
}
