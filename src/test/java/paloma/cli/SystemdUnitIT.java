package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** {@code scripts/paloma.service}, checked by systemd and run without it. */
class SystemdUnitIT {
    private static final Path UNIT = Path.of("scripts", "paloma.service");
    private static final String INSTALLED_JAVA = "/usr/bin/java";
    private static final String INSTALLED_JAR = "/opt/paloma/paloma.jar";
    private static final String COMMAND = "ExecStart=";

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path folder;

    @Test
    void systemdAcceptsTheUnit() throws IOException {
        Needs.command("systemd-analyze");
        Path unit = folder.resolve("paloma.service");
        Files.writeString(unit, Files.readString(UNIT).replace(INSTALLED_JAVA, JAVA));
        try (PalomaProcess verify = Launch.command("systemd-analyze", "verify", "--man=no", unit.toString())
                .start()) {
            int status = verify.awaitExit();
            assertEquals("", verify.stdout() + verify.stderr());
            assertEquals(0, status);
        }
    }

    @Test
    void theCommandOfTheUnitServesAndStopsAtSigterm() throws IOException {
        String command = Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith(COMMAND))
                .map(line -> line.substring(COMMAND.length()))
                .findFirst()
                .orElseThrow();
        assertTrue(command.startsWith(INSTALLED_JAVA + " "), command);
        String jar = Path.of(System.getProperty("paloma.jar")).toAbsolutePath().toString();
        String[] words = Stream.of(command.split(" "))
                .map(word -> switch (word) {
                    case INSTALLED_JAVA -> JAVA;
                    case INSTALLED_JAR -> jar;
                    case "8080" -> "0";
                    default -> word;
                })
                .toArray(String[]::new);
        assertTrue(List.of(words).containsAll(List.of(JAVA, jar, "0")), command);
        try (RunningServer server = RunningServer.start(
                Launch.command(words).after("cd '" + folder + "'").withEnvironment("LC_ALL", "C.UTF-8"))) {
            assertEquals("Tu mensaje fue: unit", server.peer().request("unit"));
            assertEquals(1, server.stop().received());
        }
        assertTrue(Report.read(folder.resolve("report.json")).counters().balanced());
    }
}
