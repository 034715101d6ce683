package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.Counter;
import paloma.house.Mutation;
import paloma.house.Timeouts;
import paloma.http.HttpAnswer;
import paloma.http.Scrape;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** The option {@code --http} of a server process. */
class HttpIT {
    private static final Pattern STATUS =
            Pattern.compile("(?:Estado del servidor en|Server status at) http://(?<host>\\S+):(?<port>\\d+)/");

    /** Limit of {@code HttpEndpoint}. */
    private static final int MAX_CONNECTIONS = 64;

    @TempDir
    private Path folder;

    private static int portOf(RunningServer server) {
        Matcher url = STATUS.matcher(server.process().awaitStdout(line -> line.contains("http://")));
        assertTrue(url.matches(), server.process().stdout());
        return Integer.parseInt(url.group("port"));
    }

    @Test
    void theNumbersOfARunningServerAreServed() {
        try (RunningServer server = RunningServer.start("--http", "0");
                Peer peer = server.peer()) {
            int port = portOf(server);
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            Awaitility.await()
                    .until(() ->
                            Scrape.of(HttpAnswer.get(port, "/metrics").body()).sum(Counter.HANDLED) == 1);
            assertEquals("serving\n", HttpAnswer.get(port, "/livez").body());
            assertEquals("serving\n", HttpAnswer.get(port, "/readyz").body());
            String account = HttpAnswer.get(port, "/account.json").body();
            assertTrue(account.contains(",\"address\":\"127.0.0.1:" + server.port() + "\","), account);
            assertTrue(account.matches("(?s).*,\"version\":\"\\d+\\.\\d+\\.\\d+\\S*\",.*"), account);
            server.stop();
            assertEquals(List.of(), server.warnings());
        }
    }

    @Test
    void theProbesReportTheDrainUntilTheServerHasClosed() throws IOException {
        Path returns = folder.resolve("returns");
        Mutation sticks = new Mutation(
                "cli/server/ConsoleHandler.java",
                "        session.send(protocol.answer(message));\n",
                "        session.send(protocol.answer(message));\n"
                        + "        while (!java.nio.file.Files.exists(java.nio.file.Path.of(\"" + returns + "\")))\n"
                        + "            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);\n");
        Launch launch = RunningServer.launch(sticks, folder, "--http", "127.0.0.1:0", "--drain-time", Timeouts.OPTION);
        try (RunningServer server = RunningServer.start(launch);
                Peer peer = server.peer()) {
            int port = portOf(server);
            peer.request("hola");
            server.process().signal("TERM");
            Awaitility.await().until(() -> HttpAnswer.get(port, "/readyz").status() == 503);
            assertEquals("draining\n", HttpAnswer.get(port, "/readyz").body());
            assertEquals(200, HttpAnswer.get(port, "/livez").status());
            Files.createFile(returns);
            server.process().closeStdin();
            assertEquals(0, server.process().awaitExit(), server.process().stderr());
            assertThrows(UncheckedIOException.class, () -> HttpAnswer.get(port, "/livez"));
        }
    }

    @Tag("long")
    @Test
    void theNumberOfConnectionsIsBounded() throws IOException {
        List<Socket> connections = new ArrayList<>();
        try (RunningServer server = RunningServer.start("--http", "0")) {
            int port = portOf(server);
            for (int i = 0; i < MAX_CONNECTIONS; i++) {
                connections.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), port)) {
                refused.setSoTimeout((int) Timeouts.LIMIT.toMillis());
                assertEquals(-1, refused.getInputStream().read());
            }
            for (Socket connection : connections) {
                connection.close();
            }
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> HttpAnswer.get(port, "/livez").status() == 200);
        }
    }

    @Test
    void aTakenPortEndsTheServerInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            String address = "127.0.0.1:" + taken.getLocalPort();
            try (PalomaProcess server = PalomaProcess.start("server", "--port", "0", "--http", address)) {
                assertEquals(1, server.awaitExit());
                assertEquals("", server.stdout());
                assertEquals(
                        "No se puede servir HTTP en " + address
                                + ": el puerto ya está en uso; elíjase otro con --http\n",
                        server.stderr());
            }
        }
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.1:9090       | Cannot serve HTTP on 192.0.2.1:9090: the address is not this machine's; choose another with --http
            no.such.invalid:9090 | Unknown host "no.such.invalid"; expected a name or an address that exists
            """)
    void anAddressThatCannotBeBoundEndsTheServerInOneLine(String address, String line) {
        try (PalomaProcess server = PalomaProcess.start("server", "--port", "0", "--http", address, "--lang", "en")) {
            assertEquals(1, server.awaitExit());
            assertEquals(line + "\n", server.stderr());
        }
    }

    @Tag("long")
    @Test
    void anAddressThatOtherMachinesReachGetsAWarning() {
        try (RunningServer server = RunningServer.start("--http", "0.0.0.0:0", "--lang", "en")) {
            int port = portOf(server);
            assertEquals(200, HttpAnswer.get(port, "/livez").status());
            server.stop();
            assertEquals(
                    List.of("Warning: http://0.0.0.0:" + port
                            + "/ can be reached from other machines, without a password or encryption"),
                    server.warnings());
        }
    }

    /** As in a runtime image of the modules that the command line needs. */
    @Tag("long")
    @Test
    void aRuntimeWithoutTheHttpModuleRunsTheServerWithoutTheOption() {
        String[] limited = {"--limit-modules", "java.base,java.logging,java.management,java.sql,jdk.unsupported"};
        try (RunningServer server = RunningServer.start(RunningServer.launch().withJavaOptions(limited));
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            server.stop();
        }
        try (PalomaProcess server =
                RunningServer.launch("--http", "0").withJavaOptions(limited).start()) {
            assertEquals(1, server.awaitExit());
            assertEquals(
                    "--http necesita el módulo jdk.httpserver, que falta en este entorno de Java\n", server.stderr());
        }
    }
}
