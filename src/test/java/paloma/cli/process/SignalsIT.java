package paloma.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.load.report.Figures.errors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.CountersTable;
import paloma.cli.Peer;
import paloma.cli.RunningServer;
import paloma.cli.StalledReader;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

public class SignalsIT {
    /** Time limit of a server's stop, whatever its handler does. */
    public static final Duration STOP = Timeouts.LIMIT;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void aSignalStopsTheServerAndSendsEverySessionTheGoodbye(String signal) {
        try (RunningServer server = RunningServer.start();
                Peer one = server.peer();
                Peer two = server.peer();
                Peer gone = server.peer()) {
            one.request("Hola, servidor!");
            two.request("Hola, servidor!");
            gone.request("Hola, servidor!");
            gone.send("salir");
            server.process().awaitStdout(line -> line.endsWith("desconectó"));
            long signalledAt = System.nanoTime();
            server.process().signal(signal);
            assertEquals("El servidor se desconecta", one.receive());
            assertEquals("El servidor se desconecta", two.receive());
            assertEquals(0, server.process().awaitExit());
            assertTrue(System.nanoTime() - signalledAt < STOP.toNanos());
            List<String> lines = server.normalizedStdout();
            assertEquals(
                    List.of(
                            "Sesión <ID> cerrada: el servidor se detiene",
                            "Sesión <ID> cerrada: el servidor se detiene"),
                    lines.subList(lines.size() - 2, lines.size()));
            assertEquals(List.of(), server.warnings());
            assertEquals(new CountersTable(3, 4, 4, 0, 5), server.counters());
        }
    }

    @Test
    void aSignalStopsTheServerWithoutSunMiscSignal() {
        try (RunningServer server = RunningServer.start(RunningServer.launch()
                        .withJavaOptions("--limit-modules", "java.base,java.logging,java.management"));
                Peer peer = server.peer()) {
            peer.request("Hola, servidor!");
            server.process().signal("TERM");
            assertEquals("El servidor se desconecta", peer.receive());
            assertEquals(0, server.process().awaitExit());
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.counters());
        }
    }

    @Test
    void aFailureEndsAtOnceWithoutSunMiscSignal() {
        try (PalomaProcess server = RunningServer.launch("--host", "192.0.2.1")
                .withJavaOptions("--limit-modules", "java.base,java.logging,java.management")
                .start()) {
            assertEquals(1, server.awaitExit());
        }
    }

    /** Sends the request twice within microseconds, as {@code timeout}, npm and make do. */
    private static void requestTwice(PalomaProcess process) {
        process.signal("STOP");
        process.signal("INT");
        process.signal("TERM");
        process.signal("HUP");
        process.signal("CONT");
    }

    @Test
    void aRepeatedSignalStopsTheServerGracefully() throws IOException {
        // The server waits briefly for a reader of its output before it exits.
        Path report = folder.resolve("report.json");
        try (StalledReader reader = new StalledReader(folder);
                PalomaProcess server = RunningServer.launch("--report", report.toString())
                        .withRedirections("> " + reader.path())
                        .start()) {
            reader.open();
            int port = RunningServer.portOf(reader.firstLine());
            try (Peer peer = new Peer(port)) {
                reader.stall(peer);
                requestTwice(server);
                assertEquals("El servidor se desconecta", peer.receive());
            }
            assertEquals(0, server.awaitExit());
            assertEquals(1, CountersTable.in(server.stderrLines()).opened());
            assertTrue(Files.readString(report).contains("\"drained\":true"), () -> report.toString());
        }
    }

    @Test
    void aSignalSentTwiceByKillStopsTheServerGracefully() {
        try (RunningServer server = RunningServer.start();
                Peer peer = server.peer()) {
            peer.request("Hola, servidor!");
            long pid = server.process().pid();
            try (PalomaProcess kill = Launch.command("sh", "-c", "kill -TERM " + pid + "; kill -TERM " + pid)
                    .start()) {
                assertEquals("El servidor se desconecta", peer.receive());
                kill.awaitExit();
            }
            assertEquals(0, server.process().awaitExit());
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.counters());
        }
    }

    @Test
    void aRepeatedSignalStopsTheServerWithoutSunMiscSignal() {
        try (RunningServer server = RunningServer.start(RunningServer.launch()
                        .withJavaOptions("--limit-modules", "java.base,java.logging,java.management"));
                Peer peer = server.peer()) {
            peer.request("Hola, servidor!");
            requestTwice(server.process());
            assertEquals("El servidor se desconecta", peer.receive());
            assertEquals(0, server.process().awaitExit());
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.counters());
        }
    }

    @Test
    void aRepeatedSignalStopsTheClientGracefully() {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.start("client", "--port", Integer.toString(server.port()))) {
            client.awaitStdoutText("desconectar): ");
            requestTwice(client);
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
            assertEquals("Escribe un mensaje ('salir' para desconectar): \nDesconectado\n", client.stdout());
        }
    }

    private static PalomaProcess load(String... more) {
        return PalomaProcess.start(Stream.concat(
                        Stream.of("load", "--clients", "1", "--rate", "10", "--duration", "50s", "--prefix", ""),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void aRepeatedSignalEndsALoadRunWithItsTable() {
        try (Peer server = Peer.server();
                PalomaProcess load = load("--port", Integer.toString(server.port()), "--lang", "en")) {
            server.receive();
            requestTwice(load);
            String received = server.receive();
            while (!received.equals("salir")) {
                assertNotEquals("(nothing came)", received);
                received = server.receive();
            }
            assertEquals(130, load.awaitExit());
            load.awaitStdoutText("messages per second");
            assertEquals(1, errors(load).size(), load.stderr());
        }
    }

    @Test
    void aSignalStopsALoadRunWithoutSunMiscSignal() {
        try (Peer server = Peer.server();
                PalomaProcess load = Launch.paloma(
                                "load", "--rate", "10", "--duration", "50s", "--port", Integer.toString(server.port()))
                        .withJavaOptions("--limit-modules", "java.base,java.logging,java.management")
                        .start()) {
            server.receive();
            load.signal("TERM");
            assertEquals(130, load.awaitExit());
            assertEquals(1, errors(load).size(), load.stderr());
        }
    }

    /** The run waits for its own server, which is suspended, for 10 s. */
    @Test
    void aSecondSignalAfterHalfASecondEndsTheProcessAtOnce() {
        try (PalomaProcess load = load("--serve")) {
            ProcessHandle server = Awaitility.await()
                    .pollInSameThread()
                    .until(
                            () -> ProcessHandle.of(load.pid()).stream()
                                    .flatMap(ProcessHandle::children)
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            load.awaitStdout(line -> line.contains("%"));
            try {
                signal("STOP", server.pid());
                load.signal("TERM");
                Awaitility.await()
                        .pollInSameThread()
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> {
                            if (load.isAlive()) {
                                signal("TERM", load.pid());
                            }
                            return !load.isAlive();
                        });
            } finally {
                server.destroyForcibly();
            }
            assertEquals(128 + 15, load.awaitExit());
        }
    }

    /** Sends a signal to a process that may have ended. */
    private static void signal(String name, long pid) {
        try (PalomaProcess kill =
                Launch.command("sh", "-c", "kill -" + name + " " + pid).start()) {
            kill.awaitExit();
        }
    }

    @Test
    void aSignalDisconnectsTheClient() {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.client(server.port())) {
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
