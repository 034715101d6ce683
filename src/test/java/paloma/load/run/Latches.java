package paloma.load.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import paloma.house.Patience;

/** Waiting in tests, with an end. */
final class Latches {
    private Latches() {}

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it did not come within " + Patience.LIMIT);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
