package paloma.house;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Timeouts of tests. A busy machine needs ten times as long as an idle one, which is no failure: {@link #LIMIT}
 * only ends tests that hang. JUnit applies this extension to all tests; it sets Awaitility's default.
 */
public final class Timeouts implements BeforeAllCallback {
    /** The common timeout: two minutes. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    /** {@link #LIMIT} in seconds. */
    public static final long SECONDS = LIMIT.toSeconds();

    /** Half of {@link #LIMIT}, as a command-line option: a process with this timeout ends within the limit. */
    public static final String OPTION = LIMIT.toSeconds() / 2 + "s";

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LIMIT);
    }

    /**
     * Runs a test of a timeout during which something else must happen: with the first of {@code times}, which is
     * short, and after a failure with the next, until one passes or the last one fails.
     *
     * @param test takes one of {@code times} and starts from the beginning
     */
    public static void withLongerAndLonger(ThrowingConsumer<String> test, String... times) {
        AssertionError tooShort = null;
        for (String time : times) {
            try {
                test.accept(time);
                return;
            } catch (AssertionError e) {
                if (tooShort != null) {
                    e.addSuppressed(tooShort);
                }
                tooShort = e;
            } catch (Throwable e) {
                throw new AssertionError("with " + time, e);
            }
        }
        throw tooShort;
    }
}
