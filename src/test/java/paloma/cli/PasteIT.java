package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.house.Timeouts;
import paloma.process.Launch;

/** Pasted text is sent unchanged: tabs stay, each line is one message, none is lost or sent twice. */
class PasteIT {
    private static final String PROMPT = "Escribe un mensaje ('salir' para desconectar):";

    @TempDir
    private Path folder;

    @BeforeAll
    static void needs() {
        Tmux.requireTools();
    }

    @Test
    void aTypedTabIsSent() {
        try (Peer server = Peer.server();
                Tmux client = client("xterm", server)) {
            client.type("a");
            client.key("Tab");
            client.key("Tab");
            client.type("b");
            client.enter();
            assertEquals("a\t\tb", server.receive());
        }
    }

    @Test
    void pastedTabsAreSent() {
        for (boolean bracketed : new boolean[] {true, false}) {
            try (Peer server = Peer.server();
                    Tmux client = client("xterm", server)) {
                client.paste("\tuno\tdos\t", bracketed);
                client.enter();
                assertEquals("\tuno\tdos\t", server.receive());
            }
        }
    }

    @Test
    void aTabIsSentFromATerminalWithoutLineEditing() {
        try (Peer server = Peer.server();
                Tmux client = client("dumb", server)) {
            client.paste("uno\tdos", true);
            client.enter();
            assertEquals("uno\tdos", server.receive());
        }
    }

    /** The terminal is in its usual mode while an answer is awaited, and in the line editor's after that. */
    @Test
    void eachPastedLineIsOneMessage() {
        List<String> lines = IntStream.range(0, 40).mapToObj(i -> i + "\tlínea").toList();
        for (boolean bracketed : new boolean[] {true, false}) {
            for (String end : new String[] {"", "\n"}) {
                try (Peer server = Peer.server();
                        Tmux client = client("xterm", server)) {
                    client.paste(String.join("\n", lines) + end, bracketed);
                    if (bracketed || end.isEmpty()) {
                        client.enter();
                    }
                    assertEquals(lines, answered(server, lines.size()));
                    client.awaitText("eco 39");
                    client.type("fin");
                    client.enter();
                    assertEquals("fin", server.receive());
                }
            }
        }
    }

    @Test
    void pastedTextIsNotExecutedBeforeEnter() {
        try (Peer server = Peer.server();
                Tmux client = client("xterm", server)) {
            client.paste("uno\n", true);
            client.type("dos");
            client.awaitText("dos");
            client.enter();
            assertEquals(List.of("uno", "dos"), answered(server, 2));
        }
    }

    @Test
    void aPastedLineBreakCanBeDeletedBeforeEnter() {
        try (Peer server = Peer.server();
                Tmux client = client("xterm", server)) {
            client.paste("uno\n", true);
            client.key("BSpace");
            client.type("dos");
            client.enter();
            assertEquals("unodos", server.receive());
        }
    }

    @Test
    void pastedServerCommandsAreExecutedOnceEach() {
        try (Tmux server = new Tmux(folder, 100, "TERM=xterm \"$@\"; cat", Launch.paloma("server", "--port", "0"))) {
            int port = RunningServer.portOf(server.awaitRow(row -> row.startsWith("Servidor UDP")));
            server.awaitRow(row -> row.equals(">"));
            try (Peer peer = new Peer(port)) {
                assertEquals("Tu mensaje fue: hola", peer.request("hola"));
                server.paste("enviar todos uno\tdos\nenviar todos tres\n", true);
                server.enter();
                assertEquals("uno\tdos", peer.receive());
                assertEquals("tres", peer.receive());
                assertEquals("Tu mensaje fue: ¿más?", peer.request("¿más?"));
            }
        }
    }

    private static List<String> answered(Peer server, int count) {
        List<String> received = new ArrayList<>();
        long deadline = System.nanoTime() + Timeouts.LIMIT.toNanos();
        while (received.size() < count) {
            assertTrue(System.nanoTime() < deadline, received::toString);
            String text = server.receive();
            // The client validates its address by an empty datagram, and keeps its session alive by others.
            if (!text.isEmpty()) {
                server.send("eco " + received.size());
                received.add(text);
            }
        }
        return received;
    }

    private Tmux client(String type, Peer server) {
        Tmux client = new Tmux(folder, 100, "TERM=" + type + " \"$@\"; cat", Launch.client(server.port()));
        List<String> rows = client.awaitText(PROMPT);
        assertTrue(rows.get(0).startsWith(PROMPT), rows::toString);
        return client;
    }
}
