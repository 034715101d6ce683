package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import paloma.Counters;
import paloma.FailReason;
import paloma.UnsentReason;
import paloma.house.Mutation;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.process.Ports;

/** A server with few resources, or with none for a moment, continues to serve. */
class ScarcityIT {
    @TempDir
    private Path folder;

    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void closePeers() {
        peers.forEach(Peer::close);
    }

    @Test
    void aKilledServerRestartsAtOnceAndItsClientsGetNewSessions() {
        Launch launch = Launch.paloma("server", "--port", Integer.toString(Ports.free()));
        try (RunningServer killed = RunningServer.start(launch);
                Peer peer = killed.peer()) {
            assertEquals("Tu mensaje fue: uno", peer.request("uno"));
            String before = idOf(killed);
            killed.process().signal("KILL");
            killed.process().awaitExit();
            try (RunningServer next = RunningServer.start(launch)) {
                assertEquals("Tu mensaje fue: dos", peer.request("dos"));
                assertNotEquals(before, idOf(next));
                assertEquals(new CountersTable(1, 1, 1, 0, 2), next.stop());
                assertEquals(List.of(), next.warnings());
            }
        }
    }

    private static String idOf(RunningServer server) {
        String opened = server.process().awaitStdout(line -> line.startsWith("Conexión aceptada"));
        return RunningServer.sessionIdOf(opened);
    }

    @Test
    void thirtyTwoDescriptorsSufficeForAnyNumberOfClientsAndAReport() {
        Path file = folder.resolve("report.json");
        Launch launch = RunningServer.launch("--report", file.toString(), "--report-every", "1s")
                .after("ulimit -n 32");
        try (RunningServer server = RunningServer.start(launch)) {
            // All stay open until the end: the system would give the port of a closed one to the next.
            for (int i = 0; i < 100; i++) {
                peers.add(server.peer());
                assertEquals("Tu mensaje fue: hola", peers.get(i).request("hola"));
            }
            assertEquals(new CountersTable(100, 100, 100, 0, 200), server.stop());
            assertEquals(List.of(), server.warnings());
            assertTrue(Report.read(file).counters().balanced());
        }
    }

    /** Returns whether a channel copies a heap buffer into direct memory before sending; JDK 25 copies it elsewhere. */
    static boolean copiesAreDirectMemory() throws Exception {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findAny()
                .orElseThrow();
        long before = direct.getMemoryUsed();
        FutureTask<Long> after = new FutureTask<>(() -> {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                channel.send(ByteBuffer.allocate(60_000), channel.getLocalAddress());
                return direct.getMemoryUsed();
            }
        });
        // A thread that has copied nothing before has no copy left over.
        new Thread(after, "copying").start();
        return after.get() > before;
    }

    /** A worker's copy of a long answer has no room besides the 80 KiB of the reactor's receive buffer. */
    @Test
    @EnabledIf(value = "copiesAreDirectMemory", disabledReason = "this JDK's channels copy messages elsewhere")
    void anAnswerWithoutDirectMemoryIsCounted() {
        Path file = folder.resolve("report.json");
        Launch launch =
                RunningServer.launch("--report", file.toString()).withJavaOptions("-XX:MaxDirectMemorySize=128k");
        try (RunningServer server = RunningServer.start(launch);
                Peer peer = server.peer()) {
            peer.send("a".repeat(60_000));
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            server.stop();
            Counters counters = Report.read(file).counters();
            assertEquals(1, counters.failed().get(FailReason.HANDLER_THREW));
            assertEquals(1, counters.unsent().get(UnsentReason.OTHER));
            assertTrue(counters.balanced() && counters.atRest(), counters::toString);
        }
    }

    @Test
    void tooFewDescriptorsForTheJvmAreOneLine() {
        try (PalomaProcess server =
                RunningServer.launch("--lang", "en").after("ulimit -n 14").start()) {
            assertEquals(1, server.awaitExit());
            assertEquals("", server.stdout());
            assertEquals(1, server.stderrLines().size(), server.stderr());
        }
    }

    /** Threads of root are not counted, so this server runs as another user. */
    @Test
    void missingThreadsForWorkersAreOneLine() {
        Needs.root();
        Needs.command("setpriv");
        try (PalomaProcess server = RunningServer.launch("--lang", "en", "--workers", "1024")
                .withFewThreads()
                .start()) {
            assertEquals(1, server.awaitExit(), server.stderr());
            assertEquals(1, server.stderrLines().size(), server.stderr());
            assertTrue(server.stderr().startsWith("Cannot listen on localhost:0: unable to create"), server.stderr());
        }
    }

    @Test
    void anExhaustedHeapOnAnyThreadEndsTheProcessWithItsCounters() throws IOException {
        Mutation fault = new Mutation(
                "cli/server/ServerRun.java",
                "            printStartup(server);\n",
                "            printStartup(server);\n            startDaemon(\"x\", () -> { throw new OutOfMemoryError(\"none\"); });\n");
        try (PalomaProcess server =
                RunningServer.launch(fault, folder, "--lang", "en").start()) {
            assertEquals(3, server.awaitExit());
            List<String> errors = server.stderrLines().stream()
                    .filter(line -> !CountersTable.isLine(line))
                    .toList();
            assertEquals(
                    List.of("The server was stopped by an error: java.lang.OutOfMemoryError: none"),
                    errors.stream()
                            .filter(line -> !line.contains("net.core.rmem_max"))
                            .toList());
            assertEquals(new CountersTable(0, 0, 0, 0, 0), CountersTable.in(server.stderrLines()));
        }
    }
}
