package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.process.PalomaProcess;

/** The option {@code --transport} of a server process. */
class TransportIT {
    private static final String LISTENING = "Servidor UDP escuchando en localhost:<PORT>\n";
    private static final String CHANNEL = "Transporte: channel, una llamada al sistema por datagrama";
    private static final String BATCH = "Transporte: batch, muchos datagramas por llamada al sistema";

    @ParameterizedTest
    @EnabledForJreRange(max = JRE.JAVA_21)
    @CsvSource(delimiter = '|', textBlock = """
        es | --transport batch necesita el JDK 22 o posterior, y este es anterior; úsese un JDK más reciente, o --transport auto
        en | --transport batch needs JDK 22 or newer, and this one is older; use a newer JDK, or --transport auto
        """)
    void batchOnAnOldJdkIsOneLineAndStatus1(String language, String line) {
        try (PalomaProcess server =
                PalomaProcess.start("server", "--port", "0", "--transport", "batch", "--lang", language)) {
            assertEquals(1, server.awaitExit());
            assertEquals(line + "\n", server.stderr());
            assertEquals("", server.stdout());
        }
    }

    @Test
    void autoPrintsItsTransportWhichTheReportHasToo(@TempDir Path folder) throws IOException {
        Path report = folder.resolve("report.json");
        try (RunningServer server =
                        RunningServer.start("--transport", "AUTO", "--report", report.toString(), "--quiet");
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            server.stop();
            String printed = String.join("\n", server.normalizedStdout());
            String json = Files.readString(report);
            boolean batch = json.contains(",\"transport\":\"batch\",");
            assertTrue(batch || json.contains(",\"transport\":\"channel\","), json);
            assertEquals(LISTENING + (batch ? BATCH : CHANNEL), printed);
        }
    }

    @Test
    void channelIsTheDefaultAndPrintsNoLine() {
        try (RunningServer server = RunningServer.start("--transport", "channel", "--quiet");
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            server.stop();
            assertEquals(LISTENING, String.join("\n", server.normalizedStdout()) + "\n");
        }
    }
}
