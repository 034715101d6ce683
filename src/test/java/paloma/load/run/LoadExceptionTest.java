package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadExceptionTest {
    @Test
    void aLineBringsItToAnotherProcess() {
        LoadException told = new LoadException(LoadException.Problem.TOO_FEW_SOCKETS, 3, 10, "Too many\topen\nfiles");
        LoadException heard = LoadException.ofLine(told.toLine());
        assertEquals(LoadException.Problem.TOO_FEW_SOCKETS, heard.problem());
        assertEquals(List.of("3", "10", "Too many open files"), heard.details());
    }

    @Test
    void aLineThatLacksADetailIsNone() {
        assertThrows(IllegalArgumentException.class, () -> LoadException.ofLine("TOO_FEW_SOCKETS\t3\t10"));
    }
}
