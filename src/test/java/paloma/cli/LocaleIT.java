package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void aFileNameThatCannotBeExpressedIsRefusedForThatReason() {
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
    void aFolderThatCannotBeExpressedIsRefusedForThatReason() throws IOException {
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
    void aQuestionMarkInTheNameOfTheFolderIsNoReason() throws IOException {
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
        assertEquals("C.UTF-8", localeOfMake("", "", ""));
        assertEquals("C.UTF-8", localeOfMake("C", "es_ES.UTF-8", "es_ES.UTF-8"));
        assertEquals("C.UTF-8", localeOfMake("", "POSIX", "es_ES.UTF-8"));
        assertEquals("C.UTF-8", localeOfMake("", "", "C"));
        assertEquals("", localeOfMake("", "", "es_ES.UTF-8"));
        assertEquals("", localeOfMake("", "en_US.UTF-8", "C"));
        assertEquals("en_US.UTF-8", localeOfMake("en_US.UTF-8", "C", "C"));
    }

    private static String localeOfMake(String all, String type, String lang) {
        try (PalomaProcess make = Launch.command("make", "-s", "--eval=show: ; @echo [$$LC_ALL]", "show")
                .withEnvironment("LC_ALL", all)
                .withEnvironment("LC_CTYPE", type)
                .withEnvironment("LANG", lang)
                .start()) {
            assertEquals(0, make.awaitExit(), make.stderr());
            return make.stdout().strip().replaceAll("[\\[\\]]", "");
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
