package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.flood.Flood;
import paloma.flood.Talkers;
import paloma.house.Mutation;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A server that has little, or had nothing for a moment, serves. */
class ScarcityIT {
    @TempDir
    private Path folder;

    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void closePeers() {
        peers.forEach(Peer::close);
    }

    @Test
    void aServerThatWasKilledStartsAgainAtOnceAndOldClientsGetNewSessions() {
        try (RunningServer killed = RunningServer.start();
                Peer peer = killed.peer()) {
            assertEquals("Tu mensaje fue: uno", peer.ask("uno"));
            String before = idOf(killed);
            killed.process().signal("KILL");
            killed.process().awaitExit();
            Launch again = Launch.paloma("server", "--port", Integer.toString(killed.port()));
            try (RunningServer next = RunningServer.start(again)) {
                assertEquals("Tu mensaje fue: dos", peer.ask("dos"));
                assertNotEquals(before, idOf(next));
                assertEquals(new Account(1, 1, 1, 0, 2), next.stop());
                assertEquals(List.of(), next.complaints());
            }
        }
    }

    private static String idOf(RunningServer server) {
        String opened = server.process().awaitStdout(line -> line.startsWith("Conexión aceptada"));
        return opened.substring(opened.lastIndexOf(' ') + 1);
    }

    @Test
    void thirtyTwoDescriptorsAreEnoughForAnyNumberOfClientsAndAReport() {
        Path file = folder.resolve("report.json");
        Launch launch = RunningServer.launch("--report", file.toString(), "--report-every", "1s")
                .after("ulimit -n 32");
        try (RunningServer server = RunningServer.start(launch)) {
            // All open until the end: the system gives the port of one that is closed to the next.
            for (int i = 0; i < 100; i++) {
                peers.add(server.peer());
                assertEquals("Tu mensaje fue: hola", peers.get(i).ask("hola"));
            }
            assertEquals(new Account(100, 100, 100, 0, 200), server.stop());
            assertEquals(List.of(), server.complaints());
            assertTrue(Report.read(file).counters().balanced());
        }
    }

    @Test
    void withoutEnoughDescriptorsForTheJvmItselfOneLineSaysSo() {
        try (PalomaProcess server =
                RunningServer.launch("--lang", "en").after("ulimit -n 14").start()) {
            assertEquals(1, server.awaitExit());
            assertEquals("", server.stdout());
            assertEquals(1, server.stderrLines().size(), server.stderr());
        }
    }

    /** The default bounds are of a larger heap; this one could not hold the sessions of 100,000 sources. */
    @Test
    void sixteenMebibytesOfHeapOutliveAFlood() throws IOException {
        Launch launch = RunningServer.launch("--quiet").withJavaOptions("-Xmx16m");
        try (RunningServer server = RunningServer.start(launch)) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            try (Talkers talkers = new Talkers(address, 10);
                    Peer large = server.peer()) {
                long sent = new Flood(address).run(100_000, 1, talkers::askOrFail);
                for (int i = 0; i < 100; i++) {
                    large.send(new byte[60_000]);
                    assertEquals(60_016, large.receiveBytes().length);
                }
                Account account = server.stop();
                assertEquals(talkers.asked(), talkers.answered());
                assertEquals(sent + talkers.asked() + 100, account.received());
                assertEquals(100_000 + 10 + 1, account.opened());
                assertEquals(0, account.dropped());
            }
            assertEquals(1, server.complaints().size(), server.process().stderr());
            assertTrue(
                    server.complaints().get(0).startsWith("Aviso: el montículo da para 2"), server.process()::stderr);
        }
    }

    @Test
    void aThreadThatRunsOutOfMemoryEndsTheProcessRatherThanLeaveHalfOfIt() throws IOException {
        new Mutation(
                        "cli/ServerRun.java",
                        "            greet(server);\n",
                        "            greet(server);\n            daemon(\"x\", () -> { throw new OutOfMemoryError(\"none\"); });\n")
                .compileInto(folder);
        String classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
        try (PalomaProcess server = Launch.java(
                        "-cp", classPath, "paloma.cli.Main", "server", "--port", "0", "--lang", "en")
                .start()) {
            assertEquals(3, server.awaitExit());
            assertEquals("Unexpected error: java.lang.OutOfMemoryError: none\n", server.stderr());
        }
    }
}
