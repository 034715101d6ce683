package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import paloma.Limits;

class HeapTest {
    @Test
    void aSmallHeapLowersTheBoundsOfWhatItMustHold() {
        assertEquals(
                Limits.DEFAULT
                        .withSessions(8 * 1_048_576 / 320)
                        .withBacklogBytes(4 << 20)
                        .withOutboxBytes(4 << 20),
                Heap.fitted(Limits.DEFAULT, 16 << 20));
    }

    @Test
    void aMillionSessionsFitInto384Mebibytes() {
        Limits million = Limits.DEFAULT.withSessions(1_000_000);
        assertEquals(1_000_000, Heap.fitted(million, 371 << 20).sessions());
        assertEquals(50_000, Heap.fitted(million.withSessions(50_000), 62 << 20).sessions());
    }

    @Test
    void aLargeHeapRaisesNone() {
        assertEquals(Limits.DEFAULT, Heap.fitted(Limits.DEFAULT, 1L << 40));
        Limits least = Limits.DEFAULT.withSessions(1).withBacklogBytes(1).withOutboxBytes(1);
        assertEquals(least, Heap.fitted(least, 16 << 20));
    }
}
