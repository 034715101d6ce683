package paloma.house;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class NeedsTest {
    @Test
    void presentRequirementSkipsNothing(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("tool")).toFile().setExecutable(true);
        Needs needs = new Needs(Map.of("PATH", "/nowhere:" + folder, "CI", "true"), () -> true);
        assertDoesNotThrow(() -> needs.needsCommand("tool"));
        assertDoesNotThrow(needs::needsRoot);
    }

    @Test
    void missingRequirementSkipsTheTestWithTheReason() {
        Needs needs = new Needs(Map.of(), () -> false);
        TestAbortedException skipped =
                assertThrows(TestAbortedException.class, () -> needs.needsCommand("no-such-tool"));
        assertEquals(
                "this test needs the command no-such-tool (scripts/setup-tests.sh installs it)", skipped.getMessage());
        assertThrows(TestAbortedException.class, needs::needsRoot);
    }

    @Test
    void missingRequirementFailsTheTestInCiAsRoot() {
        Needs needs = new Needs(Map.of("CI", "true"), () -> true);
        AssertionFailedError failed =
                assertThrows(AssertionFailedError.class, () -> needs.needsCommand("no-such-tool"));
        assertEquals(
                "this test needs the command no-such-tool (scripts/setup-tests.sh installs it),"
                        + " and with CI=true and root it must not be skipped",
                failed.getMessage());
    }

    @Test
    void missingRequirementSkipsWithoutCiOrWithoutRoot() {
        Needs inCi = new Needs(Map.of("CI", "true"), () -> false);
        Needs asRoot = new Needs(Map.of("CI", "false"), () -> true);
        assertThrows(TestAbortedException.class, () -> inCi.needs(false, "a thing"));
        assertThrows(TestAbortedException.class, () -> asRoot.needs(false, "a thing"));
    }
}
