package paloma.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;

/**
 * <em>One thread at a time.</em> A file that always holds one whole report: the last that could be written. A device, or
 * what a descriptor of this process stands for, gets one report after the other.
 */
public final class OutputFile {
    /** Where a report would go to a standard stream, which others print to as well. */
    public enum Standard {
        OUT,
        ERR
    }

    // The type of a file in what stat(2) calls its mode.
    private static final int TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    private final Path named;
    private final Path file;
    private final Messages words;

    private OutputFile(Path named, Messages words) {
        this.named = named;
        this.file = named.toAbsolutePath();
        this.words = words;
    }

    /**
     * The report file of that name, if one can be there. A pipe cannot: to open one that nobody reads is to wait.
     *
     * @throws CommandException when it is of a kind that no report goes to, or cannot be written
     */
    public static OutputFile at(Path named, Messages words) {
        OutputFile report = new OutputFile(named, words);
        try {
            report.check();
            return report;
        } catch (IOException e) {
            throw new CommandException(CommandException.COULD_NOT_RUN, report.unwritten(e));
        }
    }

    private void check() throws IOException {
        int descriptor = descriptor(file);
        if (descriptor >= 0 && !StandardStreams.isOpen(descriptor)) {
            throw new FileSystemException(named.toString(), null, words.say("not-written.closed"));
        }
        if (appends()) {
            return;
        }
        checkKind();
        if (!Files.isDirectory(file.getParent())) {
            throw refused("no-folder");
        }
        if (Files.exists(file) && StandardStreams.goTo(file)) {
            throw refused("output");
        }
        // Now rather than at the end of a run: is there the right, and a place?
        new AtomicFile(file).check();
    }

    private void checkKind() {
        if (Files.isDirectory(file)) {
            throw refused("folder");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw refused("special");
        }
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw refused("link");
        }
    }

    private CommandException refused(String reason) {
        return new CommandException(
                CommandException.WRONG_USE, words.say("not-written." + reason, SafeText.text(named.toString())));
    }

    /** The line for a report that could not be written. */
    public String unwritten(IOException error) {
        return words.say("not-written", SafeText.text(named.toString()), SafeText.text(reason(error, words)));
    }

    /** The name of a file is said once, and an exception's class never. */
    public static String reason(IOException error, Messages words) {
        if (error instanceof AccessDeniedException) {
            return words.say("not-written.right");
        }
        if (error instanceof NoSuchFileException) {
            return words.say("not-written.gone");
        }
        String reason = error instanceof FileSystemException detailed ? detailed.getReason() : error.getMessage();
        return reason == null ? error.toString() : reason;
    }

    /** Whether one of the two would lose its report to the other; not if both are appended. */
    public boolean isSameFileAs(OutputFile other) {
        try {
            return !(appends() && other.appends()) && identity().equals(other.identity());
        } catch (IOException e) {
            throw new CommandException(CommandException.COULD_NOT_RUN, unwritten(e));
        }
    }

    /** Of a file that is missing, that of its folder, and its name. */
    private Object identity() throws IOException {
        return Files.exists(file) ? identity(file) : List.of(identity(file.getParent()), file.getFileName());
    }

    private static Object identity(Path existing) throws IOException {
        Object key = Files.readAttributes(existing, BasicFileAttributes.class).fileKey();
        return key == null ? existing.toRealPath() : key;
    }

    /** The standard stream that it is; null when it is none. */
    public Standard standard() {
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

    /** Whether that is a character device. */
    public static boolean isDevice(Path file) throws IOException {
        return Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(file, "unix:mode") & TYPE) == CHARACTER_DEVICE;
    }

    private boolean appends() throws IOException {
        return descriptor(file) >= 0 || isDevice(file);
    }

    /** The same; a device that takes nothing, such as a terminal, is waited for until {@code stopped} is done. */
    public void write(String report, CompletableFuture<?> stopped) throws IOException {
        if (!appends()) {
            write(report);
        } else if (!StallableWrite.run(() -> write(report), stopped)) {
            throw new IOException(words.say("not-written.stalled"));
        }
    }

    /**
     * Replaces what the file holds, and nothing else of it.
     *
     * @throws IOException when it could not be written
     * @throws CommandException when there is something else by now that no report goes to
     */
    void write(String report) throws IOException {
        byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
        if (standard() != null) {
            // Not closed: others print there.
            OutputStream stream = standard() == Standard.OUT ? StandardStreams.out() : StandardStreams.err();
            stream.write(bytes);
        } else if (appends()) {
            Files.write(file, bytes, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } else {
            checkKind();
            new AtomicFile(file).write(bytes);
        }
    }
}
