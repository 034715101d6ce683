package paloma.load.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static paloma.load.report.Figures.assertFigures;
import static paloma.load.report.Figures.errors;
import static paloma.load.report.Figures.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Timeouts;
import paloma.load.plan.Plans;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.process.Ports;

/** The load command, run as a process. */
class LoadIT {
    private static final Pattern SOME_ANSWERED = Pattern.compile("%  [1-9]\\d* of ");

    @Test
    void theScriptServes200ClientsFromAnyDirectory() {
        Launch script = Launch.command(
                        "sh",
                        "-c",
                        "cd / && exec \"$@\"",
                        "sh",
                        Path.of("scripts/load.sh").toAbsolutePath().toString(),
                        "--serve",
                        "--clients",
                        "200",
                        "--messages",
                        "20",
                        "--timeout",
                        Timeouts.OPTION)
                .withEnvironment("JAVA_HOME", System.getProperty("java.home"));
        try (PalomaProcess load = script.start()) {
            assertEquals(0, load.awaitExit(), load.stderr());
            assertTrue(
                    load.stdoutLines().contains("200 clientes × 20 mensajes de 64 bytes, procesos: 1"), load.stdout());
            assertFigures(load, "enviados", 4_000, "respondidos", 4_000, "perdidos", 0, "dañados", 0, "ajenos", 0);
            // The server's counters: every message, and a goodbye of each client.
            assertEquals(
                    "recibidos 4200 = aceptados 4200 + señales de vida 0 + descartados 0",
                    errors(load).get(0));
            assertEquals(4, errors(load).size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void errorsOfABadServerAreCountedExactly(String processes) {
        Timeouts.withLongerAndLonger(timeout -> badServer(processes, timeout), "4s", "20s", Timeouts.OPTION);
    }

    private static void badServer(String processes, String timeout) throws IOException {
        try (Peer peer = Peer.start(LoadIT::answerBadly);
                PalomaProcess load = start(
                        peer, "--clients", "6", "--messages", "5", "--timeout", timeout, "--processes", processes)) {
            assertEquals(1, load.awaitExit());
            assertFigures(load, "sent", 30, "answered", 26, "lost", 3, "late", 1);
            assertFigures(load, "corrupted", 1, "foreign", 1, "reordered", 0, "duplicated", 1);
            assertEquals(List.of(), errors(load));
        }
    }

    /** Clients 0 to 2 lose a message; 3 gets foreign and corrupted answers, 4 a duplicate, 5 a late answer. */
    private static void answerBadly(Peer peer, int client, int number, String message) {
        if (client == 3 && number == 2) {
            peer.send(3, Plans.PREFIX + Peer.checked(message.replace("/000003/", "/000001/")));
            peer.send(3, Plans.PREFIX + message.replace("/000003/", "/000001/"));
        }
        if (client == 4 && number == 2) {
            peer.send(4, Plans.PREFIX + message);
        }
        if (client == 5 && number == 3) {
            peer.send(5, Plans.PREFIX + Peer.checked(message.replace("/000000003", "/000000002")));
        }
        boolean withheld = client < 3 && number == 1 || client == 5 && number == 2;
        if (!withheld) {
            peer.send(client, Plans.PREFIX + message);
        }
    }

    @Test
    void anAllowedLossIsStatus0() {
        Timeouts.withLongerAndLonger(LoadIT::allowedLoss, "4s", "20s", Timeouts.OPTION);
    }

    private static void allowedLoss(String timeout) throws IOException {
        Peer.Manner lossy = (peer, client, number, message) -> {
            if (number != 3) {
                peer.send(client, Plans.PREFIX + message);
            }
        };
        try (Peer peer = Peer.start(lossy);
                PalomaProcess load =
                        start(peer, "--clients", "2", "--messages", "10", "--timeout", timeout, "--max-loss", "10%")) {
            assertEquals(0, load.awaitExit(), load.stdout());
            assertFigures(load, "lost", 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void withoutAServerThereIsOneErrorLine(String processes) {
        int closedPort = Ports.free();
        try (PalomaProcess load = start("--port", "" + closedPort, "--processes", processes)) {
            assertEquals(1, load.awaitExit());
            // Without the ICMP error within a second there is a line of progress.
            assertEquals(
                    List.of(),
                    load.stdoutLines().stream()
                            .filter(line -> !line.startsWith("0 %  0 of 10000  0 messages/s "))
                            .toList());
            assertEquals(List.of("The server is not available at localhost:" + closedPort), errors(load));
        }
    }

    @Test
    void aKilledServerEndsTheRunAndTheTableIsPrinted() {
        Timeouts.withLongerAndLonger(LoadIT::killedServer, "1s", "5s", Timeouts.OPTION);
    }

    private static void killedServer(String timeout) {
        try (PalomaProcess server = PalomaProcess.start("server", "--port", "0", "--lang", "en");
                PalomaProcess load = start("--port", port(server), "--messages", "10000000", "--timeout", timeout)) {
            server.awaitStdout(line -> line.startsWith("Message"));
            server.signal("KILL");
            assertEquals(1, load.awaitExit());
            assertTrue(
                    String.join("\n", errors(load)).startsWith("The server is not available at localhost:"),
                    load.stderr());
            assertEquals(1, errors(load).size());
            assertTrue(figure(load, "answered") > 0, load.stdout());
        }
    }

    @Test
    void aStoppedServerEndsTheRunAndTheTableIsPrinted() throws IOException {
        try (PalomaProcess server = PalomaProcess.start("server", "--port", "0", "--lang", "en");
                PalomaProcess load = start("--port", port(server), "--messages", "10000000", "--clients", "10")) {
            server.awaitStdout(line -> line.startsWith("Message"));
            server.signal("TERM");
            assertEquals(1, load.awaitExit());
            assertTrue(String.join("\n", errors(load)).startsWith("The server at localhost:"), load.stderr());
            assertEquals(1, errors(load).size());
            assertEquals(0, figure(load, "foreign"), load.stdout());
            assertEquals(0, server.awaitExit(), server.stderr());
        }
    }

    @Test
    void foreignSourceAddressesAreOneErrorLine() throws IOException {
        try (Peer peer = Peer.echo();
                PalomaProcess load = arguments(peer, "--clients", "3", "--source", "192.0.2.0/24")
                        .start()) {
            assertEquals(1, load.awaitExit());
            assertEquals("", load.stdout());
            assertTrue(
                    load.stderr()
                            .matches("Only 0 of 3 clients have an address and a port to send from \\(.*\\): "
                                    + ".*--source.*\n"),
                    load.stderr());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void tooFewDescriptorsAreOneErrorLine(String processes) throws IOException {
        try (Peer peer = Peer.echo()) {
            List<String> command = arguments(peer, "--clients", "300", "--processes", processes)
                    .command();
            String[] limited = concat(List.of("sh", "-c", "ulimit -n 100; exec \"$@\"", "sh"), command);
            try (PalomaProcess load = Launch.command(limited).start()) {
                assertEquals(1, load.awaitExit());
                assertEquals("", load.stdout());
                assertTrue(
                        load.stderr().matches("Only \\d+ of \\d+ clients could be opened \\(.*\\): .*'ulimit -n'.*\n"),
                        load.stderr());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void aSignalEndsTheRunAndTheTableIsPrinted(String processes) throws IOException {
        CountDownLatch received = new CountDownLatch(4);
        Peer.Manner silent = (peer, client, number, message) -> received.countDown();
        try (Peer peer = Peer.start(silent);
                PalomaProcess load = start(peer, "--clients", "4", "--processes", processes)) {
            Latches.await(received);
            List<ProcessHandle> workers =
                    ProcessHandle.of(load.pid()).orElseThrow().children().toList();
            assertEquals(processes.equals("1") ? 0 : 2, workers.size());
            load.signal("TERM");
            assertEquals(130, load.awaitExit());
            assertFigures(load, "sent", 4, "answered", 0, "lost", 0);
            assertEquals(
                    List.of("Interrupted: the load on localhost:"
                            + peer.address().getPort() + " did not get to its end"),
                    errors(load));
            await().until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void aSignalStopsTheStartedServer() {
        try (PalomaProcess load = start("--serve", "--messages", "100000000")) {
            ProcessHandle self = ProcessHandle.of(load.pid()).orElseThrow();
            await().until(() -> self.children().count() == 1);
            ProcessHandle server = self.children().findFirst().orElseThrow();
            load.signal("TERM");
            assertEquals(130, load.awaitExit());
            assertFalse(server.isAlive());
        }
    }

    @Test
    void ctrlCOnTheTerminalEndsAllProcesses() throws IOException {
        // A shell starts background processes with SIGINT ignored, which child processes inherit.
        assumeTrue(receivesInterrupts(), "SIGINT is ignored here");
        String[] options = {"load", "--lang", "en", "--serve", "--processes", "2", "--messages", "100000000"};
        try (PalomaProcess load = Launch.paloma(options)
                .withEnvironment("TERM", "xterm")
                .onTerminal()
                .start()) {
            // On a busy machine the first progress may be that of no message.
            await().until(() ->
                    !load.isAlive() || SOME_ANSWERED.matcher(load.stdout()).find());
            List<ProcessHandle> all =
                    ProcessHandle.of(load.pid()).orElseThrow().descendants().toList();
            load.send(new byte[] {3});
            assertEquals(130, load.awaitExit(), load.stdout());
            assertTrue(figure(load, "answered") > 0, load.stdout());
            assertEquals(0, figure(load, "foreign"), load.stdout());
            assertTrue(load.stdout().contains("Interrupted: the load on localhost:"), load.stdout());
            await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void anEchoServerAnswersWithoutAPrefix(String host) {
        try (PalomaProcess server =
                        PalomaProcess.start("server", "--host", host, "--port", "0", "--echo", "--lang", "en");
                PalomaProcess load = start(
                        "--host", host, "--port", port(server), "--prefix", "", "--clients", "3", "--messages", "5")) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "answered", 15, "foreign", 0);
            assertFigures(load, "dropped by the kernel at the server", 0, "dropped by the kernel at the clients", 0);
            server.awaitStdout(line -> line.endsWith("the client left"));
            server.signal("TERM");
            assertEquals(0, server.awaitExit(), server.stderr());
        }
    }

    @Test
    void withoutGoodbyesTheServerReceivesNone() {
        try (PalomaProcess server = PalomaProcess.start("server", "--port", "0", "--lang", "en");
                PalomaProcess load =
                        start("--port", port(server), "--clients", "3", "--messages", "1", "--no-goodbye")) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            server.signal("TERM");
            assertEquals(0, server.awaitExit());
            assertFalse(server.stdout().contains("the client left"), server.stdout());
        }
    }

    @Test
    void theStartedServerAnswersWithThePrefix() {
        try (PalomaProcess load = start("--serve", "--prefix", "Oído: ", "--clients", "2", "--messages", "3")) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "answered", 6, "foreign", 0);
        }
    }

    @Test
    void progressIsRewrittenOnATerminalOnly() throws IOException {
        CountDownLatch shown = new CountDownLatch(1);
        Peer.Manner waiting = (peer, client, number, message) -> {
            if (number == 3) {
                Latches.await(shown);
            }
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(waiting);
                PalomaProcess load = arguments(peer, "--clients", "1", "--messages", "4")
                        .withEnvironment("TERM", "xterm")
                        .onTerminal()
                        .start()) {
            load.awaitStdoutText("\r\033[K75 %  3 of 4");
            shown.countDown();
            assertEquals(0, load.awaitExit());
            assertFigures(load, "answered", 4);
        }
        try (Peer peer = Peer.echo();
                PalomaProcess load = start(peer, "--clients", "1", "--messages", "4")) {
            assertEquals(0, load.awaitExit());
            assertFalse(load.stdout().contains("\r"), load.stdout());
        }
    }

    private static boolean receivesInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status)
                || Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(line.split("\\s+")[1], 16))
                        .noneMatch(ignored -> (ignored & 1 << 2 - 1) != 0);
    }

    private static PalomaProcess start(String... options) {
        return Launch.paloma(concat(List.of("load", "--lang", "en", "--timeout", Timeouts.OPTION), List.of(options)))
                .start();
    }

    private static PalomaProcess start(Peer peer, String... options) {
        return arguments(peer, options).start();
    }

    private static Launch arguments(Peer peer, String... options) {
        String port = Integer.toString(peer.address().getPort());
        return Launch.paloma(concat(
                List.of("load", "--lang", "en", "--port", port, "--timeout", Timeouts.OPTION), List.of(options)));
    }

    private static String port(PalomaProcess server) {
        String line = server.awaitStdout(text -> text.startsWith("UDP server listening on "));
        return line.substring(line.lastIndexOf(':') + 1);
    }

    private static String[] concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toArray(String[]::new);
    }
}
