package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.house.Needs;

class ReportIT {
    @TempDir
    private Path folder;

    private String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Test
    void theAccountIsWrittenWhileTheServerRunsAndWhenItStops() throws IOException {
        Path file = folder.resolve("report.json");
        try (RunningServer server =
                        RunningServer.start(RunningServer.launch("--report", file.toString(), "--report-every", "1s"));
                Peer peer = server.peer()) {
            peer.ask("Hola, servidor!");
            Awaitility.await().until(() -> text(file).contains("\"handled\":1,"));
            assertTrue(text(file).contains("\"live\":1,"));
            assertTrue(text(file).endsWith("\"balanced\":true,\"drained\":null}\n"), text(file));
            server.stop();
        }
        String last = text(file);
        assertTrue(last.startsWith("{\"received\":1,\"accepted\":1,\"keepAlives\":0,"), last);
        assertTrue(last.contains("\"sends\":2,\"sent\":2,"), last);
        assertTrue(last.contains("\"closed\":{\"CLOSED\":0,\"IDLE\":0,\"EVICTED\":0,\"STOPPING\":1}"), last);
        assertTrue(last.endsWith("\"balanced\":true,\"drained\":true}\n"), last);
        if (Files.exists(Path.of("/proc/net/udp"))) {
            assertTrue(last.contains("\"kernelDrops\":0,"), last);
        }
    }

    @Test
    void aFullDiskCostsTheReportAndOneLine() {
        Needs.that(Files.exists(Path.of("/dev/full")), "/dev/full");
        try (RunningServer server =
                        RunningServer.start(RunningServer.launch("--report", "/dev/full", "--report-every", "1s"));
                Peer peer = server.peer()) {
            server.process().awaitStderr(line -> line.startsWith("No se pudo escribir el informe en /dev/full: "));
            assertEquals("Tu mensaje fue: Hola", peer.ask("Hola"));
            assertEquals("Sesiones: 1 · recibidos: 1 · respondidos: 1 · descartados: 0", server.stop());
            assertEquals(1, server.complaints().size());
        }
    }

    @Test
    void whenTheDrainRunsOutOfTimeTheWholeAccountIsShown() {
        try (RunningServer server = RunningServer.start(RunningServer.launch("--drain-time", "0ms", "--lang", "en"));
                Peer peer = server.peer()) {
            peer.ask("Hello, server!");
            server.process().signal("TERM");
            assertEquals(3, server.process().awaitExit());
            List<String> law = server.complaints();
            assertEquals(4, law.size());
            assertEquals("received 1               = accepted 1 + keep-alives 0 + dropped 0", law.get(0));
            assertEquals("accepted 1               = handled 1 + failed 0 + running 0 + waiting 0", law.get(1));
            assertEquals("opened 1                 = live 0 + closed 1 (STOPPING 1)", law.get(3));
        }
    }
}
