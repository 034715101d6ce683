package paloma.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.cli.Peer;
import paloma.cli.RunningServer;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A server whose Flight Recorder is started by {@code jcmd}. */
@Tag("long")
class FlightRecorderIT {
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    @TempDir
    private Path folder;

    @Test
    void eventsAreInitialisedWhenARecordingStarts() throws IOException {
        Needs.that(Files.isExecutable(JCMD), "a JDK with jcmd");
        Path classes = folder.resolve("classes");
        Path recording = folder.resolve("test.jfr");
        Launch launch = RunningServer.launch("--quiet").withJavaOptions("-Xlog:class+load:file=" + classes);
        try (RunningServer server = RunningServer.start(launch)) {
            server.peer().request("before");
            String loaded = Files.readString(classes);
            assertTrue(loaded.contains("paloma.jfr.SessionEvents "), "the log has no classes");
            assertFalse(loaded.contains("paloma.jfr.SessionOpened "), "an event was initialised");
            assertFalse(loaded.contains("jdk.jfr.internal.MetadataRepository "), "Flight Recorder was initialised");
            jcmd(server, "JFR.start", "name=test");
            Awaitility.await().atMost(Timeouts.LIMIT).until(() -> {
                try (Peer peer = new Peer(server.port())) {
                    peer.request("after");
                }
                return Files.readString(classes).contains("paloma.jfr.SessionOpened ");
            });
            jcmd(server, "JFR.dump", "name=test", "filename=" + recording);
        }
        assertTrue(RecordingFile.readAllEvents(recording).stream()
                .anyMatch(event -> event.getEventType().getName().equals("paloma.SessionOpened")));
    }

    private static void jcmd(RunningServer server, String... command) {
        String[] words = new String[command.length + 2];
        words[0] = JCMD.toString();
        words[1] = Long.toString(server.process().pid());
        System.arraycopy(command, 0, words, 2, command.length);
        try (PalomaProcess jcmd = Launch.command(words).start()) {
            assertEquals(0, jcmd.awaitExit(), () -> jcmd.stdout() + jcmd.stderr());
        }
    }
}
