package paloma.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LineRateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    // The clock may read anything, and passes Long.MAX_VALUE here.
    private final long start = Long.MAX_VALUE - 5;
    private final LineRateLimit pace = new LineRateLimit(2, 5, start);

    private int allowedAt(long nanos) {
        int allowed = 0;
        while (pace.tryAcquire(start + nanos)) {
            allowed++;
        }
        return allowed;
    }

    @Test
    void aBurstIsAllowedAndThenSoManyASecond() {
        assertEquals(5, allowedAt(0));
        assertEquals(0, allowedAt(SECOND - 1));
        assertEquals(2, allowedAt(SECOND));
        assertEquals(0, allowedAt(2 * SECOND - 1));
        assertEquals(2, allowedAt(2 * SECOND + 1));
    }

    @Test
    void aRestAllowsAnotherBurstAndNoMore() {
        assertEquals(5, allowedAt(0));
        assertEquals(4, allowedAt(2 * SECOND));
        assertEquals(5, allowedAt(100 * SECOND));
    }
}
