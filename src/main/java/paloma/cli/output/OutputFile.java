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
 * <em>Any thread.</em> Used by one thread at a time. A file that always contains one complete report: the last one
 * written. A device or an open descriptor of this process receives the reports one after the other.
 */
public final class OutputFile {
    /** <em>Immutable.</em> A standard stream as the target of a report; other lines are printed to it too. */
    public enum StandardStreamName {
        OUT,
        ERR
    }

    // File type bits of the mode in stat(2).
    private static final int TYPE_MASK = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    private final Path givenPath;
    private final Path file;
    private final Messages texts;

    private OutputFile(Path givenPath, Messages texts) {
        this.givenPath = givenPath;
        this.file = givenPath.toAbsolutePath();
        this.texts = texts;
    }

    /**
     * Checks that a report can be written to {@code givenPath}. Named pipes are refused: opening one without a reader
     * would block.
     *
     * @throws CommandException when the file is of an unsupported kind or cannot be written
     */
    public static OutputFile open(Path givenPath, Messages texts) {
        OutputFile outputFile = new OutputFile(givenPath, texts);
        try {
            outputFile.check();
            return outputFile;
        } catch (IOException e) {
            throw new CommandException(CommandException.COULD_NOT_RUN, outputFile.failureText(e));
        }
    }

    private void check() throws IOException {
        int descriptor = descriptor(file);
        if (descriptor >= 0 && !StandardStreams.isOpen(descriptor)) {
            throw new FileSystemException(givenPath.toString(), null, texts.format("not-written.closed"));
        }
        if (isAppended()) {
            return;
        }
        checkKind();
        if (!Files.isDirectory(file.getParent())) {
            throw rejection("no-folder");
        }
        if (Files.exists(file) && StandardStreams.isOutputOrError(file)) {
            throw rejection("output");
        }
        // Fail before the run rather than after it.
        new AtomicFile(file).check();
    }

    private void checkKind() {
        if (Files.isDirectory(file)) {
            throw rejection("folder");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw rejection("special");
        }
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw rejection("link");
        }
    }

    private CommandException rejection(String reason) {
        return new CommandException(CommandException.USAGE_ERROR, texts.format("not-written." + reason, shownPath()));
    }

    /** Returns the path as it was given, safe to print. */
    public String shownPath() {
        return SafeText.of(givenPath.toString());
    }

    /** Returns the line for a report that could not be written. */
    public String failureText(IOException error) {
        return texts.format("not-written", shownPath(), SafeText.of(reason(error, texts)));
    }

    /** Returns the reason of {@code error}, without the file name and the exception's class. */
    public static String reason(IOException error, Messages texts) {
        if (error instanceof AccessDeniedException) {
            return texts.format("not-written.right");
        }
        if (error instanceof NoSuchFileException) {
            return texts.format("not-written.gone");
        }
        String reason = error instanceof FileSystemException detailed ? detailed.getReason() : error.getMessage();
        return reason == null ? error.toString() : reason;
    }

    /** Returns whether one report would overwrite the other; false if both are appended. */
    public boolean isSameFileAs(OutputFile other) {
        try {
            return !(isAppended() && other.isAppended()) && identity().equals(other.identity());
        } catch (IOException e) {
            throw new CommandException(CommandException.COULD_NOT_RUN, failureText(e));
        }
    }

    /** Returns the file's key. A missing file is identified by its directory's key and its name. */
    private Object identity() throws IOException {
        return Files.exists(file) ? identity(file) : List.of(identity(file.getParent()), file.getFileName());
    }

    private static Object identity(Path existing) throws IOException {
        Object key = Files.readAttributes(existing, BasicFileAttributes.class).fileKey();
        return key == null ? existing.toRealPath() : key;
    }

    /** Returns the standard stream that this file is, or null. */
    public StandardStreamName standardStream() {
        return switch (descriptor(file)) {
            case 1 -> StandardStreamName.OUT;
            case 2 -> StandardStreamName.ERR;
            default -> null;
        };
    }

    /** Returns the descriptor of this process that {@code file} names, or -1. */
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

    /** Returns whether {@code file} is a character device. */
    public static boolean isDevice(Path file) throws IOException {
        return Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(file, "unix:mode") & TYPE_MASK) == CHARACTER_DEVICE;
    }

    private boolean isAppended() throws IOException {
        return descriptor(file) >= 0 || isDevice(file);
    }

    /** Writes a report. A stalled device, such as a terminal, is awaited until {@code stopped} completes. */
    public void write(String content, CompletableFuture<?> stopped) throws IOException {
        if (!isAppended()) {
            write(content);
        } else if (!StallableWrite.run(() -> write(content), stopped)) {
            throw new IOException(texts.format("not-written.stalled"));
        }
    }

    /**
     * Replaces the content of the file, or appends to a device or descriptor.
     *
     * @throws IOException when it could not be written
     * @throws CommandException when the path has become a file of an unsupported kind
     */
    void write(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (standardStream() != null) {
            // Not closed: the printers use the same stream.
            OutputStream stream =
                    standardStream() == StandardStreamName.OUT ? StandardStreams.out() : StandardStreams.err();
            stream.write(bytes);
        } else if (isAppended()) {
            Files.write(file, bytes, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } else {
            checkKind();
            new AtomicFile(file).write(bytes);
        }
    }
}
