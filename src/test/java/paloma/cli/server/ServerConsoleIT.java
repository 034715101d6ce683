package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.cli.CountersTable;
import paloma.cli.Peer;
import paloma.cli.RunningServer;
import paloma.process.PalomaProcess;

class ServerConsoleIT {
    @Test
    void sessionsAreListedAsATable() {
        try (RunningServer server = RunningServer.start("--quiet");
                Peer one = server.peer();
                Peer two = server.peer()) {
            PalomaProcess process = server.process();
            process.sendLine("sesiones");
            process.awaitStdout(line -> line.equals("No hay sesiones"));
            one.request("uno");
            two.request("uno");
            two.request("dos");
            process.sendLine("sesiones");
            process.awaitStdout(line -> line.equals("Sesiones vivas: 2"));
            process.awaitStdout(line -> line.matches("ID +Dirección +Edad +Inactiva +Mensajes"));
            process.awaitStdout(line -> isRow(line, one, 1));
            process.awaitStdout(line -> isRow(line, two, 2));
        }
    }

    @Test
    void messagesArePushedToOneSessionOrToAll() {
        try (RunningServer server = RunningServer.start("--lang", "en");
                Peer one = server.peer();
                Peer two = server.peer()) {
            PalomaProcess process = server.process();
            // A validated peer may be sent more than it sent.
            one.request("Hola, servidor!");
            one.request("Hola, servidor!");
            two.request("Hola, servidor!");
            String id = idOf(process.awaitStdout(line -> line.contains("('127.0.0.1', " + one.port() + ")")));
            process.sendLine("send all  ¡atención!");
            assertEquals(" ¡atención!", one.receive());
            assertEquals(" ¡atención!", two.receive());
            process.awaitStdout(line -> line.equals("Sent; sessions: 2"));
            process.sendLine("send " + id + " solo a ti");
            assertEquals("solo a ti", one.receive());
            process.awaitStdout(line -> line.equals("Sent to " + id));
            process.sendLine("enviar " + id.substring(0, 8).toUpperCase() + " otra vez");
            assertEquals("otra vez", one.receive());
            process.sendLine("send 00000000 nadie");
            process.awaitStdout(line -> line.equals("No session has the ID 00000000; see sessions"));
            process.sendLine("send " + id.charAt(0) + " corto");
            process.awaitStdout(
                    line -> line.equals("The ID " + id.charAt(0) + " is too short; expected 4 letters or more"));
            process.sendLine("close " + id.substring(0, 8));
            assertEquals("El servidor se desconecta", one.receive());
            process.awaitStdout(line -> line.equals("Session " + id + " closed: by the operator"));
        }
    }

    @Test
    void anUnknownCommandGetsALineWithTheKnownOnes() {
        try (RunningServer server = RunningServer.start()) {
            PalomaProcess process = server.process();
            process.sendLine("ayuda");
            process.sendLine("");
            process.sendLine("\u001b[2Jborrar todo");
            process.sendLine("enviar");
            process.sendLine("enviar todos");
            process.sendLine("Salir");
            assertEquals(0, process.awaitExit());
            assertEquals(
                    List.of(
                            "Servidor UDP escuchando en localhost:<PORT>",
                            "Órdenes:",
                            "  sesiones [página]          sesiones vivas, 20 por página",
                            "  enviar <ID|todos> <texto>  envía a una sesión o a todas",
                            "  cerrar <ID>                cierra una sesión",
                            "  cuenta                     la cuenta en este momento",
                            "  ayuda                      esta ayuda",
                            "  salir                      detiene el servidor",
                            "Basta el comienzo de un ID, único y de 4 letras o más.",
                            "En un terminal, Tab completa órdenes e ID.",
                            "Orden desconocida: \\x1b[2Jborrar; las hay: sesiones, enviar, cerrar, cuenta, ayuda, salir",
                            "Se espera: enviar <ID|todos> <texto>",
                            "Se espera: enviar <ID|todos> <texto>"),
                    server.normalizedStdout());
        }
    }

    @Test
    void quitStopsTheServerGracefully() {
        try (RunningServer server = RunningServer.start("--lang", "en");
                Peer peer = server.peer()) {
            peer.request("Hola, servidor!");
            server.process().sendLine("help");
            server.process().sendLine("quit");
            assertEquals("El servidor se desconecta", peer.receive());
            assertEquals(0, server.process().awaitExit());
            assertTrue(server.normalizedStdout().contains("Commands:"));
            assertTrue(server.normalizedStdout().contains("  quit                  stops the server"));
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.counters());
        }
    }

    @Test
    void theEndOfTheInputDoesNotStopTheServer() {
        try (RunningServer server = RunningServer.start();
                Peer peer = server.peer()) {
            server.process().sendLine("ayuda");
            server.process().closeStdin();
            server.process().awaitStdout(line -> line.startsWith("Órdenes"));
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            server.stop();
        }
    }

    @Test
    void theEndOfTheInputStopsAServerStartedForThat() {
        try (RunningServer server = RunningServer.start("--stop-at-end-of-input");
                Peer peer = server.peer()) {
            peer.request("hola");
            server.process().closeStdin();
            assertEquals("El servidor se desconecta", peer.receive());
            assertEquals(0, server.process().awaitExit());
        }
    }

    @Test
    void aPushAndTheGoodbyeReachAPeerOfOneShortMessage() {
        try (RunningServer server = RunningServer.start();
                Peer peer = server.peer()) {
            peer.request("a");
            String notice = "¡Atención! ".repeat(20);
            server.process().sendLine("enviar todos " + notice);
            assertEquals(notice.strip(), peer.receive().strip());
            server.process().sendLine("salir");
            assertEquals("El servidor se desconecta", peer.receive());
            assertEquals(0, server.process().awaitExit());
        }
    }

    private static boolean isRow(String line, Peer peer, int messages) {
        String age = "(\\d+m)?\\d+s";
        return line.matches("[0-9a-f]{8}  127\\.0\\.0\\.1:" + peer.port() + " +" + age + " +" + age + " +" + messages);
    }

    private static String idOf(String line) {
        return RunningServer.sessionIdOf(line);
    }
}
