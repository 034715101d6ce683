package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.CloseReason;
import paloma.Counter;
import paloma.DropReason;
import paloma.FailReason;
import paloma.cli.process.SignalsIT;
import paloma.house.Mutation;
import paloma.house.Needs;
import paloma.process.Launch;

class ReportIT {
    /** Blocks the worker that answers a message of five bytes. */
    private static final Mutation STICKS = new Mutation(
            "cli/server/ConsoleHandler.java",
            "        session.send(protocol.answer(message));\n",
            "        session.send(protocol.answer(message));\n"
                    + "        if (message.remaining() == 5) new java.util.concurrent.Semaphore(0).acquireUninterruptibly();\n");

    private static final Pattern FORM = Pattern.compile("\\{\"received\":\\d+,\"accepted\":\\d+,\"keepAlives\":\\d+,"
            + ".*,\"sends\":\\d+,\"sent\":\\d+,.*,\"balanced\":(true|false),\"drained\":(true|false|null)\\}\\n");

    @TempDir
    private Path folder;

    private String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Reads a report, and asserts that it is one line with the members in their order. */
    private static Report report(Path file) throws IOException {
        String json = Files.readString(file);
        assertTrue(FORM.matcher(json).matches(), json);
        return Report.read(file);
    }

    /** Asserts the received datagrams, of which so many were accepted and none was a keep-alive. */
    private static void assertReceived(long received, long accepted, Report report) {
        assertEquals(received, report.counters().get(Counter.RECEIVED), report::toString);
        assertEquals(accepted, report.counters().get(Counter.ACCEPTED), report::toString);
        assertEquals(0, report.counters().get(Counter.KEEP_ALIVES), report::toString);
    }

    private RunningServer faulty(Mutation fault, Path report) throws IOException {
        return RunningServer.start(RunningServer.launch(fault, folder, "--report", report.toString()));
    }

