package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    @TempDir
    private Path dir;

    @Test
    void theFileHoldsTheLastReportAndNothingLiesBesideIt() throws IOException {
        ReportFile file = new ReportFile(dir.resolve("report.json"));
        file.write("first, and longer than the second");
        file.write("second");
        assertEquals("second", Files.readString(dir.resolve("report.json")));
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(List.of(dir.resolve("report.json")), files.toList());
        }
    }

    @Test
    void aReportThatCannotBeWrittenLeavesTheOldOne() throws IOException {
        Path report = Files.writeString(dir.resolve("report.json"), "old");
        // Where the new report is to be written first, there is a directory with something in it.
        Files.writeString(Files.createDirectory(dir.resolve("report.json.next")).resolve("x"), "");
        assertThrows(IOException.class, () -> new ReportFile(report).write("new"));
        assertEquals("old", Files.readString(report));
    }

    @Test
    void aDeviceIsWrittenToAndStaysADevice() throws IOException {
        Path device = Path.of("/dev/null");
        new ReportFile(device).write("report");
        assertTrue(Files.exists(device));
        assertFalse(Files.isRegularFile(device));
    }
}
