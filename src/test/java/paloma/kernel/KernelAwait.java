package paloma.kernel;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Awaitility for kernel tests: polled often, with a long timeout. */
final class KernelAwait {
    private KernelAwait() {}

    static ConditionFactory await() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(paloma.house.Timeouts.LIMIT);
    }
}
