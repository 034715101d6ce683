package paloma.load.run;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A few file descriptors held back while others are taken. When none is left, the Java runtime cannot even load the
 * classes that close and tell; with these given back, it can.
 */
final class ReservedDescriptors {
    private static final int COUNT = 16;

    /** Part of every Java runtime. */
    private static final Path ANY_FILE = Path.of(System.getProperty("java.home"), "lib", "modules");

    private ReservedDescriptors() {}

    /** Whether no file can be opened now. */
    static boolean areUsedUp() {
        try {
            new FileInputStream(ANY_FILE.toFile()).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Something that takes descriptors. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException, LoadException;
    }

    static void heldDuring(Action action) throws IOException, LoadException {
        List<FileInputStream> held = new ArrayList<>();
        try {
            for (int i = 0; i < COUNT; i++) {
                held.add(new FileInputStream(ANY_FILE.toFile()));
            }
            action.run();
        } finally {
            for (FileInputStream file : held) {
                file.close();
            }
        }
    }
}
