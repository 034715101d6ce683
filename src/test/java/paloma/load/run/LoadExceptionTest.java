package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadExceptionTest {
    @Test
    void anExceptionIsParsedFromItsLine() {
        LoadException written =
                new LoadException(LoadException.Problem.TOO_FEW_SOCKETS, 3, 10, "Too many\topen\nfiles");
        LoadException read = LoadException.ofLine(written.toLine());
        assertEquals(LoadException.Problem.TOO_FEW_SOCKETS, read.problem());
        assertEquals(List.of("3", "10", "Too many open files"), read.details());
    }

    @Test
    void aLineWithoutADetailIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> LoadException.ofLine("TOO_FEW_SOCKETS\t3\t10"));
    }
}
