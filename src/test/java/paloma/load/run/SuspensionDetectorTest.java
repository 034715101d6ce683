package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SuspensionDetectorTest {
    private long now = 77;
    private final SuspensionDetector standstill = new SuspensionDetector(() -> now);

    @Test
    void looksInTimeAreNoStandstill() {
        for (int i = 0; i < 10; i++) {
            look(SuspensionDetector.TICK_NANOS);
        }
        look(SuspensionDetector.TICK_NANOS + SuspensionDetector.MIN_NANOS - 1);
        assertEquals(0, standstill.nanos());
    }

    @Test
    void standstillsAddUp() {
        look(SuspensionDetector.TICK_NANOS + SuspensionDetector.MIN_NANOS);
        look(SuspensionDetector.TICK_NANOS);
        look(SuspensionDetector.TICK_NANOS + 5 * SuspensionDetector.MIN_NANOS);
        assertEquals(6 * SuspensionDetector.MIN_NANOS, standstill.nanos());
        assertEquals(6 * SuspensionDetector.MIN_NANOS, standstill.nanos());
    }

    /** Whoever asks may be the first who runs again. */
    @Test
    void oneThatHasJustEndedIsSeen() {
        now += SuspensionDetector.TICK_NANOS + 3 * SuspensionDetector.MIN_NANOS;
        assertEquals(3 * SuspensionDetector.MIN_NANOS, standstill.nanos());
    }

    private void look(long after) {
        now += after;
        standstill.poll();
    }
}
