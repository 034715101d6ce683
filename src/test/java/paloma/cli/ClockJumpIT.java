package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** The wall clock of a server jumps, as after a wrong battery or a correction; the monotonic clock does not. */
@Tag("long")
class ClockJumpIT {
    @TempDir
    private Path folder;

    private Path clock;
    private String library;

    @BeforeEach
    void needs() throws IOException {
        clock = folder.resolve("clock");
        jump("+0");
        library = library();
    }

    /** The part of libfaketime that is for programs with threads. */
    private static String library() throws IOException {
        Needs.command("faketime");
        try (Stream<Path> files = Files.find(
                Path.of("/usr/lib"), 4, (file, attributes) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
            List<Path> found = files.toList();
            Needs.that(!found.isEmpty(), "libfaketimeMT.so.1");
            return found.get(0).toString();
        }
    }

    private void jump(String by) throws IOException {
        Files.writeString(clock, by + "\n");
    }

    private Launch faked(Launch launch) {
        return launch.withEnvironment("LD_PRELOAD", library)
                .withEnvironment("FAKETIME_TIMESTAMP_FILE", clock.toString())
                .withEnvironment("FAKETIME_NO_CACHE", "1")
                .withEnvironment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .withEnvironment("DONT_FAKE_MONOTONIC", "1");
    }

    /** Shows that a jump is one. */
    private int year() {
        try (PalomaProcess date = faked(Launch.command("date", "+%Y")).start()) {
            assertEquals(0, date.awaitExit(), date.stderr());
            return Integer.parseInt(date.stdoutLines().get(0));
        }
    }

    /** The turn of the loop that answers one peer would find the session of the other idle. */
    @Test
    void sessionsOutliveJumpsToBothSidesAndSoDoesTheDrain() throws IOException {
        try (RunningServer server = RunningServer.start(faked(RunningServer.launch("--idle-timeout", "1h")));
                Peer peer = server.peer();
                Peer silent = server.peer()) {
            int year = year();
            silent.request("uno");
            peer.request("uno");
            jump("+800d");
            assertTrue(year() > year);
            peer.request("dos");
            peer.request("tres");
            silent.request("dos");
            jump("-1600d");
            assertTrue(year() < year);
            peer.request("cuatro");
            silent.request("tres");
            assertEquals(new CountersTable(2, 7, 7, 0, 9), server.stop());
            assertEquals(List.of(), server.warnings());
        }
    }
}
