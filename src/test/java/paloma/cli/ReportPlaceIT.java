package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Where a report can go, and what becomes of a server whose report cannot. */
class ReportPlaceIT {
    @TempDir
    private Path folder;

    private static void run(String... command) {
        try (PalomaProcess process = Launch.command(command).start()) {
            assertEquals(0, process.awaitExit(), process.stderr());
        }
    }

    private static void assertRefused(Path report, String line) {
        assertRefused(
                Launch.paloma("server", "--port", "0", "--report", report.toString(), "--lang", "en"),
                2,
                report + line);
    }

    private static void assertRefused(Launch launch, int status, String line) {
        try (PalomaProcess server = launch.start()) {
            assertEquals(status, server.awaitExit());
            assertEquals(List.of(line), server.stderrLines());
            assertEquals(List.of(), server.stdoutLines());
        }
    }

    @Test
    void aPipeThatNobodyReadsIsRefusedAndNotWaitedFor() {
        Needs.command("mkfifo");
        Path pipe = folder.resolve("pipe");
        run("mkfifo", pipe.toString());
        assertRefused(
                pipe,
                " cannot be written: it is a pipe, a socket or a disk; expected the name of a file,"
                        + " /dev/stdout, /dev/stderr or /dev/null");
    }

    @Test
    void aFolderIsRefused() {
        assertRefused(folder, " cannot be written: it is a folder; expected the name of a file");
    }

    @Test
    void whereNobodyMayWriteIsRefusedAtTheStart() throws IOException {
        assertRefused(
                mounted("ro", "server", "--port", "0", "--report", folder + "/disk/report.json", "--lang", "en"),
                1,
                folder + "/disk/report.json could not be written: Read-only file system");
    }

    /** Paloma with a disk of its own in the folder. */
    private Launch mounted(String options, String... arguments) throws IOException {
        Needs.root();
        Needs.command("unshare");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        return Launch.paloma(arguments)
                .after("mount -t tmpfs -o " + options + " none '" + disk + "'")
                .inMountNamespace()
                // The reason is in the system's words.
                .withEnvironment("LC_ALL", "C");
    }

    @Test
    void standardOutputTakesOneReportAfterTheOther() {
        try (RunningServer server = RunningServer.start("--report", "/dev/stdout", "--report-every", "1s");
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: Hola", peer.ask("Hola"));
            server.process()
                    .awaitStdout(line -> line.startsWith("{\"received\":1,") && line.endsWith("\"drained\":null}"));
            server.stop();
            server.process()
                    .awaitStdout(line -> line.startsWith("{\"received\":1,") && line.endsWith("\"drained\":true}"));
            assertEquals(List.of(), server.complaints());
        }
    }

    @Test
    void aFileThatStandardOutputWasRedirectedToIsWrittenBehindWhatItHolds() throws IOException {
        Path file = folder.resolve("out");
        Launch launch = Launch.paloma("server", "--port", "0", "--report", "/dev/fd/1", "--stop-at-end-of-input")
                .withStdout(file.toFile());
        try (PalomaProcess server = launch.start()) {
            server.closeStdin();
            assertEquals(0, server.awaitExit(), server.stderr());
        }
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.get(0).startsWith("Servidor UDP escuchando en "), lines::toString);
        assertTrue(lines.get(lines.size() - 1).endsWith("\"drained\":true}"), lines::toString);
        assertFalse(Files.exists(Path.of("/dev/fd/1.next")));
    }

    /** A disk of one page: it holds one report, and never a second one beside it. */
    @Test
    void aFullDiskKeepsTheOldReportWhole() throws IOException {
        String disk = folder + "/disk";
        Launch launch =
                mounted("size=4k", "server", "--port", "0", "--report", disk + "/report.json", "--report-every", "1s");
        try (RunningServer server = RunningServer.start(launch);
                Peer peer = server.peer()) {
            // As the server sees it; the mount is its own.
            Path report = Path.of("/proc/" + server.process().pid() + "/root" + disk + "/report.json");
            server.process()
                    .awaitStderr(line -> line.startsWith("No se pudo escribir " + disk + "/report.json: ")
                            && !line.contains(".next"));
            Optional<Report> first = Report.latest(report);
            assertTrue(first.isPresent());
            assertFalse(Files.exists(report.resolveSibling("report.json.next")));
            assertEquals("Tu mensaje fue: Hola", peer.ask("Hola"));
            assertEquals(new Account(1, 1, 1, 0, 2), server.stop());
            assertEquals(1, server.complaints().size());
        }
    }
}
