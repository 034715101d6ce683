package paloma.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StandstillTest {
    private long now = 77;
    private final Standstill standstill = new Standstill(() -> now);

    @Test
    void looksInTimeAreNoStandstill() {
        for (int i = 0; i < 10; i++) {
            look(Standstill.TICK_NANOS);
        }
        look(Standstill.TICK_NANOS + Standstill.LEAST_NANOS - 1);
        assertEquals(0, standstill.nanos());
    }

    @Test
    void standstillsAddUp() {
        look(Standstill.TICK_NANOS + Standstill.LEAST_NANOS);
        look(Standstill.TICK_NANOS);
        look(Standstill.TICK_NANOS + 5 * Standstill.LEAST_NANOS);
        assertEquals(6 * Standstill.LEAST_NANOS, standstill.nanos());
        assertEquals(6 * Standstill.LEAST_NANOS, standstill.nanos());
    }

    /** Whoever asks may be the first who runs again. */
    @Test
    void oneThatHasJustEndedIsSeen() {
        now += Standstill.TICK_NANOS + 3 * Standstill.LEAST_NANOS;
        assertEquals(3 * Standstill.LEAST_NANOS, standstill.nanos());
    }

    private void look(long after) {
        now += after;
        standstill.look();
    }
}
