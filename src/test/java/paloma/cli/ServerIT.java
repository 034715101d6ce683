package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Needs;
import paloma.process.PalomaProcess;

class ServerIT {
    @Test
    void anUnknownHostIsOneLineAndStatus1() {
        try (PalomaProcess server = PalomaProcess.start("server", "--host", "no.such.invalid")) {
            assertEquals(1, server.awaitExit());
            assertEquals(
                    "No se conoce la máquina «no.such.invalid»; se espera un nombre o una dirección que exista\n",
                    server.stderr());
            assertEquals("", server.stdout());
        }
    }

    @Test
    void aPeerThatLeavesAndReturnsGetsANewSession() {
        try (RunningServer server = RunningServer.start();
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: uno", peer.request("uno"));
            peer.send("salir\n");
            server.process().awaitStdout(line -> line.endsWith("cerrada: el cliente se desconectó"));
            assertEquals("Tu mensaje fue: dos", peer.request("dos"));
            server.process().awaitStdout(line -> line.endsWith(": dos"));
            List<String> ids = server.process().stdoutLines().stream()
                    .filter(line -> line.startsWith("Conexión"))
                    .map(RunningServer::sessionIdOf)
                    .toList();
            assertEquals(2, ids.size());
            assertNotEquals(ids.get(0), ids.get(1));
            assertTrue(server.process()
                    .stdoutLines()
                    .contains("Sesión " + ids.get(0) + " cerrada: el cliente se desconectó"));
        }
    }

    @Test
    void anIdleSessionClosesAndItsLineShowsTheTimeoutAsTyped() {
        try (RunningServer server = RunningServer.start("--idle-timeout", "300ms");
                Peer peer = server.peer()) {
            peer.request("hola");
            server.process().awaitStdout(line -> line.endsWith("cerrada: inactiva durante 300ms"));
        }
        try (RunningServer server = RunningServer.start("--idle-timeout", "1s", "--lang", "en");
                Peer peer = server.peer()) {
            peer.request("hola");
            server.process().awaitStdout(line -> line.endsWith("closed: idle for 1s"));
        }
    }

    @Test
    void leaveMessagesAndKeepAlivesOpenNoSessionAndHaveNoAnswer() {
        try (RunningServer server = RunningServer.start();
                Peer peer = server.peer()) {
            peer.send("salir");
            peer.send("");
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            peer.send("");
            assertEquals("Tu mensaje fue: adiós", peer.request("adiós"));
            peer.send("salir");
            server.process().awaitStdout(line -> line.endsWith("desconectó"));
            assertEquals(new CountersTable(1, 6, 3, 2, 2), server.stop());
        }
    }

    @Test
    void aMessageThatCarriesThePrefixIsNeverAnswered() {
        try (RunningServer server = RunningServer.start("--prefix", "eco: ");
                Peer peer = server.peer()) {
            peer.send("eco: hola");
            assertEquals("eco: hola", peer.request("hola"));
            peer.send("eco: hola");
            assertEquals("eco: Tu mensaje fue: x", peer.request("Tu mensaje fue: x"));
            assertEquals(new CountersTable(1, 4, 2, 2, 3), server.stop());
        }
    }

    @Test
    void anEchoReturnsTheSameBytes() {
        try (RunningServer server = RunningServer.start("--echo", "--quiet");
                Peer peer = server.peer()) {
            byte[] message = new byte[65_507];
            message[0] = (byte) 0xff;
            message[65_506] = '\n';
            peer.send(message);
            assertArrayEquals(message, peer.receiveBytes());
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.stop());
            assertEquals(List.of("Servidor UDP escuchando en localhost:<PORT>"), server.normalizedStdout());
        }
    }

    @Test
    void theReactorThreadAnswersWithoutWorkers() {
        try (RunningServer server = RunningServer.start("--workers", "0");
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.stop());
        }
    }

    @Test
    void anIpv6AddressIsShownInBrackets() throws IOException {
        InetAddress loopback = InetAddress.getByName("::1");
        Needs.that(NetworkInterface.getByInetAddress(loopback) != null, "IPv6");
        try (RunningServer server = RunningServer.start("--host", "::1");
                Peer peer = new Peer(loopback, server.port())) {
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            assertEquals(
                    "Servidor UDP escuchando en [::1]:<PORT>",
                    server.normalizedStdout().get(0));
            server.process().awaitStdout(line -> line.startsWith("Mensaje de (::1, "));
        }
    }

    @Test
    void aTakenPortIsOneLineAndStatus1() {
        try (Peer holder = Peer.server();
                PalomaProcess server = PalomaProcess.start("server", "--port", Integer.toString(holder.port()))) {
            assertEquals(1, server.awaitExit());
            assertEquals(
                    List.of("No se puede escuchar en localhost:" + holder.port()
                            + ": el puerto ya está en uso; elíjase otro con --port"),
                    server.stderrLines());
            assertEquals("", server.stdout());
        }
    }

    @Test
    void anAddressOfAnotherMachineIsOneLineAndStatus1() {
        try (PalomaProcess server = PalomaProcess.start("server", "--host", "192.0.2.1", "--lang", "en")) {
            assertEquals(1, server.awaitExit());
            assertEquals(
                    List.of("Cannot listen on 192.0.2.1:8080: the address is not this machine's; choose another with"
                            + " --host"),
                    server.stderrLines());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server --host fe80::1", "server --echo --host 0.0.0.0", "sevrer"})
    void anImpossibleOptionIsOneLineAndStatus2(String arguments) {
        try (PalomaProcess paloma = PalomaProcess.start(arguments.split(" "))) {
            assertEquals(2, paloma.awaitExit());
            assertEquals(1, paloma.stderrLines().size(), paloma.stderr());
            assertEquals("", paloma.stdout());
        }
    }

    @Test
    void theVersionIsThatOfTheJar() {
        try (PalomaProcess paloma = PalomaProcess.start("server", "--version")) {
            assertEquals(0, paloma.awaitExit());
            assertTrue(paloma.stdout().matches("paloma \\d+\\.\\d+\\.\\d+\\S*\n"), paloma.stdout());
        }
    }
}
