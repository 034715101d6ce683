package paloma.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.cli.RunningServer;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A runtime image with the modules that the commands need: no {@code jdk.jfr}, no {@code jdk.httpserver}. */
@Tag("long")
class JlinkIT {
    private static final List<String> MODULES = List.of("java.base", "java.logging", "java.management");

    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final String JAR =
            Path.of(System.getProperty("paloma.jar")).toAbsolutePath().toString();

    @TempDir
    private static Path directory;

    private static String java;

    @BeforeAll
    static void linkAnImage() {
        Path jlink = JDK.resolve("bin/jlink");
        Needs.that(Files.isExecutable(jlink), "a JDK with jlink");
        Path image = directory.resolve("image");
        try (PalomaProcess linker = Launch.command(
                        jlink.toString(), "--add-modules", String.join(",", MODULES), "--output", image.toString())
                .start()) {
            assertEquals(0, linker.awaitExit(), linker.stdout() + linker.stderr());
        }
        java = image.resolve("bin/java").toString();
    }

    @Test
    void theImageLacksTheOptionalModules() {
        try (PalomaProcess list = Launch.command(java, "--list-modules").start()) {
            assertEquals(0, list.awaitExit());
            List<String> modules = list.stdoutLines().stream()
                    .map(line -> line.replaceAll("@.*", ""))
                    .toList();
            assertEquals(MODULES, modules);
        }
    }

    @Test
    void serverAndClientOfTheCommandLineWork() {
        try (RunningServer server = RunningServer.start(
                        Launch.command(java, "-jar", JAR, "server", "--port", "0", "--lang", "en"));
                PalomaProcess client = Launch.command(
                                java,
                                "-jar",
                                JAR,
                                "client",
                                "--lang",
                                "en",
                                "--port",
                                Integer.toString(server.port()),
                                "--timeout",
                                Timeouts.OPTION)
                        .start()) {
            client.sendLine("linked");
            client.awaitStdout(line -> line.endsWith("Tu mensaje fue: linked"));
            client.closeStdin();
            assertEquals(0, client.awaitExit(), client.stderr());
            assertEquals(List.of(), server.warnings());
            assertTrue(server.stop().received() > 0);
        }
    }
}
