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
            server.awaitRow(row -> row.equals("En un terminal, Tab completa órdenes e ID."));
            try (Peer one = new Peer(port);
                    Peer two = new Peer(port)) {
                one.request("hola");
                server.type("en");
                server.key("Tab");
                server.type("t");
                server.key("Tab");
                server.type("uno");
                server.key("Tab");
                server.type("dos");
                server.enter();
                assertEquals("uno\tdos", one.receive());
                server.paste("enviar todos uno\tdos", false);
                server.enter();
                assertEquals("uno\tdos", one.receive());
                two.request("hola");
                server.type("ce");
                server.key("Tab");
                server.key("Tab");
                server.awaitRow(row -> row.matches("[0-9a-f]{8}  127\\.0\\.0\\.1:" + one.port()));
                String listed = server.awaitRow(row -> row.matches("[0-9a-f]{8}  127\\.0\\.0\\.1:" + two.port()));
                server.awaitRow(row -> row.matches("> cerrar( [0-9a-f]+)?"));
                server.key("C-u");
                server.type("cerrar " + listed.substring(0, 8));
                server.key("Tab");
                server.awaitRow(row -> row.matches("> cerrar [0-9a-f-]{36}"));
                server.enter();
                assertEquals("El servidor se desconecta", two.receive());
            }
            server.type("sesiones");
            server.enter();
            server.awaitText("Sesiones vivas: 1");
            assertNoRowIsWrapped(server.awaitText("Mensajes"));
        }
    }

    private static void assertNoRowIsWrapped(List<String> rows) {
        rows.forEach(row -> assertTrue(!row.contains("↳") || row.contains("rmem_max"), row));
    }
}
