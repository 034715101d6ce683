package paloma.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * <em>One thread at a time.</em> A file that always holds one whole report: the last that could be written. A device, or
 * what a descriptor of this process stands for, gets one report after the other.
 */
final class ReportFile {
    /** Where a report would go to a standard stream, which others print to as well. */
    enum Standard {
        OUT,
        ERR
    }

    // The type of a file in what stat(2) calls its mode.
    private static final int TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    private final Path named;
    private final Path file;
    private final Path next;

    private ReportFile(Path named, Path file) {
        this.named = named;
        this.file = file;
        this.next = file.resolveSibling(file.getFileName() + ".next");
    }

    /**
     * The report file of that name, if one can be there. A pipe cannot: to open one that nobody reads is to wait.
     *
     * @throws Failure when it is of a kind that no report goes to, or cannot be written
     */
    static ReportFile at(Path named, Words words) {
        Path file = named.toAbsolutePath();
        try {
            // Behind a link, for the file's new content is moved to its place.
            ReportFile report =
                    new ReportFile(named, Files.isRegularFile(file) && descriptor(file) < 0 ? file.toRealPath() : file);
            report.check(words);
            return report;
        } catch (IOException e) {
            throw new Failure(Failure.COULD_NOT_RUN, unwritten(named, e, words));
        }
    }

    private void check(Words words) throws IOException {
        if (standard() != null || isDevice()) {
            return;
        }
        if (Files.isDirectory(file)) {
            throw refused("folder", words);
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw refused("special", words);
        }
        if (descriptor(file) < 0) {
            if (!Files.isDirectory(file.getParent())) {
                throw refused("no-folder", words);
            }
            // Now rather than at the end of a run: is there the right, and a place?
            Files.write(next, new byte[0]);
            Files.delete(next);
        }
    }

    private Failure refused(String reason, Words words) {
        return new Failure(Failure.WRONG_USE, words.say("not-written." + reason, Inert.text(named.toString())));
    }

    /** The line for a file that could not be written. */
    static String unwritten(Path file, IOException error, Words words) {
        return words.say("not-written", Inert.text(file.toString()), Inert.text(reason(error, words)));
    }

    /** As {@link #unwritten(Path, IOException, Words)} has it. */
    String unwritten(IOException error, Words words) {
        return unwritten(named, error, words);
    }

    /** The name of a file is said once, and an exception's class never. */
    private static String reason(IOException error, Words words) {
        if (error instanceof AccessDeniedException) {
            return words.say("not-written.right");
        }
        if (error instanceof NoSuchFileException) {
            return words.say("not-written.gone");
        }
        String reason = error instanceof FileSystemException detailed ? detailed.getReason() : error.getMessage();
        return reason == null ? error.toString() : reason;
    }

    /** The standard stream that it is; null when it is none. */
    Standard standard() {
        return switch (descriptor(file)) {
            case 1 -> Standard.OUT;
            case 2 -> Standard.ERR;
            default -> null;
        };
    }

    /** The descriptor of this process that goes by that name; -1 of anything else. */
    private static int descriptor(Path file) {
        String name = file.normalize().toString();
        if (name.equals("/dev/stdout")) {
            return 1;
        }
        if (name.equals("/dev/stderr")) {
            return 2;
        }
        return name.matches("(/dev|/proc/self)/fd/\\d{1,9}")
                ? Integer.parseInt(name.substring(name.lastIndexOf('/') + 1))
                : -1;
    }

    private boolean isDevice() throws IOException {
        return Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(file, "unix:mode") & TYPE) == CHARACTER_DEVICE;
    }

    /**
     * Replaces what the file holds. The report is written beside it first, so that a full disk or a kill leaves the
     * old one.
     *
     * @throws IOException when it could not be written; the file is as it was
     */
    void write(String report) throws IOException {
        byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
        if (standard() != null) {
            // Not closed: others print there.
            OutputStream stream = standard() == Standard.OUT ? StandardStreams.out() : StandardStreams.err();
            stream.write(bytes);
        } else if (descriptor(file) >= 0 || isDevice()) {
            Files.write(file, bytes, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } else {
            replace(bytes);
        }
    }

    private void replace(byte[] bytes) throws IOException {
        try {
            Files.write(next, bytes);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
    }
}
