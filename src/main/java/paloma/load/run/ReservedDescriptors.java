package paloma.load.run;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * <em>Main thread.</em> Reserves a few file descriptors while sockets are opened.
 *
 * <p>Without a free descriptor the Java runtime cannot load the classes that close sockets and report the error.
 */
final class ReservedDescriptors {
    private static final int COUNT = 16;

    /** A file of every Java runtime. */
    private static final Path ANY_FILE = Path.of(System.getProperty("java.home"), "lib", "modules");

    private ReservedDescriptors() {}

    /** Whether no file can be opened now. */
    static boolean isExhausted() {
        try {
            new FileInputStream(ANY_FILE.toFile()).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** <em>Main thread.</em> An action that opens descriptors. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException, LoadException;
    }

    /** Runs {@code action} with {@value #COUNT} descriptors reserved. */
    static void reservedDuring(Action action) throws IOException, LoadException {
        List<FileInputStream> reserved = new ArrayList<>();
        try {
            for (int i = 0; i < COUNT; i++) {
                reserved.add(new FileInputStream(ANY_FILE.toFile()));
            }
            action.run();
        } finally {
            for (FileInputStream file : reserved) {
                file.close();
            }
        }
    }
}
