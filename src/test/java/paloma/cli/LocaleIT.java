package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Under a POSIX locale: arguments cross every process boundary as they were, and a name that cannot be is refused. */
class LocaleIT {
    private static final String REFUSAL =
            " cannot be written: the character set of LC_ALL, LC_CTYPE or LANG cannot name"
                    + " that file or its folder; expected LC_ALL=C.UTF-8";

    @TempDir
    private Path folder;

    @Test
    void theRunsOwnServerAnswersWithThePrefixThatWasTyped() {
        for (String processes : new String[] {"1", "2"}) {
            String[] words = "load --serve --clients 2 --messages 3 --prefix PREFIX --lang en --processes N".split(" ");
            words[7] = "ñandú 100%+: ";
            words[words.length - 1] = processes;
            try (PalomaProcess load = posix(Launch.paloma(words)).start()) {
                assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
                load.awaitStdout(line -> line.matches("answered +6"));
            }
        }
    }

    @Test
    void anUnencodableFileNameIsRefusedForThatReason() {
        for (String command : List.of("load --serve --json", "load --serve --html", "load --hdr", "server --report")) {
            try (PalomaProcess refused = posix(Launch.paloma((command + " señal.json --lang en").split(" ")))
                    .start()) {
                assertEquals(2, refused.awaitExit());
                assertEquals("", refused.stdout());
                assertEquals("señal.json" + REFUSAL + "\n", refused.stderr());
            }
        }
    }

    @Test
    void anUnencodableDirectoryIsRefusedForThatReason() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("señal"));
        Path jar =
                Path.of(System.getProperty("paloma.jar", "target/paloma.jar")).toAbsolutePath();
        Launch launch = Launch.java("-jar", jar.toString(), "server", "--report", "r.json", "--lang", "en")
                .after("cd '" + odd + "'");
        try (PalomaProcess refused = posix(launch).start()) {
            assertEquals(2, refused.awaitExit());
            assertEquals("r.json" + REFUSAL + "\n", refused.stderr());
        }
        assertFalse(Files.exists(odd.resolve("r.json")));
    }

    @Test
    void aQuestionMarkInTheDirectoryNameIsAccepted() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("what?"));
        Path jar =
                Path.of(System.getProperty("paloma.jar", "target/paloma.jar")).toAbsolutePath();
        String words = " load --serve --clients 1 --messages 1 --json r.json";
        Launch launch = Launch.java(("-jar " + jar + words).split(" ")).after("cd '" + odd + "'");
        try (PalomaProcess load = posix(launch).start()) {
            assertEquals(0, load.awaitExit(), load.stderr());
        }
        assertTrue(Files.size(odd.resolve("r.json")) > 0);
    }

    @Test
    void makeChoosesUtf8WhenTheLocaleIsPosix() {
        Needs.command("make");
        assertChoosesUtf8WhenTheLocaleIsPosix(Launch.command("make", "-s", "--eval=show: ; @echo [$$LC_ALL]", "show"));
    }

    /** In place of make and java it finds programs that build nothing and show the locale that a JVM would get. */
    @Test
    void theLoadScriptHandsOnUtf8WhenTheLocaleIsPosix() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        program(programs.resolve("make"), "exit 0");
        program(programs.resolve("java"), "echo \"[$LC_ALL]\"");
        assertChoosesUtf8WhenTheLocaleIsPosix(Launch.command("scripts/load.sh")
                .withEnvironment("PATH", programs + ":" + System.getenv("PATH"))
                .withEnvironment("JAVA_HOME", folder.toString()));
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void assertChoosesUtf8WhenTheLocaleIsPosix(Launch show) {
        assertEquals("C.UTF-8", localeShown(show, "", "", ""));
        assertEquals("C.UTF-8", localeShown(show.after("unset LC_ALL LC_CTYPE LANG"), "", "", ""));
        assertEquals("C.UTF-8", localeShown(show, "C", "es_ES.UTF-8", "es_ES.UTF-8"));
        assertEquals("C.UTF-8", localeShown(show, "", "POSIX", "es_ES.UTF-8"));
        assertEquals("C.UTF-8", localeShown(show, "", "", "C"));
        assertEquals("", localeShown(show, "", "", "es_ES.UTF-8"));
        assertEquals("", localeShown(show, "", "en_US.UTF-8", "C"));
        assertEquals("en_US.UTF-8", localeShown(show, "en_US.UTF-8", "C", "C"));
    }

    /** Returns the LC_ALL that {@code show} prints in this environment. */
    private static String localeShown(Launch show, String all, String type, String lang) {
        try (PalomaProcess shown = show.withEnvironment("LC_ALL", all)
                .withEnvironment("LC_CTYPE", type)
                .withEnvironment("LANG", lang)
                .start()) {
            assertEquals(0, shown.awaitExit(), shown.stderr());
            return shown.stdout().strip().replaceAll("[\\[\\]]", "");
        }
    }

    @Test
    void theLoadScriptChoosesUtf8WhenTheLocaleIsPosix() throws IOException {
        Needs.command("make");
        Path file = folder.resolve("señal.json");
        try (PalomaProcess load = Launch.command(
                        "scripts/load.sh", "--serve", "--clients=1", "--messages=1", "--json", file.toString())
                .withEnvironment("LC_ALL", "")
                .withEnvironment("LC_CTYPE", "C")
                .withEnvironment("LANG", "es_ES.UTF-8")
                .start()) {
            assertEquals(0, load.awaitExit(), load.stderr());
        }
        assertTrue(Files.size(file) > 0);
    }

    private static Launch posix(Launch launch) {
        return launch.withEnvironment("LC_ALL", "C");
    }
}
