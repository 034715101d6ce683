package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tab on the server's console, in a terminal of 60 columns. */
class CompletionIT {
    private static final int COLUMNS = 60;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needs() {
        Tmux.requireTools();
    }

    @Test
    void tabCompletesCommandsAndIdsAndIsTextInAMessage() {
        try (Tmux server = new Tmux(folder, COLUMNS, "TERM=xterm \"$@\"; cat", RunningServer.launch("--quiet"))) {
            int port = RunningServer.portOf(server.awaitRow(row -> row.startsWith("Servidor UDP")));
            server.awaitRow(row -> row.equals(">"));
            server.key("Tab");
            server.awaitRow(row -> row.equals("sesiones  enviar  cerrar  cuenta  ayuda  salir"));
            server.type("a");
            server.key("Tab");
            server.awaitRow(row -> row.equals("> ayuda"));
            server.enter();
            server.awaitRow(row -> row.equals("  enviar <ID|todos> <texto>  envía a una sesión o a todas"));
            server.awaitRow(row -> row.equals("En un terminal, Tab completa órdenes e ID."));
            try (Peer peer = new Peer(port)) {
                peer.request("hola");
                server.type("en");
                server.key("Tab");
                server.type("t");
                server.key("Tab");
                server.awaitRow(row -> row.equals("> enviar todos"));
                server.type("uno");
                server.key("Tab");
                server.type("dos");
                server.enter();
                assertEquals("uno\tdos", peer.receive());
                server.paste("enviar todos uno\tdos", false);
                server.enter();
                assertEquals("uno\tdos", peer.receive());
                server.type("ce");
                server.key("Tab");
                server.key("Tab");
                server.awaitRow(row -> row.matches("> cerrar [0-9a-f-]{36}"));
                server.enter();
                assertEquals("El servidor se desconecta", peer.receive());
            }
            assertNoRowIsWrapped(server.awaitText("Se cierra "));
        }
    }

    @Test
    void severalIdsAreListedAbovePromptAndLine() {
        try (Tmux server =
                new Tmux(folder, COLUMNS, "TERM=xterm \"$@\"; cat", RunningServer.launch("--quiet", "--lang", "en"))) {
            int port = RunningServer.portOf(server.awaitRow(row -> row.startsWith("UDP server")));
            server.awaitRow(row -> row.equals(">"));
            try (Peer one = new Peer(port);
                    Peer two = new Peer(port)) {
                one.request("hola");
                two.request("hola");
                server.type("close ");
                server.key("Tab");
                List<String> rows = server.awaitText("127.0.0.1:" + two.port());
                assertTrue(rows.stream().anyMatch(row -> row.matches("[0-9a-f]{8}  127\\.0\\.0\\.1:" + one.port())));
                server.awaitRow(row -> row.matches("> close( [0-9a-f]+)?"));
                server.key("C-u");
                server.type("sessions");
                server.enter();
                server.awaitRow(row -> row.matches("ID +Address +Age +Idle +Messages"));
                assertNoRowIsWrapped(server.awaitText("Live sessions: 2"));
            }
        }
    }

    private static void assertNoRowIsWrapped(List<String> rows) {
        rows.forEach(row -> assertTrue(!row.contains("↳") || row.contains("rmem_max"), row));
    }
}
