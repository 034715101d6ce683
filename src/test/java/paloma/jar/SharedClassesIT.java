package paloma.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** The archive of classes that has {@code make run-server} and {@code make run-client} start sooner. */
class SharedClassesIT {
    private static final Path JAR = Path.of(System.getProperty("paloma.jar"));
    private static final String MAPPED = "paloma.server.Server source: shared objects file (top)";

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeTheArchive() {
        assertEquals("", said("--make"));
    }

    @Test
    void aServerStartsWithTheClassesOfTheArchive() throws IOException {
        assertTrue(classesOfAServer(JAR).contains(MAPPED));
    }

    @Test
    void anArchiveOfAnotherJarIsPassedOverWithoutAWord() throws IOException {
        Path other = Files.copy(JAR, directory.resolve("paloma.jar"));
        Path libraries = Files.createDirectory(directory.resolve("lib"));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(JAR.resolveSibling("lib"))) {
            for (Path library : all) {
                Files.copy(library, libraries.resolve(library.getFileName()));
            }
        }
        assertFalse(classesOfAServer(other).contains(MAPPED));
    }

    @Test
    void anArchiveOlderThanTheJarIsNotUsed() throws IOException {
        Path archive = Path.of(said().strip());
        FileTime made = Files.getLastModifiedTime(archive);
        try {
            Files.setLastModifiedTime(archive, FileTime.fromMillis(0));
            assertEquals("", said());
        } finally {
            Files.setLastModifiedTime(archive, made);
        }
    }

    /** Starts a server of {@code jar}, which must say what it always says; returns the log of the classes that it loaded. */
    private String classesOfAServer(Path jar) throws IOException {
        Path log = directory.resolve("classes");
        String[] command = {
            "make",
            "-s",
            "run-server",
            "JAR=" + jar,
            "ARGS=--port 0 --lang en",
            "JAVA_OPTS=-Xlog:class+load:file=" + log
        };
        try (PalomaProcess server = onThisJdk(command).start()) {
            String greeting = server.awaitStdout(line -> line.startsWith("UDP server listening"));
            server.sendLine("quit");
            assertEquals(0, server.awaitExit());
            assertEquals(List.of(greeting), server.stdoutLines());
            // The account.
            assertEquals(4, server.stderrLines().size(), server.stderr());
        }
        return Files.readString(log);
    }

    private static String said(String... arguments) {
        Launch script = onThisJdk(Stream.concat(Stream.of("scripts/shared-classes.sh"), Stream.of(arguments))
                .toArray(String[]::new));
        try (PalomaProcess process = script.start()) {
            assertEquals(0, process.awaitExit());
            assertEquals("", process.stderr());
            return process.stdout();
        }
    }

    private static Launch onThisJdk(String... command) {
        return Launch.command(command).withEnvironment("JAVA_HOME", System.getProperty("java.home"));
    }
}
