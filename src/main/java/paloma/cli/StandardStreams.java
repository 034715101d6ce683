package paloma.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * <em>Main thread.</em> Standard output and error in UTF-8 whatever the locale says, and standard streams that were
 * closed by whoever started the process made harmless.
 */
final class StandardStreams {
    private static final List<OutputStream> PLACEHOLDERS = new ArrayList<>();

    private StandardStreams() {}

    /** To be called before anything is printed and before any file or socket is opened. */
    static void open() {
        fillClosedDescriptors();
        System.setOut(utf8(FileDescriptor.out));
        System.setErr(utf8(FileDescriptor.err));
    }

    /** Standard input; an empty stream when it was closed and the Java runtime took its number for a file of its own. */
    static InputStream in() {
        Path descriptor = Path.of("/proc/self/fd/0");
        try {
            if (Files.isSymbolicLink(descriptor)
                    && Files.readSymbolicLink(descriptor).startsWith(System.getProperty("java.home"))) {
                return InputStream.nullInputStream();
            }
        } catch (IOException e) {
            return InputStream.nullInputStream();
        }
        return new FileInputStream(FileDescriptor.in);
    }

    /** Standard output, unbuffered. */
    static OutputStream out() {
        return new FileOutputStream(FileDescriptor.out);
    }

    /** Standard error, unbuffered. */
    static OutputStream err() {
        return new FileOutputStream(FileDescriptor.err);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** A socket that got the number of a closed standard stream would receive what is printed there. */
    private static void fillClosedDescriptors() {
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            return;
        }
        for (int number = 0; number <= 2; number++) {
            try {
                if (!Files.isSymbolicLink(Path.of("/proc/self/fd/" + number))) {
                    PLACEHOLDERS.add(new FileOutputStream("/dev/null"));
                }
            } catch (IOException e) {
                return;
            }
        }
    }
}
