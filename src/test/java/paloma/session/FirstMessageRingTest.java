package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class FirstMessageRingTest {
    private final FirstMessageRing ring = new FirstMessageRing(2);
    private final byte[] one = {1};
    private final byte[] two = {2};
    private final byte[] three = {3};

    @Test
    void messageStaysInItsSlotUntilTaken() {
        int first = ring.put(one, null);
        int second = ring.put(two, null);
        assertNotEquals(first, second);
        assertSame(two, ring.take(second));
        assertSame(one, ring.take(first));
        assertNull(ring.take(first));
    }

    @Test
    void slotIsReusedOnlyAfterTake() {
        int first = ring.put(one, null);
        int second = ring.put(two, null);
        ring.take(second);
        assertEquals(FirstMessageRing.NONE, ring.put(three, null));
        assertEquals(second, ring.put(three, null));
        assertSame(one, ring.take(first));
        assertSame(three, ring.take(second));
    }

    @Test
    void sourceStaysUntilItsSlotIsReused() {
        InetSocketAddress source = SessionFixtures.numbered(1);
        int place = ring.put(one, source);
        ring.take(place);
        assertSame(source, ring.source(place));
        ring.put(two, SessionFixtures.numbered(2));
        assertSame(source, ring.source(place));
        assertEquals(place, ring.put(three, SessionFixtures.numbered(3)));
        assertEquals(SessionFixtures.numbered(3), ring.source(place));
    }
}
