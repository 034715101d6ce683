package paloma.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.HeapExhauster;
import paloma.cli.Peer;
import paloma.cli.RunningServer;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A process with an exhausted heap ends by itself, even where the JVM cannot deliver a signal. */
@Tag("long")
class OutOfMemoryIT {
    private static PalomaProcess start(String collector, String... arguments) {
        Stream<String> command = Stream.of("-cp", System.getProperty("java.class.path"), HeapExhauster.class.getName());
        return Launch.java(Stream.concat(command, Stream.of(arguments)).toArray(String[]::new))
                .withJavaOptions("-Xmx32m", "-XX:+" + collector)
                .start();
    }

    private static void hoard(PalomaProcess process) throws IOException {
        int port = HeapExhauster.portIn(process.awaitStderr(HeapExhauster::isPort));
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UseSerialGC", "UseG1GC"})
    void aServerWithoutMemoryExitsThree(String collector) throws IOException {
        try (PalomaProcess server = start(collector, "server", "--port=0", "--drain-time=1s")) {
            int port = RunningServer.portOf(server.awaitStdout(line -> line.startsWith("Servidor UDP")));
            try (Peer peer = new Peer(port)) {
                assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            }
            hoard(server);
            assertEquals(3, server.awaitExit(), server::stderr);
        }
    }

    @Test
    void aSignalLostByTheJvmStillStopsIt() throws IOException {
        try (PalomaProcess server = start("UseSerialGC", "server", "--port=0", "--drain-time=1s")) {
            server.awaitStdout(line -> line.startsWith("Servidor UDP"));
            hoard(server);
            if (server.isAlive()) {
                server.signal("TERM");
            }
            assertEquals(3, server.awaitExit(), server::stderr);
        }
    }

    @Test
    void aClientWithoutMemoryExitsOne() throws IOException {
        try (PalomaProcess client = start("UseSerialGC", "client", "--port=9")) {
            client.awaitStdoutText("Escribe un mensaje");
            hoard(client);
            assertEquals(1, client.awaitExit(), client::stderr);
        }
    }

    @Test
    void aLoadGeneratorWithoutMemoryExitsOne() throws IOException {
        try (RunningServer server = RunningServer.start("--quiet");
                PalomaProcess load = start(
                        "UseSerialGC",
                        "load",
                        "--port=" + server.port(),
                        "--clients=2",
                        "--rate=10",
                        "--duration=10m",
                        "--lang=en")) {
            load.awaitStdout(line -> line.contains("%"));
            hoard(load);
            assertEquals(1, load.awaitExit(), load::stderr);
        }
    }
}
