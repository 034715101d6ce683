package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.house.Needs;

class ReportFileTest {
    private static final Words WORDS = Words.of(Language.EN);

    @TempDir
    private Path dir;

    private static ReportFile at(Path path) {
        return ReportFile.at(path, WORDS);
    }

    private static String refused(Path path, int status) {
        Failure failure = assertThrows(Failure.class, () -> at(path));
        assertEquals(status, failure.status());
        return failure.getMessage().replace(path.toString(), "FILE");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.sorted().toList();
        }
    }

    @Test
    void theFileHoldsTheLastReportAndNothingLiesBesideIt() throws IOException {
        Path report = dir.resolve("report.json");
        ReportFile file = at(report);
        assertEquals(List.of(), files());
        file.write("first, and longer than the second");
        file.write("second");
        assertEquals("second", Files.readString(report));
        assertEquals(List.of(report), files());
    }

    @Test
    void aReportThatCannotBeWrittenLeavesTheOldOne() throws IOException {
        Path report = Files.writeString(dir.resolve("report.json"), "old");
        ReportFile file = at(report);
        // Where the new report is to be written first, there is a directory with something in it.
        Files.writeString(Files.createDirectory(dir.resolve("report.json.next")).resolve("x"), "");
        IOException error = assertThrows(IOException.class, () -> file.write("new"));
        assertEquals("old", Files.readString(report));
        assertTrue(file.unwritten(error, WORDS).startsWith(report + " could not be written: "));
    }

    @Test
    void aFolderIsNoPlaceForAReport() {
        assertEquals("FILE cannot be written: it is a folder; expected the name of a file", refused(dir, 2));
    }

    @Test
    void neitherIsAFolderThatIsMissing() {
        assertEquals(
                "FILE cannot be written: its folder does not exist; expected a file in a folder that does",
                refused(dir.resolve("no/where"), 2));
    }

    @Test
    void neitherIsASocket() throws IOException {
        Path socket = dir.resolve("socket");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            assertEquals(
                    "FILE cannot be written: it is a pipe, a socket or a disk; expected the name of a file,"
                            + " /dev/stdout, /dev/stderr or /dev/null",
                    refused(socket, 2));
        }
    }

    @Test
    void whereThereIsNoRoomBesideTheReportThatIsSaidAtOnce() throws IOException {
        Files.writeString(Files.createDirectory(dir.resolve("report.json.next")).resolve("x"), "");
        assertTrue(refused(dir.resolve("report.json"), 1).startsWith("FILE could not be written: "));
    }

    @Test
    void aDeviceIsWrittenToAndStaysADevice() throws IOException {
        Path device = Path.of("/dev/null");
        at(device).write("report");
        assertTrue(Files.exists(device));
        assertFalse(Files.isRegularFile(device));
    }

    @Test
    void theFileBehindALinkIsReplacedAndNotTheLink() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "old");
        Path link = Files.createSymbolicLink(dir.resolve("link"), file);
        at(link).write("new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of(file, link), files());
    }

    @Test
    void theStandardStreamsAreKnownByTheirNames() {
        Needs.that(Files.exists(Path.of("/dev/fd/2")), "/dev/fd");
        assertEquals(ReportFile.Standard.OUT, at(Path.of("/dev/stdout")).standard());
        assertEquals(ReportFile.Standard.OUT, at(Path.of("/proc/self/fd/1")).standard());
        assertEquals(ReportFile.Standard.ERR, at(Path.of("/dev/stderr")).standard());
        assertEquals(ReportFile.Standard.ERR, at(Path.of("/dev/fd/2")).standard());
        assertNull(at(dir.resolve("stdout")).standard());
    }
}