    @Test
    void theCountersAreWrittenWhileTheServerRunsAndWhenItStops() throws IOException {
        Path file = folder.resolve("report.json");
        try (RunningServer server =
                        RunningServer.start(RunningServer.launch("--report", file.toString(), "--report-every", "1s"));
                Peer peer = server.peer()) {
            peer.request("Hola, servidor!");
            Awaitility.await().until(() -> text(file).contains("\"handled\":1,"));
            Report running = report(file);
            assertEquals(1, running.counters().get(Counter.HANDLED));
            assertEquals(1, running.counters().get(Counter.LIVE));
            assertTrue(running.counters().balanced());
            assertNull(running.drained());
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.stop());
        }
        Report last = report(file);
        assertReceived(1, 1, last);
        assertEquals(2, last.counters().get(Counter.SENDS));
        assertEquals(2, last.counters().get(Counter.SENT));
        assertEquals(
                Map.of(CloseReason.CLOSED, 0L, CloseReason.IDLE, 0L, CloseReason.EVICTED, 0L, CloseReason.STOPPING, 1L),
                last.counters().closed());
        assertTrue(last.counters().balanced());
        assertTrue(last.drained());
        if (Files.exists(Path.of("/proc/net/udp"))) {
            assertEquals(0, last.kernelDrops());
        }
    }

    @Test
    void aFullDiskCostsTheReportAndOneLine() {
        Needs.that(Files.exists(Path.of("/dev/full")), "/dev/full");
        try (RunningServer server =
                        RunningServer.start(RunningServer.launch("--report", "/dev/full", "--report-every", "1s"));
                Peer peer = server.peer()) {
            server.process().awaitStderr(line -> line.startsWith("No se pudo escribir /dev/full: "));
            assertEquals("Tu mensaje fue: Hola", peer.request("Hola"));
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.stop(1));
            assertEquals(1, server.warnings().size());
        }
    }

    @Test
    void theCountersAreATableOnStandardErrorAtTheEnd() {
        try (RunningServer server = RunningServer.start("--lang", "en");
                Peer peer = server.peer()) {
            peer.request("Hello, server!");
            peer.send("Tu mensaje fue: Hello, server!");
            peer.request("Goodbye, server!");
            server.stop();
            assertEquals(
                    List.of(
                            "received  3 = accepted 2 + keep-alives 0 + dropped 1 (FILTERED 1)",
                            "accepted  2 = handled 2 + failed 0 + running 0 + waiting 0",
                            "sends     3 = sent 3 + unsent 0 + sending 0 + queued 0",
                            "opened    1 = live 0 + closed 1 (STOPPING 1)"),
                    server.process().stderrLines().stream()
                            .filter(CountersTable::isLine)
                            .toList());
            assertEquals(
                    5,
                    server.normalizedStdout().size(),
                    server.normalizedStdout().toString());
        }
    }

    @Test
    void anExceededDrainTimeSetsTheStatus() {
        try (RunningServer server = RunningServer.start("--drain-time", "0ms");
                Peer peer = server.peer()) {
            peer.request("Hello, server!");
            server.process().signal("TERM");
            assertEquals(3, server.process().awaitExit());
            CountersTable table = server.counters();
            assertEquals(1, table.opened());
            assertEquals(1, table.received());
        }
    }

    /** The console's handler never blocks; a handler of an application may, and so does this one. */
    @Test
    void aStuckHandlerDelaysTheExitByTheDrainTimeAtMost() throws IOException {
        Path file = folder.resolve("report.json");
        Launch launch = RunningServer.launch(STICKS, folder, "--drain-time", "500ms", "--report", file.toString());
        try (RunningServer server = RunningServer.start(launch);
                Peer stuck = server.peer();
                Peer other = server.peer()) {
            assertEquals("Tu mensaje fue: hasta", stuck.request("hasta"));
            stuck.send("siempre");
            stuck.send("jamás");
            // This answer shows that both messages have arrived.
            assertEquals("Tu mensaje fue: ¿Sigues?", other.request("¿Sigues?"));
            long signalledAt = System.nanoTime();
            server.process().signal("TERM");
            assertEquals("El servidor se desconecta", other.receive());
            assertEquals(3, server.process().awaitExit());
            Duration took = Duration.ofNanos(System.nanoTime() - signalledAt);
            assertTrue(took.toMillis() >= 500 && took.compareTo(SignalsIT.STOP) < 0, took::toString);
            assertEquals(new CountersTable(2, 4, 4, 0, 3), server.counters(1));
            assertEquals(List.of(), server.warnings());
        }
        Report last = report(file);
        assertFalse(last.drained());
        assertEquals(1, last.counters().get(Counter.RUNNING));
        assertEquals(2, last.counters().failed().get(FailReason.DRAIN_DEADLINE));
        assertEquals(2, last.counters().closed().get(CloseReason.STOPPING));
        assertTrue(last.counters().balanced());
    }

    @Test
    void aStuckWorkerIsOneLineAndBlocksNoOtherSession() throws IOException {
        new Mutation("worker/StuckWorkerMonitor.java", "STUCK_SECONDS = 10", "STUCK_SECONDS = 1").compileInto(folder);
        Launch launch = RunningServer.launch(STICKS, folder, "--workers", "3", "--drain-time", "500ms");
        try (RunningServer server = RunningServer.start(launch);
                Peer stuck = server.peer();
                Peer other = server.peer()) {
            assertEquals("Tu mensaje fue: hasta", stuck.request("hasta"));
            Awaitility.await().until(() -> !server.warnings().isEmpty());
            assertEquals("Tu mensaje fue: ¿Sigues?", other.request("¿Sigues?"));
            server.process().signal("TERM");
            assertEquals(3, server.process().awaitExit());
            assertEquals(
                    List.of(
                            "Aviso: 1 de 3 trabajadores llevan 10 s o más en una llamada al manejador; los demás siguen atendiendo"),
                    server.warnings());
        }
    }

    @Test
    void anErrorOnTheReactorThreadEndsTheServerWithItsCounters() throws IOException {
        Mutation fault = new Mutation(
                "server/Ingress.java",
                "        counters.keepAlive();\n",
                "        if (true) throw new StackOverflowError(\"too deep\");\n");
        Path report = folder.resolve("report.json");
        try (RunningServer server = faulty(fault, report);
                Peer peer = server.peer()) {
            peer.request("Hola, servidor!");
            peer.send("");
            assertEquals(3, server.process().awaitExit());
            assertEquals(
                    List.of("El servidor se detuvo por un error: java.lang.StackOverflowError: too deep"),
                    server.warnings());
            // The message in progress at the time of the error is counted too.
            Report last = report(report);
            assertReceived(2, 1, last);
            assertEquals(1, last.counters().dropped().get(DropReason.SERVER_FAILED));
            assertTrue(last.counters().balanced());
            assertFalse(last.drained());
            assertEquals(
                    4,
                    server.process().stderrLines().stream()
                            .filter(CountersTable::isLine)
                            .count());
        }
    }

    @Test
    void unbalancedCountersSetTheStatus() throws IOException {
        Mutation fault = new Mutation("server/Ingress.java", "        counters.keepAlive();\n", "");
        Path report = folder.resolve("report.json");
        try (RunningServer server = faulty(fault, report);
                Peer peer = server.peer()) {
            peer.request("Hola, servidor!");
            peer.send("");
            // This answer shows that the keep-alive has arrived.
            peer.request("¿Sigues?");
            server.process().signal("TERM");
            assertEquals(3, server.process().awaitExit());
        }
        Report last = report(report);
        assertReceived(3, 2, last);
        assertFalse(last.counters().balanced());
        assertTrue(last.drained());
    }
}
