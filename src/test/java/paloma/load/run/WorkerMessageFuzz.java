package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;

/** Any line of a worker process is parsed or refused, and parsed results can be added. */
@Tag("instrumented")
class WorkerMessageFuzz {
    @FuzzTest
    void aLineIsParsedOrRefused(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8);
        try {
            WorkerMessage message = WorkerMessage.of(line);
            if (message instanceof WorkerMessage.Done done) {
                Result twice = done.result().plus(done.result());
                assertEquals(twice, Result.ofLine(twice.toLine()));
            } else if (message instanceof WorkerMessage.Progress progress) {
                assertEquals(
                        progress.snapshot(),
                        ProgressSnapshot.ofText(progress.snapshot().toText()));
            }
        } catch (LoadException e) {
            assertTrue(e.details().stream().noneMatch(detail -> detail.contains("\n")), e::toString);
            assertTrue(
                    e.details().size() == 1
                            || e.problem().name().startsWith("TOO_FEW")
                            || e.problem() == LoadException.Problem.NO_ROUTE,
                    e::toString);
        }
    }
}
