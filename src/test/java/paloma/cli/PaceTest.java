package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void soManyASecondAreAllowed() {
        long start = Long.MAX_VALUE - 5;
        Pace pace = new Pace(2, start);
        assertTrue(pace.allows(start));
        assertTrue(pace.allows(start + 1));
        assertFalse(pace.allows(start + 999_999_999));
        assertTrue(pace.allows(start + 1_000_000_000));
        assertTrue(pace.allows(start + 1_000_000_001));
        assertFalse(pace.allows(start + 1_000_000_002));
    }
}
