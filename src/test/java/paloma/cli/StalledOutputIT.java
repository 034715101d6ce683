package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.cli.console.ConsoleProtocol;
import paloma.flood.Flood;
import paloma.flood.Talkers;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** The lines for a stalled output fit the heap, whatever their length and number. */
@Tag("long")
class StalledOutputIT {
    private static final Pattern OMITTED = Pattern.compile("\\(… (?<lines>\\d+) líneas omitidas\\)");

    /** A line of a page, or the line that a notice was sent. */
    private static final Pattern PAGE_LINE =
            Pattern.compile("Sesiones vivas: .*|ID  .*|[0-9a-f-]{8,}  127\\..*|Página siguiente: .*|Enviado; .*");

    /** Of the longest, more than the client's heap can hold. */
    private static final int NOTICES = 1_200;

    /** Together they take a quarter of the server's heap. */
    private static final int SESSIONS = 20_000;

    /** Their lines exceed those that the server queues. */
    private static final int PAGES = 300;

    /** 20 sessions, and around them total, headings and the next page. */
    private static final int LINES_OF_A_PAGE = 23;

    @TempDir
    private Path folder;

    @Test
    void aClientSurvivesAFloodingServer() throws IOException {
        Needs.that(Files.exists(KernelUdpSocket.TABLE), KernelUdpSocket.TABLE.toString());
        try (StalledReader reader = new StalledReader(folder);
                Peer server = Peer.server();
                PalomaProcess client = Launch.client(server.port())
                        .withJavaOptions("-Xmx64m")
                        .withRedirections("> " + reader.path())
                        .start()) {
            reader.open();
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            server.send("eco");
            // The client's answer to the first datagram.
            assertEquals("", server.receive());
            byte[] notice = "x".repeat(ConsoleProtocol.MAX_MESSAGE_BYTES).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < NOTICES; i++) {
                server.send(notice);
                awaitReceived(server.port());
            }
            try (PalomaProcess rest = reader.readRest()) {
                rest.awaitStdout(line -> OMITTED.matcher(line).matches());
                client.sendLine("¿Sigues?");
                assertEquals("¿Sigues?", server.receive());
                server.send("Sigo");
                rest.awaitStdout(line -> line.equals("Respuesta del servidor: Sigo"));
                client.closeStdin();
                assertEquals("salir", server.receive());
                assertEquals(0, client.awaitExit(), client.stderr());
                assertEquals(0, rest.awaitExit());
                List<String> notices = rest.stdoutLines().stream()
                        .filter(line -> line.startsWith("Mensaje del servidor: x"))
                        .toList();
                assertTrue(notices.stream()
                        .allMatch(line -> line.endsWith(": " + "x".repeat(ConsoleProtocol.MAX_MESSAGE_BYTES))));
                assertEquals(NOTICES, notices.size() + omitted(rest.stdoutLines()));
            }
        }
    }

    @Test
    void aServerSurvivesManyPagesOfItsSessions() throws IOException {
        try (StalledReader reader = new StalledReader(folder);
                PalomaProcess server = RunningServer.launch("--quiet")
                        .withJavaOptions("-Xmx32m")
                        .withRedirections("> " + reader.path())
                        .start()) {
            reader.open();
            int port = RunningServer.portOf(reader.firstLine());
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            try (Talkers talkers = new Talkers(address, 1);
                    Peer peer = new Peer(port)) {
                new Flood(address).run(SESSIONS, 1, talkers::requestOrFail);
                assertEquals("Tu mensaje fue: Hola, servidor!", peer.request("Hola, servidor!"));
                for (int page = 1; page <= PAGES; page++) {
                    server.sendLine("sesiones " + page);
                }
                server.sendLine("enviar todos fin");
                assertEquals("fin", peer.receive());
                try (PalomaProcess rest = reader.readRest()) {
                    rest.awaitStdout(line -> OMITTED.matcher(line).matches());
                    server.sendLine("salir");
                    assertEquals(0, server.awaitExit(), server.stderr());
                    assertEquals(0, rest.awaitExit());
                    List<String> lines = rest.stdoutLines();
                    long printed = lines.stream()
                            .filter(line -> !OMITTED.matcher(line).matches())
                            .peek(line -> assertTrue(PAGE_LINE.matcher(line).matches(), line))
                            .count();
                    assertEquals(PAGES * LINES_OF_A_PAGE + 1, printed + omitted(lines));
                }
            }
        }
    }

    private static long omitted(List<String> lines) {
        return lines.stream()
                .map(OMITTED::matcher)
                .filter(Matcher::matches)
                .mapToLong(matcher -> Long.parseLong(matcher.group("lines")))
                .sum();
    }

    /** Waits until the client of that server has received all datagrams. */
    private static void awaitReceived(int serverPort) {
        String remote = String.format("0100007F:%04X", serverPort);
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> KernelUdpSocket.sockets().stream()
                        .anyMatch(socket -> socket.remoteAddress().equals(remote)
                                && socket.receiveQueue().equals("00000000")));
    }
}
