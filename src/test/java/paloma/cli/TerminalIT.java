package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Both commands on a pseudo-terminal, where a person types. */
class TerminalIT {
    private static final String PROMPT = "Escribe un mensaje ('salir' para desconectar): ";
    private static final Pattern CONTROL_SEQUENCE = Pattern.compile("\u001b(?:\\[[0-9;?]*[a-zA-Z]|[=>])");
    private static final byte[] CTRL_C = {3};
    private static final byte[] CTRL_D = {4};

    @BeforeAll
    static void needs() {
        Needs.command("script");
    }

    @Test
    void aConversationOnATerminal() {
        try (RunningServer server = RunningServer.start();
                PalomaProcess client = onTerminal("xterm", "client", "--port", Integer.toString(server.port()))) {
            client.awaitStdoutText(PROMPT);
            client.sendLine("¡Hola, señor!");
            client.awaitStdoutText("Respuesta del servidor: Tu mensaje fue: ¡Hola, señor!");
            awaitPrompts(client, 2);
            client.send("sin termi".getBytes(StandardCharsets.UTF_8));
            client.awaitStdoutText("sin termi");
            server.process().sendLine("enviar todos aviso");
            client.awaitStdoutText("Mensaje del servidor: aviso");
            client.sendLine("nar");
            client.awaitStdoutText("Respuesta del servidor: Tu mensaje fue: sin terminar");
            awaitPrompts(client, 4);
            client.sendLine("salir");
            assertEquals(0, client.awaitExit());
            assertTrue(plain(client).endsWith(PROMPT + "salir\r\r\nDesconectado\r\n"), plain(client));
            assertTrue(
                    plain(client).contains("\rMensaje del servidor: aviso\r\n" + PROMPT + "sin termi"), plain(client));
            server.process().awaitStdout(line -> line.endsWith("cerrada: el cliente se desconectó"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xterm", "dumb"})
    void ctrlCAndCtrlDDisconnect(String type) {
        for (byte[] key : new byte[][] {CTRL_C, CTRL_D}) {
            try (Peer server = Peer.server();
                    PalomaProcess client = onTerminal(type, "client", "--port", Integer.toString(server.port()))) {
                client.awaitStdoutText(PROMPT);
                client.sendLine("hola");
                assertEquals("hola", server.receive());
                server.send("eco");
                awaitPrompts(client, 2);
                client.send(key);
                assertEquals("salir", server.receive());
                assertEquals(0, client.awaitExit());
                assertTrue(plain(client).endsWith("\nDesconectado\r\n"), plain(client));
            }
        }
    }

    @Test
    void theServersConsoleOnATerminal() {
        try (PalomaProcess server = onTerminal("xterm", "server", "--port", "0")) {
            int port = RunningServer.portOf(server.awaitStdout(line -> line.startsWith("Servidor")));
            server.awaitStdoutText("> ");
            try (Peer peer = new Peer(port)) {
                server.send("ayu".getBytes(StandardCharsets.UTF_8));
                server.awaitStdoutText("ayu");
                assertEquals("Tu mensaje fue: Hola, servidor!", peer.ask("Hola, servidor!"));
                server.awaitStdoutText("): Hola, servidor!");
                server.sendLine("da");
                server.awaitStdoutText("Órdenes: sesiones");
                server.send(CTRL_D);
                assertEquals("Tu mensaje fue: ¿Sigues?", peer.ask("¿Sigues?"));
                server.awaitStdoutText("): ¿Sigues?");
                server.send(CTRL_C);
                assertEquals("El servidor se desconecta", peer.receive());
            }
            assertEquals(0, server.awaitExit());
            assertTrue(
                    plain(server).endsWith("\nSesiones: 1 · recibidos: 2 · respondidos: 2 · descartados: 0\r\n"),
                    plain(server));
        }
    }

    @Test
    void ctrlCStopsTheServerWhileItsPromptWaits() {
        try (PalomaProcess server = onTerminal("xterm", "server", "--port", "0", "--lang", "en")) {
            server.awaitStdoutText("> ");
            server.send(CTRL_C);
            assertEquals(0, server.awaitExit());
            assertTrue(
                    plain(server).endsWith("\nSessions: 0 · received: 0 · answered: 0 · dropped: 0\r\n"),
                    plain(server));
        }
    }

    @Test
    void aBackgroundJobLeavesTheTerminalAloneAndServes() {
        String job = "\"$@\" & echo job $!; wait $!; echo status $?";
        Launch launch = RunningServer.launch();
        String[] words = new String[launch.command().size() + 4];
        System.arraycopy(new String[] {"sh", "-mc", job, "sh"}, 0, words, 0, 4);
        System.arraycopy(
                launch.command().toArray(), 0, words, 4, launch.command().size());
        try (PalomaProcess shell = Launch.command(words)
                .withEnvironment("TERM", "xterm")
                .onTerminal()
                .start()) {
            String pid = shell.awaitStdout(line -> line.startsWith("job "))
                    .substring(4)
                    .strip();
            int port = RunningServer.portOf(shell.awaitStdout(line -> line.startsWith("Servidor")));
            try (Peer peer = new Peer(port)) {
                assertEquals("Tu mensaje fue: Hola, servidor!", peer.ask("Hola, servidor!"));
                kill(pid);
                assertEquals("El servidor se desconecta", peer.receive());
            }
            shell.awaitStdout(line -> line.strip().equals("status 0"));
        }
    }

    private static void kill(String pid) {
        try (PalomaProcess kill = Launch.command("kill", "-TERM", pid).start()) {
            assertEquals(0, kill.awaitExit(), kill.stderr());
        }
    }

    private static PalomaProcess onTerminal(String type, String... words) {
        return Launch.paloma(words).withEnvironment("TERM", type).onTerminal().start();
    }

    /** The prompt is drawn once more for each line that appears above it. */
    private static void awaitPrompts(PalomaProcess client, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> plain(client).split(Pattern.quote(PROMPT), -1).length > count);
    }

    private static String plain(PalomaProcess process) {
        return CONTROL_SEQUENCE.matcher(process.stdout()).replaceAll("");
    }
}
