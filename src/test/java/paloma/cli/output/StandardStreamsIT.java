package paloma.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.CountersTable;
import paloma.cli.Peer;
import paloma.cli.RunningServer;
import paloma.cli.StalledReader;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.process.Ports;

class StandardStreamsIT {
    private static final Pattern OMITTED = Pattern.compile("\\(… (?<lines>\\d+) líneas omitidas\\)");

    private static final String FULL = "No se pudo escribir la salida estándar: No space left on device";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"<&- 2>&-", "< /dev/null"})
    void aServerWithoutInputOrErrorsServes(String redirections) {
        try (RunningServer server = RunningServer.start(RunningServer.launch().withRedirections(redirections));
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: Hola, servidor!", peer.request("Hola, servidor!"));
            assertEquals("Tu mensaje fue: más", peer.request("más"));
            server.process().signal("TERM");
            assertEquals(0, server.process().awaitExit());
            assertEquals(
                    List.of(
                            "Servidor UDP escuchando en localhost:<PORT>",
                            "Conexión aceptada desde ('127.0.0.1', <PORT>) con ID de sesión <ID>",
                            "Mensaje de (127.0.0.1, <ID>): Hola, servidor!",
                            "Mensaje de (127.0.0.1, <ID>): más",
                            "Sesión <ID> cerrada: el servidor se detiene"),
                    server.normalizedStdout());
        }
    }

    /** A closed stream loses nothing that was requested; a full disk does. */
    @ParameterizedTest
    @CsvSource({"<&- >&- 2>&-, 0", "> /dev/full, 1", "2> /dev/full, 1"})
    void aServerWhoseOutputIsClosedOrFullServesAndStops(String redirections, int status) {
        Needs.that(Files.exists(Path.of("/dev/full")), "/dev/full");
        int port = Ports.free();
        Launch launch = Launch.paloma("server", "--port", Integer.toString(port));
        try (PalomaProcess server = launch.withRedirections(redirections).start();
                Peer peer = new Peer(port)) {
            peer.awaitAnswer("Hola, servidor!", "Tu mensaje fue: Hola, servidor!");
            server.signal("TERM");
            assertEquals("El servidor se desconecta", goodbyeTo(peer));
            assertEquals(status, server.awaitExit());
            assertEquals(redirections.startsWith(">") ? List.of(FULL) : List.of(), complaints(server));
        }
    }

    @Test
    void aServerWithoutAReaderServesAndStops() throws IOException {
        try (StalledReader reader = new StalledReader(folder);
                PalomaProcess server = RunningServer.launch()
                        .withRedirections("> " + reader.path())
                        .start()) {
            reader.open();
            int port = RunningServer.portOf(reader.firstLine());
            reader.closeReader();
            try (Peer peer = new Peer(port)) {
                for (int i = 0; i < 100; i++) {
                    assertEquals("Tu mensaje fue: número " + i, peer.request("número " + i));
                }
            }
            server.signal("TERM");
            assertEquals(0, server.awaitExit());
            assertEquals(
                    0,
                    server.stderrLines().stream()
                            .filter(line -> line.contains("Exception"))
                            .count());
        }
    }

    @Test
    void aStalledReaderLosesCountedLinesButNoAnswers() throws IOException {
        try (StalledReader reader = new StalledReader(folder);
                PalomaProcess server = RunningServer.launch()
                        .withRedirections("> " + reader.path())
                        .start()) {
            reader.open();
            int port = RunningServer.portOf(reader.firstLine());
            try (Peer peer = new Peer(port);
                    PalomaProcess rest = fillAndRead(reader, peer)) {
                rest.awaitStdout(line -> OMITTED.matcher(line).matches());
                // At this rate lines are limited, so the request may have to be repeated.
                AtomicInteger requests = new AtomicInteger();
                Awaitility.await().pollInSameThread().until(() -> {
                    peer.request("¿Sigues ahí?");
                    requests.incrementAndGet();
                    return rest.stdoutLines().stream().anyMatch(line -> line.endsWith(": ¿Sigues ahí?"));
                });
                server.signal("TERM");
                assertEquals(0, server.awaitExit());
                assertEquals(0, rest.awaitExit());
                long opened = 1;
                long closed = 1;
                assertEquals(
                        opened + StalledReader.MESSAGES + requests.get() + closed,
                        printedOrOmitted(rest.stdoutLines()));
            }
        }
    }

    @Test
    void aServerThatCannotStopPrintingStopsInTime() throws IOException {
        try (StalledReader reader = new StalledReader(folder);
                PalomaProcess server = RunningServer.launch()
                        .withRedirections("> " + reader.path())
                        .start()) {
            reader.open();
            try (Peer peer = new Peer(RunningServer.portOf(reader.firstLine()))) {
                reader.stall(peer);
                server.signal("TERM");
                assertEquals("El servidor se desconecta", peer.receive());
                assertEquals(0, server.awaitExit());
            }
        }
    }

    @Test
    void theLocaleOfAServiceChangesNothing() {
        Launch launch = RunningServer.launch("--prefix", "Contestación: ");
        try (RunningServer server = RunningServer.start(launch.withEnvironment("LC_ALL", "C"))) {
            Launch client = Launch.client(server.port());
            try (PalomaProcess talk = client.withEnvironment("LC_ALL", "C").start()) {
                talk.sendLine("sesión");
                talk.closeStdin();
                assertEquals(0, talk.awaitExit());
                assertEquals(
                        List.of(
                                "Escribe un mensaje ('salir' para desconectar): sesión",
                                "Respuesta del servidor: Contestación: sesión",
                                "Escribe un mensaje ('salir' para desconectar): salir",
                                "Desconectado"),
                        talk.stdoutLines());
            }
            server.process().awaitStdout(line -> line.endsWith("cerrada: el cliente se desconectó"));
            server.process().awaitStdout(line -> line.endsWith("): sesión"));
        }
        try (PalomaProcess wrong = Launch.paloma("server", "--contraseña")
                .withEnvironment("LC_ALL", "C")
                .start()) {
            assertEquals(2, wrong.awaitExit());
            assertEquals(List.of("Opción desconocida: --contraseña; véase paloma server --help"), wrong.stderrLines());
        }
    }

    @Test
    void aClientWithClosedOutputContinues() {
        try (Peer server = Peer.server();
                PalomaProcess client = Launch.client(server.port())
                        .withRedirections(">&- 2>&-")
                        .start()) {
            client.sendLine("uno");
            assertEquals("uno", server.receive());
            server.send("eco");
            assertEquals("", server.receive());
            client.sendLine("dos");
            assertEquals("dos", server.receive());
            server.send("eco");
            client.closeStdin();
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
        }
    }

    @Test
    void aClientWithoutInputDisconnects() {
        try (Peer server = Peer.server();
                PalomaProcess client =
                        Launch.client(server.port()).withRedirections("<&-").start()) {
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
            assertEquals("Escribe un mensaje ('salir' para desconectar): salir\nDesconectado\n", client.stdout());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "server --help",
                "load --version",
                "load --serve --clients=1 --messages=1 --timeout=30s",
                "load --serve --clients=1 --messages=1 --timeout=30s --json=/dev/stdout",
                "client --port=9"
            })
    void aLossOnAFullDiskIsOneLineAndTheStatus(String arguments) {
        Needs.that(Files.exists(Path.of("/dev/full")), "/dev/full");
        try (PalomaProcess paloma =
                inEnglish(arguments).withRedirections("< /dev/null > /dev/full").start()) {
            assertEquals(1, paloma.awaitExit(), paloma.stderr());
            assertEquals(List.of("Standard output could not be written: No space left on device"), complaints(paloma));
        }
    }

    @Test
    void aReportLostOnAFullStandardOutputSetsTheStatus() {
        Needs.that(Files.exists(Path.of("/dev/full")), "/dev/full");
        Launch launch = inEnglish("server --port=0 --quiet --stop-at-end-of-input --report=/dev/stdout");
        try (PalomaProcess server = launch.withRedirections("> /dev/full").start()) {
            server.closeStdin();
            assertEquals(1, server.awaitExit());
            assertEquals(List.of("Standard output could not be written: No space left on device"), complaints(server));
        }
    }

    @ParameterizedTest
    @CsvSource({"--help, 1", "server --prot, 2", "load --serve --clients=1 --messages=1 --timeout=30s, 1"})
    void withoutAnyOutputTheStatusReportsTheError(String arguments, int status) {
        Needs.that(Files.exists(Path.of("/dev/full")), "/dev/full");
        try (PalomaProcess paloma =
                inEnglish(arguments).withRedirections("> /dev/full 2>&1").start()) {
            assertEquals(status, paloma.awaitExit());
        }
    }

    /** {@code paloma --help | head -1}. */
    @ParameterizedTest
    @ValueSource(strings = {"--help", "load --serve --clients=1 --messages=1 --timeout=30s"})
    void aReaderThatClosedIsNoError(String arguments) throws IOException {
        try (StalledReader reader = new StalledReader(folder);
                PalomaProcess paloma = inEnglish(arguments)
                        .withRedirections("> " + reader.path())
                        .start()) {
            reader.open();
            reader.closeReader();
            assertEquals(0, paloma.awaitExit(), paloma.stderr());
            assertEquals(List.of(), complaints(paloma));
        }
    }

    @Test
    void aClosedOutputIsNoError() {
        try (PalomaProcess help = inEnglish("--help").withRedirections(">&-").start()) {
            assertEquals(0, help.awaitExit());
            assertEquals("", help.stderr());
        }
    }

    private static List<String> complaints(PalomaProcess paloma) {
        return paloma.stderrLines().stream()
                .filter(line -> !line.contains("net.core.rmem_max") && !CountersTable.isLine(line))
                .toList();
    }

    private static Launch inEnglish(String arguments) {
        // The reason is a message of the system.
        return Launch.paloma((arguments + " --lang=en").split(" ")).withEnvironment("LC_ALL", "C.UTF-8");
    }

    private static PalomaProcess fillAndRead(StalledReader reader, Peer peer) {
        reader.fill(peer);
        return reader.readRest();
    }

    /** Returns the number of lines printed or reported as omitted. */
    private static long printedOrOmitted(List<String> lines) {
        long printedOrOmitted = 0;
        for (String line : lines) {
            Matcher omitted = OMITTED.matcher(line);
            printedOrOmitted += omitted.matches() ? Long.parseLong(omitted.group("lines")) : 1;
        }
        return printedOrOmitted;
    }

    /** Skips repeated answers of {@code awaitAnswer}. */
    private static String goodbyeTo(Peer peer) {
        String answer = peer.receive();
        while (answer.equals("Tu mensaje fue: Hola, servidor!")) {
            answer = peer.receive();
        }
        return answer;
    }
}
