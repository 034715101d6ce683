package paloma.kernel;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests of the kernel wait: looking often, for a long time. */
final class Patience {
    private Patience() {}

    static ConditionFactory await() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(paloma.house.Patience.LIMIT);
    }
}
