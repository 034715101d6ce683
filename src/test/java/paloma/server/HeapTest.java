package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import paloma.Limits;

class HeapTest {
    @Test
    void aSmallHeapLowersTheBoundsOfWhatItMustHold() {
        assertEquals(
                Limits.DEFAULT.withSessions(16_384).withBacklogBytes(4 << 20).withOutboxBytes(4 << 20),
                Heap.fitted(Limits.DEFAULT, 16 << 20));
    }

    @Test
    void aLargeHeapRaisesNone() {
        assertEquals(Limits.DEFAULT, Heap.fitted(Limits.DEFAULT, 1L << 40));
        Limits least = Limits.DEFAULT.withSessions(1).withBacklogBytes(1).withOutboxBytes(1);
        assertEquals(least, Heap.fitted(least, 16 << 20));
    }
}
