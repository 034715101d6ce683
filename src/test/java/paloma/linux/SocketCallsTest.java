package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.linux.NativeSocket.bytes;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls on real sockets. Loopback delivers before sendmmsg returns. */
class SocketCallsTest {
    @BeforeAll
    static void needs() {
        NativeSocket.needsCalls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void echoOfManyDatagramsComesBack(String host) throws IOException {
        try (NativeSocket server = NativeSocket.open(host);
                NativeSocket client = NativeSocket.open(host)) {
            for (int i = 0; i < 5; i++) {
                client.out.put(i, bytes("message " + i), server.address);
            }
            assertEquals(5, client.send(0, 5));
            assertEquals(5, server.receive());
            for (int i = 0; i < 5; i++) {
                InetSocketAddress source = server.in.source(i);
                assertEquals(client.address, source);
                server.out.put(i, bytes("answer to " + server.text(i)), source);
            }
            assertEquals(5, server.send(0, 5));
            assertEquals(5, client.receive());
            assertEquals(
                    IntStream.range(0, 5)
                            .mapToObj(i -> "answer to message " + i)
                            .toList(),
                    IntStream.range(0, 5).mapToObj(client::text).toList());
            assertEquals(-SocketCalls.EAGAIN, server.receive());
        }
    }
}
