package paloma.load.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import paloma.house.Timeouts;

/** Waits for latches with a timeout. */
final class Latches {
    private Latches() {}

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no countdown within " + Timeouts.LIMIT);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
