package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;
import paloma.process.PalomaProcess;
import paloma.process.Ports;

class ClientIT {
    private static final String PROMPT = "Escribe un mensaje ('salir' para desconectar): ";

    @Test
    void withoutAnAnswerTheConversationContinuesAfterTheTimeout() {
        Timeouts.withLongerAndLonger(ClientIT::withoutAnAnswer, "2s", "10s", "60s");
    }

    private static void withoutAnAnswer(String timeout) {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.client(server.port(), "--timeout", timeout)) {
            client.sendLine("uno");
            client.sendLine("dos");
            assertEquals("uno", server.receive());
            assertEquals("dos", server.receive());
            server.send("respuesta");
            // As the client answers the first datagram that it gets.
            assertEquals("", server.receive());
            client.sendLine("salir");
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
            assertEquals(
                    List.of(
                            PROMPT + "uno",
                            "Sin respuesta del servidor en " + timeout,
                            PROMPT + "dos",
                            "Respuesta del servidor: respuesta",
                            PROMPT + "salir",
                            "Desconectado"),
                    client.stdoutLines());
        }
    }

    @Test
    void byDefaultTheTimeoutIsTwoSeconds() {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.start("client", "--port", Integer.toString(server.port()))) {
            client.sendLine("uno");
            assertEquals("uno", server.receive());
            client.awaitStdout(line -> line.equals("Sin respuesta del servidor en 2s"));
        }
    }

    @Test
    void aLateAnswerIsNotTheAnswerToTheNextRequest() {
        Timeouts.withLongerAndLonger(ClientIT::lateAnswer, "3s", "10s", "60s");
    }

    private static void lateAnswer(String timeout) {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.client(server.port(), "--timeout", timeout)) {
            client.sendLine("uno");
            assertEquals("uno", server.receive());
            client.awaitStdout(line -> line.equals("Sin respuesta del servidor en " + timeout));
            client.sendLine("dos");
            assertEquals("dos", server.receive());
            server.send("Tu mensaje fue: uno");
            server.send("El servidor se desconecta");
            server.send("Tu mensaje fue: dos");
            client.awaitStdout(line -> line.startsWith("Respuesta"));
            client.closeStdin();
            assertEquals(0, client.awaitExit());
            assertEquals(
                    List.of(
                            PROMPT + "uno",
                            "Sin respuesta del servidor en " + timeout,
                            PROMPT + "dos",
                            "Respuesta tardía del servidor: Tu mensaje fue: uno",
                            "Mensaje del servidor: El servidor se desconecta",
                            "Respuesta del servidor: Tu mensaje fue: dos",
                            PROMPT + "salir",
                            "Desconectado"),
                    client.stdoutLines());
        }
    }

    @Test
    void aLateAnswerThatEndsWithTheNextRequestIsStillLate() {
        Timeouts.withLongerAndLonger(ClientIT::lateLongerAnswer, "3s", "10s", "60s");
    }

    private static void lateLongerAnswer(String timeout) {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.client(server.port(), "--timeout", timeout, "--lang", "en")) {
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            client.awaitStdout(line -> line.equals("No answer from the server within " + timeout));
            client.sendLine("a");
            assertEquals("a", server.receive());
            server.send("Tu mensaje fue: hola");
            server.send("Tu mensaje fue: a");
            client.awaitStdout(line -> line.equals("Late answer from the server: Tu mensaje fue: hola"));
            client.awaitStdout(line -> line.equals("Answer from the server: Tu mensaje fue: a"));
            client.sendLine("b");
            assertEquals("", server.receive());
            assertEquals("b", server.receive());
            server.send("Tu mensaje fue: a");
            client.awaitStdout(
                    line -> line.equals("Answer from the server, perhaps to an earlier message: Tu mensaje fue: a"));
            client.closeStdin();
            assertEquals(0, client.awaitExit());
        }
    }

    @Test
    void aPushedMessageGetsItsOwnLine() {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.client(server.port(), "--lang", "en")) {
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            server.send("eco\n");
            client.awaitStdout(line -> line.startsWith("Answer"));
            server.send("atención\u001b[2J");
            client.awaitStdout(line -> line.equals("Message from the server: atención\\x1b[2J"));
            client.closeStdin();
            assertEquals(0, client.awaitExit());
            String prompt = "Type a message ('quit' to disconnect): ";
            assertEquals(
                    List.of(
                            prompt + "hola",
                            "Answer from the server: eco",
                            prompt,
                            "Message from the server: atención\\x1b[2J",
                            prompt + "quit",
                            "Disconnected"),
                    client.stdoutLines());
        }
    }

    @Test
    void anAnswerIsPrintedWholeAndAsSafeText() {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.client(server.port())) {
            client.sendLine("hola");
            server.receive();
            server.send("x".repeat(60_000) + "\u001b]0;título\u0007\nMensaje del servidor: mentira");
            String line = client.awaitStdout(text -> text.startsWith("Respuesta"));
            assertEquals(
                    "Respuesta del servidor: " + "x".repeat(60_000)
                            + "\\x1b]0;título\\x07\\nMensaje del servidor: mentira",
                    line);
        }
    }

    @Test
    void emptyLinesAreNotSentAndTooLongOnesAreRefused() {
        try (Peer server = Peer.server();
                PalomaProcess client = PalomaProcess.client(server.port())) {
            client.sendLine("");
            client.sendLine("x".repeat(65_508));
            client.sendLine("é".repeat(40_000));
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            server.send("eco");
            client.closeStdin();
            // As the client answers the first datagram that it gets.
            assertEquals("", server.receive());
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
            List<String> lines = client.stdoutLines();
            assertEquals(PROMPT, lines.get(0));
            assertEquals("El mensaje no cabe en un datagrama: tiene 65508 bytes y caben 65507", lines.get(2));
            assertEquals("El mensaje no cabe en un datagrama: tiene 80000 bytes y caben 65507", lines.get(4));
            assertEquals(PROMPT + "hola", lines.get(5));
        }
    }

    @Test
    void aMissingServerIsReportedOncePerMessage() {
        int port = Ports.free();
        try (PalomaProcess client = PalomaProcess.client(port, "--lang", "en", "--host", "127.0.0.1")) {
            client.sendLine("uno");
            client.sendLine("dos");
            client.closeStdin();
            assertEquals(0, client.awaitExit());
            assertEquals(
                    2,
                    client.stdoutLines().stream()
                            .filter(line -> line.equals("The server is not available at 127.0.0.1:" + port))
                            .count(),
                    client.stdout());
            assertTrue(client.stdout().endsWith("Disconnected\n"), client.stdout());
            assertEquals("", client.stderr());
        }
    }

    @Test
    void anUnknownHostIsOneLineAndStatus1() {
        try (PalomaProcess client = PalomaProcess.start("client", "--host", "no.such.invalid")) {
            assertEquals(1, client.awaitExit());
            assertEquals(
                    List.of(
                            "No se conoce la máquina «no.such.invalid»; se espera un nombre o una dirección que exista"),
                    client.stderrLines());
            assertEquals("", client.stdout());
        }
    }
}
