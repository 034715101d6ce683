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
import paloma.TransportChoice;
import paloma.house.Transports;
import paloma.process.Launch;
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
    void batchAnswersAndPrintsItsTransport() {
        Transports.require(TransportChoice.BATCH);
        try (RunningServer server = RunningServer.start("--transport", "batch", "--quiet");
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            server.stop();
            assertEquals(LISTENING + BATCH, String.join("\n", server.normalizedStdout()));
        }
    }

    @Test
    void batchWithoutDirectMemoryIsOneLineAndStatus1() {
        Transports.require(TransportChoice.BATCH);
        try (PalomaProcess server =
                withLittleMemory("--transport", "batch", "--lang", "en").start()) {
            assertEquals(1, server.awaitExit());
            assertEquals(
                    "--transport batch has too little direct memory for its buffers;"
                            + " raise -XX:MaxDirectMemorySize, lower --max-receive-bytes, or use --transport auto\n",
                    server.stderr());
            assertEquals("", server.stdout());
        }
    }

    @Test
    void autoWithoutDirectMemoryTakesTheChannel() {
        Transports.require(TransportChoice.BATCH);
        try (RunningServer server = RunningServer.start(withLittleMemory("--transport", "auto", "--quiet"));
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            server.stop();
            assertEquals(LISTENING + CHANNEL, String.join("\n", server.normalizedStdout()));
        }
    }

    /** Enough for the reactor's receive buffer of 80 KiB, too little for a slot and the room behind it. */
    private static Launch withLittleMemory(String... options) {
        return RunningServer.launch(options).withJavaOptions("-XX:MaxDirectMemorySize=160k");
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
