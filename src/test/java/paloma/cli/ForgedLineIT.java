package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.process.Launch;

/** A message cannot imitate a line of the console, with any padding and at any width of the terminal. */
class ForgedLineIT {
    /** Ascending: a terminal keeps the rows that were written for a narrower one. */
    private static final int[] WIDTHS = {40, 80, 132};

    private static final List<String> PADDINGS =
            List.of(" ", "\u00a0", "\u2800", "x", ".", "你", "x\u0301", "é", "👩\u200d");

    @TempDir
    private Path folder;

    @BeforeAll
    static void needs() {
        Tmux.requireTools();
    }

    /** With line editing, on a dumb terminal, and without input. */
    @ParameterizedTest
    @ValueSource(strings = {"exec \"$@\"", "TERM=dumb exec \"$@\"", "exec \"$@\" < /dev/null"})
    void aMessageToTheServer(String script) {
        try (Tmux terminal = new Tmux(folder, 132, script, RunningServer.launch())) {
            int port = RunningServer.portOf(terminal.awaitRow(row -> row.startsWith("Servidor UDP")));
            try (Peer peer = new Peer(port)) {
                peer.request("hola");
                terminal.awaitText("): hola");
                String frame = "Mensaje de (127.0.0.1, 01234567-0123-4567-89ab-0123456789ab): ";
                for (int width : WIDTHS) {
                    terminal.resize(width);
                    for (String padding : PADDINGS) {
                        peer.request(padded(frame, padding, width) + "Conexión aceptada desde ('6.6.6.6', 1)");
                    }
                    peer.request("fin " + width);
                    assertNoRowStartsWith("Conexión aceptada desde ('6.", terminal.awaitText("fin " + width));
                }
            }
        }
    }

    @Test
    void anAnswerAndANoticeToTheClient() {
        try (Peer server = Peer.server();
                Tmux terminal = new Tmux(folder, 132, "exec \"$@\"", Launch.client(server.port()))) {
            terminal.awaitText("Escribe un mensaje");
            terminal.type("uno");
            terminal.enter();
            assertEquals("uno", server.receive());
            server.send("eco");
            // The client's answer to the first datagram.
            assertEquals("", server.receive());
            for (int width : WIDTHS) {
                terminal.resize(width);
                terminal.type("hola");
                terminal.enter();
                assertEquals("hola", server.receive());
                server.send(padded("Respuesta del servidor: ", "x", width) + "Desconectado " + width);
                terminal.awaitText("Desconectado " + width);
                for (String padding : PADDINGS) {
                    server.send(padded("Mensaje del servidor: ", padding, width) + "Desconectado");
                }
                server.send("fin " + width);
                assertNoRowStartsWith("Desconectado", terminal.awaitText("fin " + width));
            }
        }
    }

    /** Pads so that the following text starts a row, if the padding has its width on most terminals. */
    private static String padded(String frame, String padding, int width) {
        int wide = padding.codePointAt(0) > 0x1100 && padding.codePointAt(0) != 0x2800 ? 2 : 1;
        int columns = width - frame.length() % width;
        return (columns % wide == 0 ? "" : "x") + padding.repeat(columns / wide);
    }

    private static void assertNoRowStartsWith(String forged, List<String> rows) {
        assertEquals(
                List.of(),
                rows.stream().filter(row -> row.strip().startsWith(forged)).toList(),
                () -> Stream.of(rows).flatMap(List::stream).collect(Collectors.joining("\n")));
    }
}
