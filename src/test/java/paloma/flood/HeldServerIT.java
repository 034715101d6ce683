package paloma.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A server survives with all its bounds filled, and decides every message and datagram. */
@Tag("long")
@Tag("alone")
class HeldServerIT {
    private static final String CLASSES = Path.of("target", "classes") + ":" + Path.of("target", "test-classes");

    @ParameterizedTest
    @CsvSource({
        "handlers, 32m, UseG1GC, 100, 60000",
        "handlers, 16m, UseG1GC, 100, 60000",
        "handlers, 8m, UseSerialGC, 1, 40000",
        "handlers, 8m, UseG1GC, 65507, 500",
        "many, 8m, UseSerialGC, 65507, 500",
        "outbox, 8m, UseG1GC, 200, 20000",
        "outbox, 16m, UseSerialGC, 1200, 20000"
    })
    void allThatItMayHoldFitsItsHeap(String where, String heap, String collector, int bytes, int sources)
            throws IOException {
        Launch launch = Launch.java("-cp", CLASSES, HeldServer.class.getName(), where)
                .withJavaOptions("-Xmx" + heap, "-XX:+" + collector);
        try (PalomaProcess server = launch.start()) {
            String line = server.awaitStdout(text -> text.startsWith("port "));
            int port = Integer.parseInt(line.substring("port ".length()));
            new Flood(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), bytes).run(sources, 1, () -> {});
            server.closeStdin();
            assertEquals(0, server.awaitExit(), () -> server.stdout() + server.stderr());
        }
    }
}
