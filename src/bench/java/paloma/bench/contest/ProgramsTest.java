package paloma.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }
}
