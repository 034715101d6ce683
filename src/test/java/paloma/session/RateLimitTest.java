package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Ten a second are one every 100 ms. */
class RateLimitTest {
    private static final long INTERVAL_NANOS = 100_000_000L;

    private final PeerSession session = Sources.session();

    private int admitted(RateLimit rate, int messages, long now) {
        int admitted = 0;
        for (int i = 0; i < messages; i++) {
            admitted += rate.admits(session, now) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void withoutALimitEverythingIsAdmitted() {
        assertEquals(100_000, admitted(new RateLimit(0, 1), 100_000, 0));
    }

    @Test
    void aBurstOfOneAdmitsOneMessageAnInterval() {
        RateLimit rate = new RateLimit(10, 1);
        assertEquals(1, admitted(rate, 5, 0));
        assertFalse(rate.admits(session, INTERVAL_NANOS - 1));
        assertTrue(rate.admits(session, INTERVAL_NANOS));
        assertFalse(rate.admits(session, 2 * INTERVAL_NANOS - 1));
        assertTrue(rate.admits(session, 2 * INTERVAL_NANOS));
    }

    @Test
    void aSessionMayRunAheadByTheBurstAndNotByOneMore() {
        RateLimit rate = new RateLimit(10, 5);
        assertEquals(5, admitted(rate, 20, 0));
        assertEquals(1, admitted(rate, 20, INTERVAL_NANOS));
        assertEquals(2, admitted(rate, 20, 3 * INTERVAL_NANOS));
    }

    @Test
    void silenceSavesUpTheBurstAndNoMore() {
        RateLimit rate = new RateLimit(10, 5);
        admitted(rate, 5, 0);
        assertEquals(5, admitted(rate, 20, 1_000 * INTERVAL_NANOS));
    }

    @Test
    void whatWasRefusedDoesNotCount() {
        RateLimit rate = new RateLimit(10, 1);
        assertEquals(1, admitted(rate, 1_000, 0));
        assertTrue(rate.admits(session, INTERVAL_NANOS));
    }

    @Test
    void inTheLongRunTheRateIsKept() {
        RateLimit rate = new RateLimit(10, 7);
        int admitted = 0;
        for (int millis = 0; millis < 60_000; millis++) {
            admitted += rate.admits(session, millis * 1_000_000L) ? 1 : 0;
        }
        assertEquals(600 + 6, admitted);
    }

    @Test
    void eachSessionHasARateOfItsOwn() {
        RateLimit rate = new RateLimit(10, 1);
        assertTrue(rate.admits(session, 0));
        assertTrue(rate.admits(Sources.session(), 0));
        assertFalse(rate.admits(session, 0));
    }
}
