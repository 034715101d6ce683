package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class StuckLinesTest {
    private final StuckLines lines = new StuckLines(Messages.of(Language.EN), 4);

    @Test
    void onlyMoreStuckWorkersAndTheReturnOfAllGetALine() {
        assertEquals(Optional.empty(), lines.update(0));
        assertEquals(
                Optional.of(
                        "Warning: 1 of 4 workers have been with one session for 10 s or longer; the others go on serving"),
                lines.update(1));
        assertEquals(Optional.empty(), lines.update(1));
        assertEquals(
                Optional.of(
                        "Warning: 3 of 4 workers have been with one session for 10 s or longer; the others go on serving"),
                lines.update(3));
        assertEquals(Optional.empty(), lines.update(2));
        assertEquals(Optional.of("All workers are free again"), lines.update(0));
        assertEquals(Optional.empty(), lines.update(0));
    }
}
