package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Help, language and argument files, as a process finds them in its environment. */
class HelpIT {
    private static final String HINT = "English: --lang en, or PALOMA_LANG=en in the environment";

    @TempDir
    private Path folder;

    @Test
    void helpFitsATerminalWhoseEnglishLocaleCausesAHint() {
        Needs.command("script");
        Launch help = Launch.paloma("server", "--help").withEnvironment("PALOMA_LANG", "");
        List<String> rows = onTerminal(inEnglishLocale(help).after("stty cols 62"));
        assertEquals(HINT, rows.get(0));
        List<String> page = rows.subList(rows.indexOf("Uso: paloma server [OPCIONES]"), rows.size());
        assertTrue(page.stream().allMatch(row -> row.length() <= 62), String.join("\n", page));
        assertTrue(page.stream().anyMatch(row -> row.length() > 55), String.join("\n", page));
    }

    @Test
    void aChosenLanguageCausesNoHint() {
        Needs.command("script");
        Launch help = Launch.paloma("--help").withEnvironment("PALOMA_LANG", "en");
        List<String> rows = onTerminal(inEnglishLocale(help));
        assertEquals("UDP sessions: a server, its client and a load generator.", rows.get(0));
    }

    @Test
    void aVariableSetsTheWidthOfHelp() {
        try (PalomaProcess help = Launch.paloma("load", "--help")
                .withEnvironment("PALOMA_LANG", "")
                .withEnvironment("LC_ALL", "en_US.UTF-8")
                .withEnvironment("COLUMNS", "100")
                .start()) {
            assertEquals(0, help.awaitExit());
            int widest =
                    help.stdoutLines().stream().mapToInt(String::length).max().orElseThrow();
            assertTrue(widest > 95 && widest <= 100, help.stdout());
            // Standard error is no terminal.
            assertEquals("", help.stderr());
        }
    }

    @Test
    void anArgumentFileHoldsCommandOptionsAndLanguage() throws IOException {
        Path file = Files.writeString(folder.resolve("señal.args"), "server --lang en # in English\n--port 'ocho'\n");
        try (PalomaProcess refused = Launch.paloma("@" + file)
                .withEnvironment("PALOMA_LANG", "fr")
                .withEnvironment("LC_ALL", "C.UTF-8")
                .start()) {
            assertEquals(2, refused.awaitExit());
            assertEquals("Invalid value for --port: \"ocho\"; expected a number from 0 to 65535\n", refused.stderr());
        }
    }

    @Test
    void aMissingArgumentFileAndAnUnknownLanguageAreUsageErrors() {
        assertRefused(
                Launch.paloma("server", "@" + folder.resolve("none")).withEnvironment("PALOMA_LANG", "en"),
                "Cannot read the argument file " + folder.resolve("none")
                        + ": it does not exist; an argument that starts with @ is written with @@\n");
        assertRefused(
                Launch.paloma("server").withEnvironment("PALOMA_LANG", "fr"),
                "Valor no válido para PALOMA_LANG: «fr»; se espera es o en\n");
    }

    private static void assertRefused(Launch launch, String line) {
        try (PalomaProcess refused = launch.start()) {
            assertEquals(2, refused.awaitExit());
            assertEquals("", refused.stdout());
            assertEquals(line, refused.stderr());
        }
    }

    /** A shell that started in a locale that is not installed would print a warning. */
    private static Launch inEnglishLocale(Launch launch) {
        return launch.after("set -- env LC_ALL=en_US.UTF-8 \"$@\"");
    }

    private static List<String> onTerminal(Launch launch) {
        try (PalomaProcess shown = launch.onTerminal().start()) {
            assertEquals(0, shown.awaitExit(), shown.stdout());
            return shown.stdout().lines().toList();
        }
    }
}
