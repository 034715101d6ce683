package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Mutation;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Targets of a report, and servers whose report cannot be written. */
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
    void aPipeWithoutAReaderIsRefusedWithoutBlocking() {
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
    void aDirectoryWithoutPermissionIsRefusedAtTheStart() throws IOException {
        assertRefused(
                mounted("ro", "server", "--port", "0", "--report", folder + "/disk/report.json", "--lang", "en"),
                1,
                folder + "/disk/report.json could not be written: Read-only file system");
    }

    /** Runs Paloma with a separate file system in the directory. */
    private Launch mounted(String options, String... arguments) throws IOException {
        Needs.root();
        Needs.command("unshare");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        return Launch.paloma(arguments)
                .after("mount -t tmpfs -o " + options + " none '" + disk + "'")
                .inMountNamespace()
                // The reason is a message of the system.
                .withEnvironment("LC_ALL", "C");
    }

    @Test
    void standardOutputTakesOneReportAfterTheOther() {
        try (RunningServer server = RunningServer.start("--report", "/dev/stdout", "--report-every", "1s");
                Peer peer = server.peer()) {
            assertEquals("Tu mensaje fue: Hola", peer.request("Hola"));
            server.process()
                    .awaitStdout(line -> line.startsWith("{\"received\":1,") && line.endsWith("\"drained\":null}"));
            server.stop();
            server.process()
                    .awaitStdout(line -> line.startsWith("{\"received\":1,") && line.endsWith("\"drained\":true}"));
            assertEquals(List.of(), server.warnings());
        }
    }

    @Test
    void aReportIsAppendedToTheFileOfRedirectedStandardOutput() throws IOException {
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
        assertOnlyFiles("out");
    }

    /** A file system of one page holds one report, and no copy of it. */
    @Test
    void aFullDiskKeepsTheOldReportWhole() throws IOException {
        String disk = folder + "/disk";
        Launch launch =
                mounted("size=4k", "server", "--port", "0", "--report", disk + "/report.json", "--report-every", "1s");
        try (RunningServer server = RunningServer.start(launch);
                Peer peer = server.peer()) {
            // The server's view; the mount is private.
            Path report = Path.of("/proc/" + server.process().pid() + "/root" + disk + "/report.json");
            server.process()
                    .awaitStderr(line -> line.startsWith("No se pudo escribir " + disk + "/report.json: ")
                            && !line.contains("paloma-"));
            Optional<Report> first = Report.latest(report);
            assertTrue(first.isPresent());
            try (Stream<Path> files = Files.list(report.getParent())) {
                assertEquals(List.of(report), files.toList());
            }
            assertEquals("Tu mensaje fue: Hola", peer.request("Hola"));
            assertEquals(new CountersTable(1, 1, 1, 0, 2), server.stop(1));
            assertEquals(1, server.warnings().size());
        }
    }

    /** A disk of two pages, on which a file with two names cannot be replaced, and a page of a load run is three. */
    @Test
    void aFullDiskKeepsTheOldContentOfAFileThatIsOverwritten() throws IOException {
        Needs.root();
        Needs.command("unshare");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Launch load = Launch.paloma(
                "load",
                "--serve",
                "--lang=en",
                "--clients=1",
                "--messages=1",
                "--timeout=30s",
                "--html=" + disk + "/a");
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "mount -t tmpfs -o size=8k none '" + disk + "' && echo old > '" + disk + "/a' && ln '" + disk + "/a' '"
                        + disk + "/b' && \"$@\" > /dev/null; status=$?; cat '" + disk + "/b'; exit $status",
                "sh"));
        command.addAll(load.command());
        Launch launch = Launch.command(command.toArray(String[]::new))
                .inMountNamespace()
                .withEnvironment("LC_ALL", "C");
        try (PalomaProcess process = launch.start()) {
            assertEquals(1, process.awaitExit());
            assertEquals("old\n", process.stdout());
            assertTrue(
                    process.stderrLines().contains(disk + "/a could not be written: No space left on device"),
                    process.stderr());
        }
    }

    /** How a container runtime hands out one file. */
    @Test
    void aFileThatIsAMountPointIsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        try (PalomaProcess server = onMountPoint(file, "server", "--port=0", "--stop-at-end-of-input", "--report")
                .start()) {
            server.closeStdin();
            assertEquals(0, server.awaitExit(), server.stderr());
        }
        assertTrue(Report.read(file).counters().balanced());
        assertOnlyFiles("file", "mounted");
    }

    @Test
    void aLoadReportOnAMountPointIsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old ".repeat(10_000));
        try (PalomaProcess load = onMountPoint(
                        file, "load", "--serve", "--clients=1", "--messages=1", "--timeout=30s", "--json")
                .start()) {
            assertEquals(0, load.awaitExit(), load.stderr());
        }
        String json = Files.readString(file);
        assertTrue(json.startsWith("{\"plan\":") && json.endsWith("}\n"), json);
        assertOnlyFiles("file", "mounted");
    }

    /** Runs Paloma; the value of its last option is a path on which {@code file} is mounted. */
    private Launch onMountPoint(Path file, String... arguments) throws IOException {
        Needs.root();
        Needs.command("unshare");
        Path mounted = Files.writeString(folder.resolve("mounted"), "below");
        String[] all = Stream.concat(Stream.of(arguments), Stream.of(mounted.toString()))
                .toArray(String[]::new);
        return Launch.paloma(all)
                .after("mount --bind '" + file + "' '" + mounted + "'")
                .inMountNamespace();
    }

    private void assertOnlyFiles(String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(names),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void aReadOnlyFileInAWritableDirectoryIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assertRefused(
                withoutPrivileges("server", "--port", "0", "--lang", "en", "--report", file.toString()),
                1,
                file + " could not be written: permission denied");
        assertEquals("old", Files.readString(file));
    }

    @Test
    void aWritableFileInAReadOnlyDirectoryIsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assertWritten(file);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** As it is in a folder for temporary files, which only its owner may take a file from. */
    @Test
    void aFileOfAnotherOwnerIsWrittenAndKeepsItsOwner() throws IOException {
        Needs.root();
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setAttribute(file, "unix:uid", 65_534);
        Files.setAttribute(folder, "unix:uid", 65_533);
        Files.setAttribute(folder, "unix:mode", 01777);
        Object before = Files.getAttribute(file, "unix:ino");
        assertWritten(file);
        assertEquals(65_534, Files.getAttribute(file, "unix:uid"));
        assertEquals(before, Files.getAttribute(file, "unix:ino"));
    }

    private void assertWritten(Path file) throws IOException {
        try (PalomaProcess server = withoutPrivileges(
                        "server", "--port", "0", "--stop-at-end-of-input", "--report", file.toString())
                .start()) {
            server.closeStdin();
            assertEquals(0, server.awaitExit(), server.stderr());
        }
        assertTrue(Report.read(file).counters().balanced());
        assertOnlyFiles("file");
    }

    /** Runs Paloma without root's override of file permissions. */
    private static Launch withoutPrivileges(String... arguments) {
        Needs.root();
        Needs.command("setpriv");
        return Launch.paloma(arguments).withoutFilePrivileges();
    }

    @ParameterizedTest
    @ValueSource(strings = {">", ">>", "2>", "2>>"})
    void whereAStandardStreamGoesNoReportReplacesIt(String redirection) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Launch launch = Launch.paloma(
                        "server", "--port=0", "--stop-at-end-of-input", "--lang=en", "--report", link.toString())
                .withRedirections(redirection + " '" + file + "'");
        try (PalomaProcess server = launch.start()) {
            server.closeStdin();
            assertEquals(2, server.awaitExit());
            String line = link + " cannot be written: standard output or standard error goes there;"
                    + " expected another file, /dev/stdout or /dev/stderr\n";
            String before = redirection.endsWith(">>") ? "old\n" : "";
            boolean errors = redirection.startsWith("2");
            assertEquals(before + (errors ? line : ""), Files.readString(file));
            assertEquals(errors ? "" : line, server.stderr());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/stdout", "/dev/fd/9"})
    void aDescriptorThatIsClosedIsRefused(String name) {
        assertRefused(
                Launch.paloma("server", "--port", "0", "--stop-at-end-of-input", "--lang", "en", "--report", name)
                        .withRedirections(">&-"),
                1,
                name + " could not be written: it is closed");
    }

    @Test
    void aFailedFinalReportSetsTheStatus() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        try (RunningServer server = RunningServer.start(RunningServer.launch(
                "--lang", "en", "--report", inner.resolve("report.json").toString()))) {
            Files.delete(inner);
            assertEquals(new CountersTable(0, 0, 0, 0, 0), server.stop(1));
            assertEquals(
                    List.of(inner.resolve("report.json") + " could not be written: its folder does not exist any more"),
                    server.warnings());
        }
    }

    @Test
    void twoOutputsOfALoadRunToOneFileAreRefused() {
        String file = folder.resolve("same").toString();
        assertRefused(
                Launch.paloma("load", "--serve", "--lang", "en", "--json", file, "--html", file),
                2,
                "--json and --html name the same file; expected a file for each");
        assertFalse(Files.exists(Path.of(file)));
    }

    /**
     * The process ends while the copy exists: by an orderly exit, as by a signal without a handler, and by the second
     * signal.
     */
    @ParameterizedTest
    @CsvSource({
        "7, 'System.exit(7);'",
        "143, 'while (true) {"
                + " sun.misc.Signal.raise(new sun.misc.Signal(\"TERM\"));"
                + " java.util.concurrent.locks.LockSupport.parkNanos(50_000_000); }'"
    })
    void aProcessThatEndsDuringAWriteLeavesNoCopy(int status, String end) throws IOException {
        Mutation mutation = new Mutation(
                "cli/output/AtomicFile.java",
                "            writeTo(content, copy);\n",
                "            writeTo(content, copy);\n"
                        + "            new Thread(() -> { " + end + " }).start();\n"
                        + "            while (!COPY_LOCK.hasQueuedThreads()) Thread.onSpinWait();\n");
        Path report = Files.createDirectory(folder.resolve("reports")).resolve("report.json");
        try (PalomaProcess server = RunningServer.launch(
                        mutation, folder, "--stop-at-end-of-input", "--report", report.toString())
                .start()) {
            server.closeStdin();
            assertEquals(status, server.awaitExit());
        }
        try (Stream<Path> files = Files.list(report.getParent())) {
            assertEquals(List.of(report), files.toList());
        }
    }
}
