package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.process.Ports;

/** A server process and a client process, line by line. */
class ConversationIT {
    @Test
    void aConversationInSpanish() {
        try (RunningServer server = RunningServer.start();
                PalomaProcess client = client(server)) {
            client.send("Hola, servidor!\n¿Cómo está?\n".getBytes(StandardCharsets.UTF_8));
            client.closeStdin();
            assertEquals(0, client.awaitExit());
            assertEquals(
                    List.of(
                            "Escribe un mensaje ('salir' para desconectar): Hola, servidor!",
                            "Respuesta del servidor: Tu mensaje fue: Hola, servidor!",
                            "Escribe un mensaje ('salir' para desconectar): ¿Cómo está?",
                            "Respuesta del servidor: Tu mensaje fue: ¿Cómo está?",
                            "Escribe un mensaje ('salir' para desconectar): salir",
                            "Desconectado"),
                    client.stdoutLines());
            assertEquals("", client.stderr());
            server.process().awaitStdout(line -> line.endsWith("el cliente se desconectó"));
            assertEquals(new CountersTable(1, 4, 3, 0, 2), server.stop());
            assertEquals(
                    List.of(
                            "Servidor UDP escuchando en localhost:<PORT>",
                            "Conexión aceptada desde ('127.0.0.1', <PORT>) con ID de sesión <ID>",
                            "Mensaje de (127.0.0.1, <ID>): Hola, servidor!",
                            "Mensaje de (127.0.0.1, <ID>): ¿Cómo está?",
                            "Sesión <ID> cerrada: el cliente se desconectó"),
                    server.normalizedStdout());
        }
    }

    @Test
    void aConversationInEnglishSendsTheSameDatagrams() {
        try (RunningServer server = RunningServer.start("--lang", "en");
                PalomaProcess client = client(server, "--lang", "en")) {
            client.sendLine("Hola, servidor!");
            client.awaitStdout(line -> line.startsWith("Answer"));
            client.sendLine("quit");
            assertEquals(0, client.awaitExit());
            assertEquals(
                    List.of(
                            "Type a message ('quit' to disconnect): Hola, servidor!",
                            "Answer from the server: Tu mensaje fue: Hola, servidor!",
                            "Type a message ('quit' to disconnect): quit",
                            "Disconnected"),
                    client.stdoutLines());
            assertEquals("", client.stderr());
            server.process().awaitStdout(line -> line.endsWith("the client left"));
            assertEquals(new CountersTable(1, 3, 2, 0, 1), server.stop());
            assertEquals(
                    List.of(
                            "UDP server listening on localhost:<PORT>",
                            "Connection accepted from ('127.0.0.1', <PORT>) with session ID <ID>",
                            "Message from (127.0.0.1, <ID>): Hola, servidor!",
                            "Session <ID> closed: the client left"),
                    server.normalizedStdout());
        }
    }

    @Test
    void aClientGetsTheGoodbyeAndUsesTheNextServer() {
        Launch launch = Launch.paloma("server", "--port", Integer.toString(Ports.free()));
        try (RunningServer server = RunningServer.start(launch);
                PalomaProcess client = client(server)) {
            client.sendLine("Hola, servidor!");
            client.awaitStdout(line -> line.startsWith("Respuesta"));
            server.process().awaitStdout(line -> line.startsWith("Mensaje"));
            assertEquals(new CountersTable(1, 2, 1, 0, 2), server.stop());
            assertEquals(
                    "Sesión <ID> cerrada: el servidor se detiene",
                    server.normalizedStdout().get(3));
            client.awaitStdout(line -> line.equals("Mensaje del servidor: El servidor se desconecta"));
            client.sendLine("¿Hay alguien?");
            String unavailable = "El servidor no está disponible en localhost:" + server.port();
            client.awaitStdout(line -> line.equals(unavailable));
            try (RunningServer next = RunningServer.start(launch)) {
                client.sendLine("¿Y ahora?");
                client.awaitStdout(line -> line.equals("Respuesta del servidor: Tu mensaje fue: ¿Y ahora?"));
                client.sendLine("salir");
                assertEquals(0, client.awaitExit());
                assertEquals(1, next.stop().opened());
            }
            String prompt = "Escribe un mensaje ('salir' para desconectar): ";
            assertEquals(
                    List.of(
                            prompt + "Hola, servidor!",
                            "Respuesta del servidor: Tu mensaje fue: Hola, servidor!",
                            prompt,
                            "Mensaje del servidor: El servidor se desconecta",
                            prompt + "¿Hay alguien?",
                            unavailable,
                            prompt + "¿Y ahora?",
                            "Respuesta del servidor: Tu mensaje fue: ¿Y ahora?",
                            prompt + "salir",
                            "Desconectado"),
                    client.stdoutLines());
        }
    }

    /** The lines of both commands and the final counters, including the client's empty datagram. */
    @Test
    void theConversationOfReadmeIsTheTranscript() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String[] blocks = readme.split("```");
        List<String> server = linesOf(blocks[1], "$ make run-server\n");
        List<String> client = linesOf(blocks[3], "$ make run-client\n");
        try (RunningServer running = RunningServer.start();
                PalomaProcess asking = client(running)) {
            asking.sendLine("Hola, servidor!");
            asking.awaitStdout(line -> line.startsWith("Respuesta"));
            asking.sendLine("salir");
            assertEquals(0, asking.awaitExit());
            assertEquals(client, asking.stdoutLines());
            running.process().awaitStdout(line -> line.endsWith("el cliente se desconectó"));
            running.stop();
            List<String> all = new ArrayList<>(running.normalizedStdout());
            running.process().stderrLines().stream()
                    .filter(CountersTable::isLine)
                    .forEach(all::add);
            assertEquals(
                    server.stream().map(line -> anonymous(line)).toList(),
                    all.stream().map(line -> line.replace(":<PORT>", ":8080")).toList());
        }
    }

    private static List<String> linesOf(String block, String command) {
        String lines = block.strip() + "\n";
        assertTrue(lines.startsWith(command), block);
        return lines.substring(command.length()).lines().toList();
    }

    private static String anonymous(String line) {
        return line.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<ID>")
                .replaceAll("('127\\.0\\.0\\.1'), \\d+", "$1, <PORT>")
                .replace("^C", "");
    }

    private static PalomaProcess client(RunningServer server, String... options) {
        return PalomaProcess.client(server.port(), options);
    }
}
