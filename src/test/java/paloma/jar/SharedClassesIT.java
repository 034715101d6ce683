package paloma.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.cli.RunningServer;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/**
 * The class archive that speeds up {@code make run-server} and {@code make run-client}. Make runs in a copy of the
 * project, since other tests use this one's jar at the same time, and make could consider it out of date.
 */
@Tag("long")
class SharedClassesIT {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final Path JAR = Path.of(System.getProperty("paloma.jar"));
    private static final String MAPPED = "paloma.server.Server source: shared objects file (top)";
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    private static Path directory;

    private static Path project;
    private static Path archive;

    @BeforeAll
    static void copyTheProject() throws IOException {
        Needs.that(
                Files.exists(JAVA_HOME.resolve("lib/server/classes.jsa")),
                "a JDK with an archive of its own classes (java -Xshare:dump makes it)");
        // A colon separates two archives in the JVM's option. (A space would make it read the jar after all.)
        project = directory.resolve("a:copy");
        Files.createDirectories(project.resolve("src/main"));
        copy(Path.of("pom.xml"), project.resolve("pom.xml"));
        copy(Path.of("src/pom.xml"), project.resolve("src/pom.xml"));
        for (String old : List.of("pom.xml", "src/pom.xml", "src/main")) {
            Files.setLastModifiedTime(project.resolve(old), LONG_AGO);
        }
        copy(Path.of("Makefile"), project.resolve("Makefile"));
        copy(Path.of("scripts/shared-classes.sh"), project.resolve("scripts/shared-classes.sh"));
        copy(JAR.resolveSibling("lib"), project.resolve("target/lib"));
        copy(JAR, project.resolve("target/paloma.jar"));
        archive =
                project.resolve(outputOf("scripts/shared-classes.sh", "--name").strip());
    }

    @BeforeEach
    void anArchiveThatIsTooOld() throws IOException {
        Files.deleteIfExists(archive);
        Files.writeString(archive, "of an older jar");
        Files.setLastModifiedTime(archive, LONG_AGO);
    }

    @Test
    void firstStartCreatesAnArchiveAndTheNextUsesIt() throws IOException {
        assertTrue(classesOfAServer().contains(MAPPED));
        FileTime made = Files.getLastModifiedTime(archive);
        assertTrue(classesOfAServer().contains(MAPPED));
        assertEquals(made, Files.getLastModifiedTime(archive));
        assertEquals(List.of("lib", archive.getFileName().toString(), "paloma.jar"), target());
    }

    @Test
    void aSignalToMakeStopsTheServerGracefully() {
        try (RunningServer server = RunningServer.start(make())) {
            server.process().signal("TERM");
            server.process().awaitExit();
            assertEquals(0, server.counters().received());
        }
    }

    @Test
    void anArchiveOfAnotherJarIsIgnoredSilently() throws IOException {
        copy(JAR.resolveSibling("lib"), project.resolve("other/lib"));
        Path other = project.resolve("other/paloma.jar");
        copy(JAR, other);
        // A newer JVM treats a jar of equal size and time as the same jar, at any path.
        Files.setLastModifiedTime(other, FileTime.fromMillis(1_000));
        assertFalse(classesOfAServer("JAR=other/paloma.jar").contains(MAPPED));
    }

    @Test
    void failedArchiveIsNotRetried() throws IOException {
        Path jar = project.resolve("target/paloma.jar");
        Path hidden = Files.move(jar, project.resolve("hidden.jar"));
        try (PalomaProcess script =
                inTheProject("scripts/shared-classes.sh", "--make").start()) {
            assertEquals(1, script.awaitExit());
            assertTrue(script.stderr().contains("target/paloma.jar"), script.stderr());
        } finally {
            Files.move(hidden, jar);
        }
        assertFalse(classesOfAServer().contains(MAPPED));
        assertEquals(0, Files.size(archive));
        assertEquals(List.of("lib", archive.getFileName().toString(), "paloma.jar"), target());
    }

    @Test
    void anArchiveOlderThanTheJarIsNotUsed() {
        assertEquals("", outputOf("scripts/shared-classes.sh"));
    }

    @Test
    void archiveIsNotUsedWithAnotherOneGiven() throws IOException {
        Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
        String name = project.relativize(archive).toString();
        for (String agreed : List.of("", "-Xmx64m -Xlog:cds*=off")) {
            assertEquals(name + "\n", outputOf("env", "JAVA_OPTS=" + agreed, "scripts/shared-classes.sh"));
        }
        for (String other :
                List.of("-XX:SharedArchiveFile=a", "-XX:ArchiveClassesAtExit=a", "-Xshare:off", "-XX:AOTCache=a")) {
            assertEquals("", outputOf("env", "JAVA_OPTS=-Xmx64m " + other, "scripts/shared-classes.sh"));
        }
    }

    @Test
    void theScriptFindsItsProjectWithAnyCdpath() {
        String elsewhere = System.getProperty("user.dir");
        assertEquals(
                project.relativize(archive) + "\n",
                outputOf("env", "CDPATH=" + elsewhere, "scripts/shared-classes.sh", "--name"));
    }

    /** Starts a server, which must print its usual lines; returns the log of loaded classes. */
    private static String classesOfAServer(String... variables) throws IOException {
        Path log = project.resolve("classes");
        try (RunningServer server = RunningServer.start(make(variables))) {
            server.process().sendLine("quit");
            assertEquals(0, server.process().awaitExit());
            assertEquals(
                    1, server.process().stdoutLines().size(), server.process().stdout());
            assertEquals(List.of(), server.warnings());
            assertEquals(0, server.counters().received());
        }
        return Files.readString(log);
    }

    private static Launch make(String... variables) {
        Stream<String> always = Stream.of(
                "make", "-s", "run-server", "ARGS=--port 0 --lang en", "JAVA_OPTS=-Xlog:class+load:file=classes");
        return inTheProject(Stream.concat(always, Stream.of(variables)).toArray(String[]::new));
    }

    private static String outputOf(String... command) {
        try (PalomaProcess process = inTheProject(command).start()) {
            assertEquals(0, process.awaitExit(), process.stderr());
            assertEquals("", process.stderr());
            return process.stdout();
        }
    }

    private static Launch inTheProject(String... command) {
        // MAKEFLAGS of a make that runs this test must not reach the tested one.
        return Launch.command(command)
                .after("cd '" + project + "'")
                .withEnvironment("MAKEFLAGS", "")
                .withEnvironment("JAVA_HOME", JAVA_HOME.toString());
    }

    private static List<String> target() throws IOException {
        try (Stream<Path> files = Files.list(project.resolve("target"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        if (Files.isDirectory(from)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(from)) {
                for (Path one : all) {
                    copy(one, to.resolve(one.getFileName()));
                }
            }
        }
    }
}
