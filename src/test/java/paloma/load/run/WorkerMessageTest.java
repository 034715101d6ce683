package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.load.report.LoadReports;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;

class WorkerMessageTest {
    @Test
    void aMessageIsParsed() throws LoadException {
        assertInstanceOf(WorkerMessage.Ready.class, WorkerMessage.of("ready"));
        assertEquals(
                new WorkerMessage.Progress(ProgressSnapshot.NONE),
                WorkerMessage.of("progress " + ProgressSnapshot.NONE.toText()));
        Result result = LoadReports.scheduled(
                        "sent 200, behind 1, answered 190, late 3, lost 7, duplicated 4, "
                                + "reordered 5, corrupted 6, foreign 8",
                        1_000_000,
                        4_000_000)
                .result();
        assertEquals(new WorkerMessage.Done(result), WorkerMessage.of("result " + result.toLine()));
    }

    @Test
    void aFailureIsThrown() {
        LoadException written = new LoadException(LoadException.Problem.TOO_FEW_SOCKETS, 3, 10, "Too many open files");
        LoadException thrown = assertThrows(LoadException.class, () -> WorkerMessage.of("failed " + written.toLine()));
        assertEquals(written.problem(), thrown.problem());
        assertEquals(written.details(), thrown.details());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ready ",
                "readyresult",
                "progress",
                "progress 0,0,0,0,0,0,0,0,0,0,0,0;0",
                "progress 0,0,0,0,0,0,0,0,0,0,0,0,-1;0",
                "progress 0,0,0,0,0,0,0,0,0,0,0,0,0",
                "result DONE",
                "result NEVER 0,0,0,0,0,0,0,0,0,0,0,0,0 1 - - HISTFAAA HISTFAAA",
                "failed",
                "failed TOO_FEW_SOCKETS\t3",
                "failed NO_REASON\t3",
                "WARNING: a line of the Java runtime"
            })
    void anInvalidLineIsRefused(String line) {
        LoadException thrown = assertThrows(LoadException.class, () -> WorkerMessage.of(line));
        assertEquals(LoadException.Problem.INVALID_MESSAGE, thrown.problem());
        assertEquals(1, thrown.details().size());
    }

    @Test
    void aLongInvalidLineIsTruncated() {
        LoadException thrown = assertThrows(LoadException.class, () -> WorkerMessage.of("x".repeat(1_000_000)));
        assertEquals(List.of("x".repeat(80)), thrown.details());
    }
}
