package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SuspensionDetectorTest {
    private long now = 77;
    private final SuspensionDetector detector = new SuspensionDetector(() -> now);

    @Test
    void aTimelyPollIsNoSuspension() {
        for (int i = 0; i < 10; i++) {
            poll(SuspensionDetector.TICK_NANOS);
        }
        poll(SuspensionDetector.TICK_NANOS + SuspensionDetector.MIN_NANOS - 1);
        assertEquals(0, detector.nanos());
    }

    @Test
    void suspensionsAddUp() {
        poll(SuspensionDetector.TICK_NANOS + SuspensionDetector.MIN_NANOS);
        poll(SuspensionDetector.TICK_NANOS);
        poll(SuspensionDetector.TICK_NANOS + 5 * SuspensionDetector.MIN_NANOS);
        assertEquals(6 * SuspensionDetector.MIN_NANOS, detector.nanos());
        assertEquals(6 * SuspensionDetector.MIN_NANOS, detector.nanos());
    }

    /** The caller may be the first thread that runs again. */
    @Test
    void aSuspensionThatHasJustEndedIsIncluded() {
        now += SuspensionDetector.TICK_NANOS + 3 * SuspensionDetector.MIN_NANOS;
        assertEquals(3 * SuspensionDetector.MIN_NANOS, detector.nanos());
    }

    private void poll(long after) {
        now += after;
        detector.poll();
    }
}
