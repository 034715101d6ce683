package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;

/** Whatever a process of clients says is understood or refused, and what was understood can be added up. */
@Tag("instrumented")
class WorkerMessageFuzz {
    @FuzzTest
    void aLineIsUnderstoodOrRefused(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8);
        try {
            WorkerMessage saying = WorkerMessage.of(line);
            if (saying instanceof WorkerMessage.Done done) {
                Result twice = done.result().plus(done.result());
                assertEquals(twice, Result.ofLine(twice.toLine()));
            } else if (saying instanceof WorkerMessage.Progress progress) {
                assertEquals(
                        progress.snapshot(),
                        ProgressSnapshot.ofText(progress.snapshot().toText()));
            }
        } catch (LoadException e) {
            assertTrue(e.details().stream().noneMatch(detail -> detail.contains("\n")), e::toString);
            assertTrue(
                    e.details().size() == 1
                            || e.problem().name().startsWith("TOO_FEW")
                            || e.problem() == LoadException.Problem.NO_WAY,
                    e::toString);
        }
    }
}
