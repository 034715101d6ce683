package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import paloma.load.plan.LoadProfile;
import paloma.load.report.Counts;
import paloma.load.report.Result;
import paloma.load.report.SecondStats;

/** {@code make ceiling} with few clients and a clock that advances by a microsecond with each read. */
class CeilingTest {
    private static final int CLIENTS = 100;
    private static final int MESSAGES = 100_000;

    private long now;

    @Test
    void everyMessageAtTheMaximumRateIsAnswered() {
        Ceiling ceiling = ceiling(Duration.ofMillis(200));
        while (!ceiling.isFinished()) {
            ceiling.turn();
        }
        Result result = ceiling.result();
        Counts counts = result.counts();
        assertTrue(counts.sent() > 10L * CLIENTS, counts::toString);
        assertEquals(counts.sent(), counts.answered());
        assertEquals(0, counts.unsent() + counts.missing() + counts.wrong() + counts.readLate(), counts::toString);
        assertEquals(counts.answered(), ceiling.answered());
        assertEquals(counts.answered(), result.latencies().getTotalCount());
        assertEquals(
                counts.answered(),
                result.seconds().stream().mapToLong(SecondStats::answered).sum());
    }

    @Test
    void aMessageAllocatesNothing() {
        Ceiling ceiling = ceiling(Duration.ofHours(1));
        runUntil(ceiling, MESSAGES);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long answeredBefore = ceiling.answered();
        runUntil(ceiling, 2 * MESSAGES);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        long messages = ceiling.answered() - answeredBefore;
        // Some sweeps have published their counts.
        assertTrue(bytes < messages, bytes + " bytes for " + messages + " messages");
    }

    private static void runUntil(Ceiling ceiling, long answered) {
        while (ceiling.answered() < answered) {
            ceiling.turn();
        }
    }

    private Ceiling ceiling(Duration duration) {
        return new Ceiling(CLIENTS, LoadProfile.window(2, Duration.ZERO, Duration.ZERO, duration), () -> now += 1_000);
    }
}
