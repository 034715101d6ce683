package paloma.house;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * How long tests wait. A busy machine needs ten times as long as a quiet one, and that is no failure: {@link #LIMIT} only
 * ends what would hang for ever. JUnit applies this extension to all tests by itself; it sets Awaitility's default.
 */
public final class Patience implements BeforeAllCallback {
    /** What has not happened by then will not: two minutes. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    /** {@link #LIMIT} in seconds. */
    public static final long SECONDS = LIMIT.toSeconds();

    /** Half of {@link #LIMIT}, as an option of the command line: a process that waits so long ends within the limit. */
    public static final String OPTION = LIMIT.toSeconds() / 2 + "s";

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LIMIT);
    }

    /**
     * Runs a test of a timeout, in which something else must happen before the timeout ends: with the first of {@code times},
     * which is short, and when that fails with the next, until one passes or the last one fails.
     *
     * @param test takes one of {@code times} and does all over again
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
