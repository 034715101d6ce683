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
    void whatAPartSaysIsUnderstood() throws LoadException {
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
    void whatWasInItsWayIsToldOn() {
        LoadException told = new LoadException(LoadException.Problem.TOO_FEW_SOCKETS, 3, 10, "Too many open files");
        LoadException heard = assertThrows(LoadException.class, () -> WorkerMessage.of("failed " + told.toLine()));
        assertEquals(told.problem(), heard.problem());
        assertEquals(told.details(), heard.details());
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
    void anythingElseIsRefused(String line) {
        LoadException heard = assertThrows(LoadException.class, () -> WorkerMessage.of(line));
        assertEquals(LoadException.Problem.PART_UNCLEAR, heard.problem());
        assertEquals(1, heard.details().size());
    }

    @Test
    void ofALongLineOnlyTheBeginningIsTold() {
        LoadException heard = assertThrows(LoadException.class, () -> WorkerMessage.of("x".repeat(1_000_000)));
        assertEquals(List.of("x".repeat(80)), heard.details());
    }
}
