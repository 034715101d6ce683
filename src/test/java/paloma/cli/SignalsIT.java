package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.process.PalomaProcess;

class SignalsIT {
    /** Within this a server stops, whatever its handler does. */
    static final Duration STOP = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void aSignalStopsTheServerAndTellsEveryLiveSession(String signal) {
        try (RunningServer server = RunningServer.start();
                Peer one = server.peer();
                Peer two = server.peer();
                Peer gone = server.peer()) {
            one.ask("Hola, servidor!");
            two.ask("Hola, servidor!");
            gone.ask("Hola, servidor!");
            gone.send("salir");
            server.process().awaitStdout(line -> line.endsWith("desconectó"));
            long signalledAt = System.nanoTime();
            server.process().signal(signal);
            assertEquals("El servidor se desconecta", one.receive());
            assertEquals("El servidor se desconecta", two.receive());
            assertEquals(0, server.process().awaitExit());
            assertTrue(System.nanoTime() - signalledAt < STOP.toNanos());
            List<String> said = server.said();
            assertEquals(
                    List.of(
                            "Sesión <ID> cerrada: el servidor se detiene",
                            "Sesión <ID> cerrada: el servidor se detiene"),
                    said.subList(said.size() - 2, said.size()));
            assertEquals(List.of(), server.complaints());
            assertEquals(new Account(3, 4, 4, 0, 5), server.account());
        }
    }

    @Test
    void withoutTheUnsupportedPartsOfTheRuntimeASignalStopsTheServerAsWell() {
        try (RunningServer server = RunningServer.start(RunningServer.launch()
                        .withJavaOptions("--limit-modules", "java.base,java.logging,java.management"));
                Peer peer = server.peer()) {
            peer.ask("Hola, servidor!");
            server.process().signal("TERM");
            assertEquals("El servidor se desconecta", peer.receive());
            assertEquals(0, server.process().awaitExit());
            assertEquals(new Account(1, 1, 1, 0, 2), server.account());
        }
    }

    @Test
    void withoutThemAFailureEndsAtOnceToo() {
        try (PalomaProcess server = RunningServer.launch("--host", "192.0.2.1")
                .withJavaOptions("--limit-modules", "java.base,java.logging,java.management")
                .start()) {
            assertEquals(1, server.awaitExit());
        }
    }

    @Test
    void aSecondSignalEndsTheServerAtOnce() throws IOException {
        // While nobody reads its output, the server waits a moment for it before it exits.
        try (StalledReader reader = new StalledReader(folder);
                PalomaProcess server = RunningServer.launch()
                        .withRedirections("> " + reader.path())
                        .start()) {
            reader.open();
            int port = RunningServer.portOf(reader.firstLine());
            try (Peer peer = new Peer(port)) {
                reader.stall(peer);
            }
            server.signal("STOP");
            server.signal("INT");
            server.signal("TERM");
            server.signal("CONT");
            int status = server.awaitExit();
            assertTrue(status == 128 + 2 || status == 128 + 15, "status " + status);
        }
    }

    @Test
    void aSignalDisconnectsTheClient() {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.start("client", "--port", Integer.toString(server.port()))) {
            client.awaitStdoutText("desconectar): ");
            client.signal("TERM");
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
            assertEquals("Escribe un mensaje ('salir' para desconectar): \nDesconectado\n", client.stdout());
            assertEquals("", client.stderr());
        }
    }

    @Test
    void aSignalDisconnectsAClientThatWaitsForItsAnswer() {
        try (Peer server = Peer.server();
                PalomaProcess client =
                        PalomaProcess.start("client", "--timeout", "1h", "--port", Integer.toString(server.port()))) {
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            client.signal("INT");
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
            assertEquals("Escribe un mensaje ('salir' para desconectar): hola\nDesconectado\n", client.stdout());
        }
    }
}
