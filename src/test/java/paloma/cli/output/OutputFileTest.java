package paloma.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.text.CommandException;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.house.Needs;

class OutputFileTest {
    private static final Messages WORDS = Messages.of(Language.EN);

    @TempDir
    private Path dir;

    private static OutputFile at(Path path) {
        return OutputFile.open(path, WORDS);
    }

    private static String refused(Path path, int status) {
        CommandException failure = assertThrows(CommandException.class, () -> at(path));
        assertEquals(status, failure.status());
        return failure.getMessage().replace(path.toString(), "FILE");
    }

    private static void write(Path path, String report) throws IOException {
        at(path).write(report);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.sorted().toList();
        }
    }

    @Test
    void theFileHoldsTheLastReportAndNoCopyRemains() throws IOException {
        Path report = dir.resolve("report.json");
        OutputFile file = at(report);
        assertEquals(List.of(), files());
        file.write("first, and longer than the second");
        file.write("second");
        assertEquals("second", Files.readString(report));
        assertEquals(List.of(report), files());
    }

    @Test
    void anUnnamedFileIsNotTouched() throws IOException {
        Path own = Files.writeString(dir.resolve("report.json.next"), "own");
        write(dir.resolve("report.json"), "report");
        assertEquals("own", Files.readString(own));
        assertEquals(List.of(dir.resolve("report.json"), own), files());
    }

    @Test
    void theTargetOfAnUnnamedLinkIsNotTouched() throws IOException {
        Path target = Files.writeString(dir.resolve("target"), "own");
        Path link = Files.createSymbolicLink(dir.resolve("report.json.next"), target);
        at(dir.resolve("report.json"));
        assertEquals("own", Files.readString(target));
        write(dir.resolve("report.json"), "report");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("own", Files.readString(target));
    }

    @Test
    void aNameOfTheGreatestLengthIsAPlaceToo() throws IOException {
        Path longest = dir.resolve("x".repeat(255));
        write(longest, "report");
        assertEquals("report", Files.readString(longest));
    }

    @Test
    void permissionsAndExtendedAttributesStay() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        Needs.that(Files.getFileStore(file).supportsFileAttributeView("user"), "extended attributes");
        view.write("origin", StandardCharsets.UTF_8.encode("here"));
        write(file, "new");
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("origin"), view.list());
        assertEquals(List.of(file), files());
    }

    @Test
    void ownerAndGroupStay() throws IOException {
        Needs.root();
        Path file = Files.writeString(dir.resolve("file"), "old");
        Files.setAttribute(file, "unix:uid", 65_534);
        Files.setAttribute(file, "unix:gid", 65_533);
        write(file, "new");
        assertEquals(
                Map.of("uid", 65_534, "gid", 65_533),
                Files.readAttributes(file, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"old", "a report that is longer than the new one"})
    void everyNameOfAFileShowsTheReport(String old) throws IOException {
        Path file = Files.writeString(dir.resolve("file"), old);
        Path other = Files.createLink(dir.resolve("other"), file);
        write(file, "a new report");
        assertEquals("a new report", Files.readString(other));
        assertTrue(Files.isSameFile(file, other));
        assertEquals(List.of(file, other), files());
    }

    @Test
    void aFileTooLargeToBeCopiedIsWrittenInItsPlace() throws IOException {
        Path file = dir.resolve("file");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        Object before = Files.getAttribute(file, "unix:ino");
        write(file, "new");
        assertEquals("new", Files.readString(file));
        assertEquals(before, Files.getAttribute(file, "unix:ino"));
    }

    @Test
    void aLinkThatLeadsToNoFileIsRefusedAndStays() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("missing"));
        assertEquals(
                "FILE cannot be written: it is a link to a file that does not exist; expected the name of a file",
                refused(link, 2));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void aSpecialFileCreatedMeanwhileIsNotReplaced() throws IOException {
        Path path = dir.resolve("report.json");
        OutputFile file = at(path);
        Files.createDirectory(path);
        CommandException folder = assertThrows(CommandException.class, () -> file.write("new"));
        assertTrue(folder.getMessage().contains(" it is a folder; "), folder.getMessage());
        Files.delete(path);
        Files.createSymbolicLink(path, dir.resolve("missing"));
        CommandException link = assertThrows(CommandException.class, () -> file.write("new"));
        assertTrue(link.getMessage().contains(" it is a link to a file that does not exist; "), link.getMessage());
        assertEquals(List.of(path), files());
    }

    @Test
    void oneFileIsRecognisedByAllItsNames() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "old");
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("file"));
        Path other = Files.createLink(dir.resolve("other"), file);
        Path spelled = Files.createDirectory(dir.resolve("sub")).resolve("../file");
        for (Path name : List.of(file, link, other, spelled)) {
            assertTrue(at(file).isSameFileAs(at(name)), name.toString());
            assertFalse(at(dir.resolve("another")).isSameFileAs(at(name)), name.toString());
        }
        Path folder = Files.createSymbolicLink(dir.resolve("folder"), dir);
        assertTrue(at(dir.resolve("missing")).isSameFileAs(at(folder.resolve("missing"))));
        assertFalse(at(dir.resolve("missing")).isSameFileAs(at(dir.resolve("missing too"))));
    }

    @Test
    void aDeviceTakesSeveralReports() {
        assertFalse(at(Path.of("/dev/null")).isSameFileAs(at(Path.of("/dev/null"))));
    }

    @Test
    void aFolderIsNoPlaceForAReport() {
        assertEquals("FILE cannot be written: it is a folder; expected the name of a file", refused(dir, 2));
    }

    @Test
    void aMissingDirectoryIsRefused() {
        assertEquals(
                "FILE cannot be written: its folder does not exist; expected a file in a folder that does",
                refused(dir.resolve("no/where"), 2));
    }

    @Test
    void aSocketIsRefused() throws IOException {
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
        assertEquals(
                OutputFile.StandardStreamName.OUT, at(Path.of("/dev/stdout")).standardStream());
        assertEquals(
                OutputFile.StandardStreamName.OUT,
                at(Path.of("/proc/self/fd/1")).standardStream());
        assertEquals(
                OutputFile.StandardStreamName.ERR, at(Path.of("/dev/stderr")).standardStream());
        assertEquals(OutputFile.StandardStreamName.ERR, at(Path.of("/dev/fd/2")).standardStream());
        assertNull(at(dir.resolve("stdout")).standardStream());
    }
}
