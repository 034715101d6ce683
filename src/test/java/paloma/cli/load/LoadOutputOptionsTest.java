package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.cli.text.CommandException;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.load.plan.LoadProfile;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;
import paloma.load.report.LoadReports;
import paloma.load.report.Requirements;
import picocli.CommandLine;

class LoadOutputOptionsTest {
    @TempDir
    private Path folder;

    private static final LoadReport ONE_OF_TEN_BEHIND = LoadReports.scheduled("sent 10, behind 1, answered 10");

    @Test
    void onePercentMayBeBehindByDefault() {
        assertEquals(LoadOutputOptions.LIMITED, options().status(ONE_OF_TEN_BEHIND));
        assertEquals(
                LoadOutputOptions.GOOD, options().status(LoadReports.scheduled("sent 100, behind 1, answered 100")));
        assertEquals(LoadOutputOptions.GOOD, options("--max-behind=10").status(ONE_OF_TEN_BEHIND));
    }

    @Test
    void aPingHasNoLimitForLateSendsByDefault() {
        LoadOutputOptions ping = options();
        ping.setPing();
        assertEquals(LoadOutputOptions.GOOD, ping.status(ONE_OF_TEN_BEHIND));
        assertEquals(
                LoadOutputOptions.BAD, ping.status(LoadReports.scheduled("sent 10, behind 1, answered 9, lost 1")));
        LoadOutputOptions strict = options("--max-behind=9%");
        strict.setPing();
        assertEquals(LoadOutputOptions.LIMITED, strict.status(ONE_OF_TEN_BEHIND));
    }

    @Test
    void aRunOfNMessagesHasNoLimitForLateReadsByDefault() {
        String counts = "sent 10, answered 10, readLate 1";
        LoadReport turns = LoadReports.of(EndReason.DONE, counts);
        assertEquals(LoadOutputOptions.GOOD, options().status(turns));
        assertEquals(LoadOutputOptions.LIMITED, options("--max-behind=9").status(turns));
        assertEquals(LoadOutputOptions.LIMITED, options().status(LoadReports.scheduled(counts)));
        Duration second = Duration.ofSeconds(1);
        LoadProfile window = LoadProfile.window(1, Duration.ZERO, second, second);
        assertEquals(LoadOutputOptions.LIMITED, options().status(LoadReports.of(window, EndReason.DONE, counts)));
    }

    @ParameterizedTest
    @CsvSource({
        "--json=same, --html=same, --json, --html",
        "--hdr=same, --json=./sub/../same, --json, --hdr",
        "--html=same, --hdr=link, --hdr, --html",
        "--html=old, --hdr=hard, --hdr, --html"
    })
    void twoOutputsToOneFileAreRefused(String one, String other, String first, String second) throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Files.createLink(folder.resolve("hard"), Files.writeString(folder.resolve("old"), ""));
        Files.createSymbolicLink(folder.resolve("link"), Files.writeString(folder.resolve("same"), ""));
        LoadOutputOptions options = options(in(folder, one), in(folder, other));
        CommandException failure =
                assertThrows(CommandException.class, () -> options.openFiles(Messages.of(Language.EN)));
        assertEquals(CommandException.USAGE_ERROR, failure.status());
        assertEquals(first + " and " + second + " name the same file; expected a file for each", failure.getMessage());
    }

    private static String in(Path folder, String option) {
        return option.replace("=", "=" + folder + "/");
    }

    @Test
    void twoOutputsMayGoToOneDevice() {
        assertDoesNotThrow(() -> options("--json=/dev/null", "--html=/dev/null", "--hdr=" + folder.resolve("hdr"))
                .openFiles(Messages.of(Language.EN)));
    }

    private static LoadOutputOptions options(String... arguments) {
        LoadOutputOptions options = new LoadOutputOptions();
        new CommandLine(options)
                .registerConverter(Requirements.class, Requirements::parse)
                .parseArgs(arguments);
        return options;
    }
}
