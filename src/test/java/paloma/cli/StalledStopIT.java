package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.process.Ports;

/** A command with a stalled output, a terminal after Ctrl-S or a full pipe, ends at a signal as usual. */
@Tag("long")
class StalledStopIT {
    /** See proc(5): number and arguments of a blocked thread's system call. */
    private static final Pattern SYSTEM_CALL = Pattern.compile("(?<number>\\d+) (?<descriptor>\\S+) \\S+");

    private static final String STALL = """
            import os, sys, termios
            termios.tcflow(os.open(sys.argv[1], os.O_WRONLY | os.O_NOCTTY), termios.TCOOFF)
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needs() {
        Needs.command("script");
        Needs.command("python3");
        Needs.that(Files.exists(Path.of("/proc/self/fd/1")), "/proc");
    }

    /** Runs Paloma on a terminal; the terminal's settings and the exit status are written to files. */
    private PalomaProcess onTerminal(String redirections, String... arguments) {
        String script = "stty -a > before; \"$@\" " + redirections
                + "; echo $? > status.new; stty -a > after; mv status.new status";
        String[] command = Stream.concat(
                        Stream.of("sh", "-c", "cd '" + folder + "' && " + script, "sh"),
                        Launch.paloma(arguments).command().stream())
                .map(word ->
                        word.endsWith(".jar") ? Path.of(word).toAbsolutePath().toString() : word)
                .toArray(String[]::new);
        return Launch.command(command)
                .withEnvironment("TERM", "xterm")
                .onTerminal()
                .start();
    }

    /** The program that {@code script} and the shell have started. */
    private static long java(PalomaProcess script) {
        return ProcessHandle.of(script.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .mapToLong(ProcessHandle::pid)
                .min()
                .orElseThrow();
    }

    private static void run(String... command) {
        try (PalomaProcess process = Launch.command(command).start()) {
            assertEquals(0, process.awaitExit(), process.stderr());
        }
    }

    /** The terminal takes no output any more, as after Ctrl-S. */
    private static void stall(long pid) {
        run("python3", "-c", STALL, "/proc/" + pid + "/fd/0");
    }

    private static void terminate(long pid) {
        run("kill", "-TERM", Long.toString(pid));
    }

    private void assertEnds(int status) throws IOException {
        Path file = folder.resolve("status");
        Awaitility.await().pollInSameThread().until(() -> Files.exists(file));
        assertEquals(Integer.toString(status), Files.readString(file).strip());
        assertEquals(settings("before"), settings("after"));
    }

    /** Returns the settings without the line discipline's number, which the line editor's library changes. */
    private String settings(String file) throws IOException {
        return Files.readString(folder.resolve(file)).replaceAll("line = \\d+;", "");
    }

    private static String lastReceived(Peer server) {
        String received = server.receive();
        while (!received.equals("salir")) {
            assertNotEquals("(nothing came)", received);
            received = server.receive();
        }
        return received;
    }

    @Test
    void aServerOnAStalledTerminal() throws IOException {
        try (PalomaProcess script = onTerminal("", "server", "--port", "0")) {
            int port = RunningServer.portOf(script.awaitStdout(line -> line.startsWith("Servidor")));
            script.awaitStdoutText("> ");
            long server = java(script);
            try (Peer peer = new Peer(port)) {
                stall(server);
                for (int i = 0; i < 100; i++) {
                    assertEquals("Tu mensaje fue: Hola", peer.request("Hola"));
                }
                terminate(server);
                assertEquals("El servidor se desconecta", peer.receive());
                assertEnds(0);
            }
        }
    }

    @Test
    void aClientOnAStalledTerminal() throws IOException {
        try (Peer server = Peer.server();
                PalomaProcess script = onTerminal("", "client", "--port", Integer.toString(server.port()))) {
            script.awaitStdoutText("desconectar): ");
            script.sendLine("Hola");
            assertEquals("Hola", server.receive());
            long client = java(script);
            stall(client);
            for (int i = 0; i < 100; i++) {
                server.send("aviso");
            }
            terminate(client);
            assertEquals("salir", lastReceived(server));
            assertEnds(0);
        }
    }

    @Test
    void aLoadRunOnAStalledTerminal() throws IOException {
        try (Peer server = Peer.server();
                PalomaProcess script = onTerminal(
                        "", "load", "--rate", "10", "--duration", "50s", "--port", Integer.toString(server.port()))) {
            script.awaitStdoutText("%");
            server.receive();
            long load = java(script);
            stall(load);
            terminate(load);
            assertEquals("salir", lastReceived(server));
            assertEnds(130);
        }
    }

    @Test
    void aLoadRunWithItsServerOnAStalledTerminal() throws IOException {
        try (PalomaProcess script = onTerminal("", "load", "--rate", "10", "--duration", "50s", "--serve")) {
            script.awaitStdoutText("%");
            long load = java(script);
            stall(load);
            terminate(load);
            assertEnds(130);
        }
    }

    @Test
    void aPingOnAStalledTerminal() throws IOException {
        try (Peer server = Peer.server();
                PalomaProcess script = onTerminal(
                        "", "load", "--ping", "--timeout", "100ms", "--port", Integer.toString(server.port()))) {
            server.receive();
            script.awaitStdoutText("número=1");
            long load = java(script);
            stall(load);
            // The second message is lost, and the line that reports it stalls.
            server.receive();
            terminate(load);
            assertEquals("salir", lastReceived(server));
            assertEnds(1);
        }
    }

    /** Runs Paloma into a full pipe without a reader. */
    private PalomaProcess intoFullPipe(String redirections, String... arguments) {
        String pipe = folder.resolve("pipe").toString();
        return Launch.paloma(arguments)
                .withRedirections(redirections)
                .after("mkfifo '" + pipe + "' && exec 3<>'" + pipe + "' && head -c 65536 /dev/zero >&3")
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {">&3", "2>&3", ">&3 2>&3"})
    void aServerWhosePipesAreFull(String redirections) {
        int port = Ports.free();
        try (Peer peer = new Peer(port);
                PalomaProcess server = intoFullPipe(redirections, "server", "--port", Integer.toString(port))) {
            peer.awaitAnswer("Hola", "Tu mensaje fue: Hola");
            server.signal("TERM");
            assertEquals(0, server.awaitExit());
        }
    }

    @Test
    void aServerWhoseReportGoesToAStalledTerminal() throws IOException {
        int port = Ports.free();
        try (Peer peer = new Peer(port);
                PalomaProcess script = onTerminal(
                        "> out 2> err",
                        "server",
                        "--port",
                        Integer.toString(port),
                        "--report",
                        "/dev/tty",
                        "--report-every",
                        "1s",
                        "--lang",
                        "en")) {
            peer.awaitAnswer("Hola", "Tu mensaje fue: Hola");
            long server = java(script);
            stall(server);
            terminate(server);
            // The status of a report that could not be written.
            assertEnds(1);
            List<String> errors = Files.readAllLines(folder.resolve("err"));
            assertTrue(errors.contains("/dev/tty could not be written: nobody reads it"), errors::toString);
            assertEquals(1, CountersTable.in(errors).opened());
        }
    }

    @Test
    void aClientWhosePipeIsFull() {
        try (Peer server = Peer.server();
                PalomaProcess client = intoFullPipe(
                        ">&3 2>&3", "client", "--keep-alive", "15s", "--port", Integer.toString(server.port()))) {
            client.sendLine("Hola");
            awaitConnected(server.port());
            client.signal("TERM");
            assertEquals("salir", lastReceived(server));
            assertEquals(0, client.awaitExit());
        }
    }

    /** The client sends nothing before its prompt is printed; the kernel's table lists its socket. */
    private static void awaitConnected(int port) {
        String remote = String.format(":%04X", port);
        Awaitility.await()
                .pollInSameThread()
                .until(() -> KernelUdpSocket.sockets().stream()
                        .anyMatch(socket -> socket.remoteAddress().endsWith(remote)));
    }

    @ParameterizedTest
    @ValueSource(strings = {">&3", ">&3 2>&3"})
    void aLoadRunWhosePipesAreFull(String redirections) {
        try (Peer server = Peer.server();
                PalomaProcess load = intoFullPipe(
                        redirections,
                        "load",
                        "--rate",
                        "10",
                        "--duration",
                        "50s",
                        "--port",
                        Integer.toString(server.port()))) {
            server.receive();
            load.signal("TERM");
            assertEquals("salir", lastReceived(server));
            assertEquals(130, load.awaitExit());
        }
    }

    @Test
    void aLoadRunWhoseFiguresGoToAStalledTerminal() throws IOException {
        try (Peer server = Peer.server();
                PalomaProcess script = onTerminal(
                        "> out 2> err",
                        "load",
                        "--rate",
                        "10",
                        "--duration",
                        "50s",
                        "--json",
                        "/dev/tty",
                        "--lang",
                        "en",
                        "--port",
                        Integer.toString(server.port()))) {
            server.receive();
            long load = java(script);
            stall(load);
            terminate(load);
            assertEnds(130);
            List<String> errors = Files.readAllLines(folder.resolve("err"));
            assertTrue(errors.contains("/dev/tty could not be written: nobody reads it"), errors::toString);
        }
    }

    /** The line of a failed start is awaited as usual, but not after a signal. */
    @Test
    void aFailureWithoutAReader() {
        Needs.that(Files.isReadable(Path.of("/proc/self/syscall")), "/proc/self/syscall");
        try (PalomaProcess server = intoFullPipe("2>&3", "server", "--host", "192.0.2.1")) {
            Awaitility.await().pollInSameThread().until(() -> isBlockedInWrite(server.pid()));
            server.signal("TERM");
            assertEquals(1, server.awaitExit());
        }
    }

    /** Whether a thread writes to standard error: its system call is on descriptor 2. */
    private static boolean isBlockedInWrite(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                Matcher call = SYSTEM_CALL.matcher(Files.readString(thread.resolve("syscall")));
                if (call.lookingAt() && call.group("descriptor").equals("0x2")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
