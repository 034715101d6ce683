package paloma.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** <em>One thread at a time.</em> A file that always holds one whole report: the last that could be written. */
final class ReportFile {
    private final Path file;
    private final Path next;

    ReportFile(Path file) {
        this.file = file.toAbsolutePath();
        this.next = this.file.resolveSibling(this.file.getFileName() + ".next");
    }

    /**
     * Replaces what the file holds. The report is written beside it first, so that a full disk or a kill leaves the
     * old one.
     *
     * @throws IOException when it could not be written; the file is as it was
     */
    void write(String report) throws IOException {
        byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A device or a pipe is written to; a file in its place would take it away from others.
            Files.write(file, bytes);
            return;
        }
        try {
            Files.write(next, bytes);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
    }
}
