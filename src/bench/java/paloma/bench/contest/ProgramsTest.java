package paloma.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import paloma.BatchRefusal;
import paloma.bench.contestant.PalomaEcho;

class ProgramsTest {
    @Test
    void lastLineOfARefusalIsTheReason() throws Exception {
        Optional<String> refusal = Programs.refusal(shell("echo a line; echo reason >&2; exit " + PalomaEcho.REFUSED));
        assertEquals(Optional.of("reason"), refusal);
    }

    @Test
    void programThatRunsUntilTheEndOfItsInputIsNotRefused() throws Exception {
        assertEquals(Optional.empty(), Programs.refusal(shell("cat; echo sessions 0 messages 0")));
    }

    @Test
    void otherExitStatusIsAnErrorWithTheOutput() {
        IOException thrown = assertThrows(IOException.class, () -> Programs.refusal(shell("echo broken; exit 1")));
        assertTrue(thrown.getMessage().endsWith(": broken"), thrown.getMessage());
    }

    @Test
    void batchTransportIsRefusedOnlyBelowJdk22() throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PalomaEcho.class.getName(),
                "0",
                "inline",
                "batch");
        Optional<String> expected =
                Runtime.version().feature() < 22 ? Optional.of(BatchRefusal.JDK_TOO_OLD.text()) : Optional.empty();
        assertEquals(expected, Programs.refusal(command));
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }
}
