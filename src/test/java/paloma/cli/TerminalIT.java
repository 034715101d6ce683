package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Both commands on a pseudo-terminal with typed input. */
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
                PalomaProcess client = onTerminal(
                        "xterm", "client", "--timeout", Timeouts.OPTION, "--port", Integer.toString(server.port()))) {
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

    @Test
    void ctrlCAndCtrlDDisconnect() {
        assertDisconnects("xterm", CTRL_C);
        assertDisconnects("xterm", CTRL_D);
        assertDisconnects("dumb", CTRL_C);
    }

    private static void assertDisconnects(String type, byte[] key) {
        try (Peer server = Peer.server();
                PalomaProcess client = onTerminal(
                        type, "client", "--timeout", Timeouts.OPTION, "--port", Integer.toString(server.port()))) {
            client.awaitStdoutText(PROMPT);
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            server.send("eco");
            awaitPrompts(client, 2);
            // The client's answer to the first datagram.
            assertEquals("", server.receive());
            client.send(key);
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
            assertTrue(plain(client).endsWith("Desconectado\r\n"), plain(client));
        }
    }

    /** A line editor with a history may interpret !!, a backslash and a quotation mark. */
    @Test
    void marksOfALineEditorAreText() {
        try (Peer server = Peer.server();
                PalomaProcess client = onTerminal(
                        "xterm", "client", "--timeout", Timeouts.OPTION, "--port", Integer.toString(server.port()))) {
            client.awaitStdoutText(PROMPT);
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            server.send("eco");
            assertEquals("", server.receive());
            awaitPrompts(client, 2);
            client.sendLine("!! it's a \\");
            assertEquals("!! it's a \\", server.receive());
        }
    }

    @Test
    void aTerminalThatCannotMoveItsCursorShowsPlainLines() {
        try (Peer server = Peer.server();
                PalomaProcess client = onTerminal(
                        "dumb", "client", "--timeout", Timeouts.OPTION, "--port", Integer.toString(server.port()))) {
            client.awaitStdoutText(PROMPT);
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            server.send("eco");
            awaitPrompts(client, 2);
            client.sendLine("salir");
            assertEquals(0, client.awaitExit());
            assertEquals(
                    List.of(PROMPT + "hola", "Respuesta del servidor: eco", PROMPT + "salir", "Desconectado"),
                    client.stdoutLines());
        }
    }

    /** The line editor's library logs an unknown terminal; the log is not printed. */
    @Test
    void aTerminalOfAnUnknownTypeShowsOurLinesOnly() {
        for (String type : new String[] {"xterm-of-tomorrow", "", "unknown"}) {
            assertShowsOurLinesOnly(Launch.paloma("client", "--timeout", Timeouts.OPTION, "--port", "PORT")
                    .withEnvironment("TERM", type));
        }
        assertShowsOurLinesOnly(Launch.paloma("client", "--timeout", Timeouts.OPTION, "--port", "PORT")
                .after("unset TERM"));
    }

    private static void assertShowsOurLinesOnly(Launch launch) {
        try (Peer server = Peer.server();
                PalomaProcess client = launch.withWord("PORT", Integer.toString(server.port()))
                        .onTerminal()
                        .start()) {
            client.awaitStdoutText(PROMPT);
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            server.send("eco");
            awaitPrompts(client, 2);
            client.sendLine("salir");
            assertEquals(0, client.awaitExit());
            for (String line : plain(client).split("[\r\n]+")) {
                boolean ours = line.isEmpty()
                        || line.equals("hola")
                        || line.startsWith(PROMPT)
                        || line.equals("Respuesta del servidor: eco")
                        || line.equals("Desconectado");
                assertTrue(ours, plain(client));
            }
        }
    }

    @Test
    void aDumbTerminalShowsTheEndOfTheServersCommands() {
        try (PalomaProcess server = onTerminal("dumb", "server", "--port", "0")) {
            server.awaitStdout(line -> line.startsWith("Servidor"));
            server.send(CTRL_D);
            server.awaitStdoutText("Fin de las órdenes; el servidor sigue, y Ctrl-C lo detiene");
        }
    }

    @Test
    void theEndOfTheServersCommandsIsReportedOnAnyOutput() {
        try (PalomaProcess server = shell("\"$@\" | cat", RunningServer.launch())) {
            server.awaitStdout(line -> line.startsWith("Servidor"));
            server.send(CTRL_D);
            server.awaitStdoutText("Fin de las órdenes; el servidor sigue, y Ctrl-C lo detiene");
        }
    }

    @Test
    void aLineThatIsNotUtf8IsRefusedAndAByteOrderMarkIsDropped() {
        for (String type : new String[] {"xterm", "dumb"}) {
            try (Peer server = Peer.server();
                    PalomaProcess client = onTerminal(
                            type, "client", "--timeout", Timeouts.OPTION, "--port", Integer.toString(server.port()))) {
                client.awaitStdoutText(PROMPT);
                client.sendLine("\ufeffhola");
                assertEquals("hola", server.receive());
                server.send("eco");
                assertEquals("", server.receive());
                awaitPrompts(client, 2);
                client.send(new byte[] {'s', 'e', (byte) 0xf1, 'a', 'l', '\n'});
                client.awaitStdoutText("La línea no se aceptó: no es UTF-8 (tiene 5 bytes)");
                awaitPrompts(client, 3);
                client.sendLine("\ufffd");
                assertEquals("\ufffd", server.receive());
            }
        }
    }

    @Test
    void aCommandThatIsNotUtf8IsRefused() {
        try (PalomaProcess server = onTerminal("xterm", "server", "--port", "0", "--lang", "en")) {
            server.awaitStdoutText("> ");
            server.send("send all se\u00f1al\n".getBytes(StandardCharsets.ISO_8859_1));
            server.awaitStdoutText("The line was not accepted: it is not UTF-8 (it has 14 bytes)");
        }
    }

    @Test
    void aTerminalOfUnknownSizeWorks() {
        try (Peer server = Peer.server();
                PalomaProcess client = shell("stty cols 0 rows 0; exec \"$@\"", Launch.client(server.port()))) {
            client.awaitStdoutText(PROMPT);
            client.sendLine("hola");
            assertEquals("hola", server.receive());
            server.send("eco");
            client.awaitStdoutText("Respuesta del servidor: eco");
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
                assertEquals("Tu mensaje fue: Hola, servidor!", peer.request("Hola, servidor!"));
                server.awaitStdoutText("): Hola, servidor!");
                server.sendLine("da");
                server.awaitStdoutText("Órdenes:");
                awaitText(server, "En un terminal, Tab completa órdenes e ID.\r\n> ");
                server.send(CTRL_D);
                server.awaitStdoutText("Fin de las órdenes; el servidor sigue, y Ctrl-C lo detiene");
                assertEquals("Tu mensaje fue: ¿Sigues?", peer.request("¿Sigues?"));
                server.awaitStdoutText("): ¿Sigues?");
                server.send(CTRL_C);
                assertEquals("El servidor se desconecta", peer.receive());
            }
            assertEquals(0, server.awaitExit());
            assertEquals(new CountersTable(1, 2, 2, 0, 3), CountersTable.in(server.stdoutLines()));
            assertTrue(plain(server).endsWith("\nabiertas  1 = vivas 0 + cerradas 1 (STOPPING 1)\r\n"), plain(server));
        }
    }

    @Test
    void ctrlCStopsTheServerWhileItsPromptWaits() {
        try (PalomaProcess server = onTerminal("xterm", "server", "--port", "0", "--lang", "en")) {
            server.awaitStdoutText("> ");
            server.send(CTRL_C);
            assertEquals(0, server.awaitExit());
            assertTrue(plain(server).endsWith("\nopened    0 = live 0 + closed 0\r\n"), plain(server));
        }
    }

    /** The line editor reads the first one; the second raises a signal once the terminal is restored. */
    @Test
    void ctrlCTypedTwiceStopsGracefully() {
        try (PalomaProcess server = onTerminal("xterm", "server", "--port", "0", "--lang", "en")) {
            server.awaitStdoutText("> ");
            server.send(new byte[] {CTRL_C[0], CTRL_C[0]});
            assertEquals(0, server.awaitExit());
            assertTrue(plain(server).contains("\nopened    0 = live 0 + closed 0\r\n"), plain(server));
        }
        try (Peer server = Peer.server();
                PalomaProcess client = onTerminal("xterm", "client", "--port", Integer.toString(server.port()))) {
            client.awaitStdoutText(PROMPT);
            client.send(new byte[] {CTRL_C[0], CTRL_C[0]});
            assertEquals("salir", server.receive());
            assertEquals(0, client.awaitExit());
        }
    }

    @Test
    void aBackgroundJobLeavesTheTerminalAloneAndServes() {
        try (PalomaProcess shell =
                shell("set -m; \"$@\" & echo job $!; wait $!; echo status $?", RunningServer.launch())) {
            String pid = shell.awaitStdout(line -> line.startsWith("job "))
                    .substring(4)
                    .strip();
            int port = RunningServer.portOf(shell.awaitStdout(line -> line.startsWith("Servidor")));
            try (Peer peer = new Peer(port)) {
                assertEquals("Tu mensaje fue: Hola, servidor!", peer.request("Hola, servidor!"));
                kill("TERM", pid);
                assertEquals("El servidor se desconecta", peer.receive());
            }
            shell.awaitStdout(line -> line.strip().equals("status 0"));
            assertEquals(plain(shell), shell.stdout());
        }
    }

    @Test
    void aJobThatMovesToTheBackgroundServesOn() {
        try (PalomaProcess shell =
                shell("set -m; \"$@\"; bg; echo moved; wait; echo status $?", RunningServer.launch())) {
            int port = RunningServer.portOf(shell.awaitStdout(line -> line.startsWith("Servidor")));
            shell.awaitStdoutText("> ");
            String pid = ProcessHandle.of(shell.pid()).stream()
                    .flatMap(ProcessHandle::descendants)
                    .filter(process -> process.info().command().orElse("").endsWith("java"))
                    .map(process -> Long.toString(process.pid()))
                    .findFirst()
                    .orElseThrow();
            kill("STOP", pid);
            shell.awaitStdout(line -> line.strip().equals("moved"));
            try (Peer peer = new Peer(port)) {
                assertEquals("Tu mensaje fue: Hola, servidor!", peer.request("Hola, servidor!"));
                shell.send(new byte[] {'\n'});
                assertEquals("Tu mensaje fue: ¿Sigues?", peer.request("¿Sigues?"));
                kill("TERM", pid);
                assertEquals("El servidor se desconecta", peer.receive());
            }
            shell.awaitStdout(line -> line.strip().equals("status 0"));
        }
    }

    /** Runs a script for sh on a terminal, with the command of {@code launch} as its arguments. */
    private static PalomaProcess shell(String script, Launch launch) {
        String[] command = Stream.concat(Stream.of("sh", "-c", script, "sh"), launch.command().stream())
                .toArray(String[]::new);
        return Launch.command(command)
                .withEnvironment("TERM", "xterm")
                .onTerminal()
                .start();
    }

    private static void kill(String signal, String pid) {
        try (PalomaProcess kill = Launch.command("kill", "-" + signal, pid).start()) {
            assertEquals(0, kill.awaitExit(), kill.stderr());
        }
    }

    private static PalomaProcess onTerminal(String type, String... command) {
        return Launch.paloma(command).withEnvironment("TERM", type).onTerminal().start();
    }

    /** The prompt is printed again for each line that appears above it. */
    private static void awaitPrompts(PalomaProcess client, int count) {
        await(() -> plain(client).split(Pattern.quote(PROMPT), -1).length > count);
    }

    private static void awaitText(PalomaProcess process, String text) {
        await(() -> plain(process).contains(text));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().pollInSameThread().until(condition);
    }

    private static String plain(PalomaProcess process) {
        return CONTROL_SEQUENCE.matcher(process.stdout()).replaceAll("");
    }
}
