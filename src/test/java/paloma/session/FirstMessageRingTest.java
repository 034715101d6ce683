package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class FirstMessageRingTest {
    private final FirstMessageRing arrivals = new FirstMessageRing(2);
    private final byte[] one = {1};
    private final byte[] two = {2};
    private final byte[] three = {3};

    @Test
    void messageStaysInItsSlotUntilTaken() {
        int first = arrivals.put(one, null);
        int second = arrivals.put(two, null);
        assertNotEquals(first, second);
        assertSame(two, arrivals.take(second));
        assertSame(one, arrivals.take(first));
        assertNull(arrivals.take(first));
    }

    @Test
    void slotIsReusedOnlyAfterTake() {
        int first = arrivals.put(one, null);
        int second = arrivals.put(two, null);
        arrivals.take(second);
        assertEquals(FirstMessageRing.NONE, arrivals.put(three, null));
        assertEquals(second, arrivals.put(three, null));
        assertSame(one, arrivals.take(first));
        assertSame(three, arrivals.take(second));
    }

    @Test
    void sourceStaysUntilItsSlotIsReused() {
        InetSocketAddress source = SessionFixtures.numbered(1);
        int place = arrivals.put(one, source);
        arrivals.take(place);
        assertSame(source, arrivals.source(place));
        arrivals.put(two, SessionFixtures.numbered(2));
        assertSame(source, arrivals.source(place));
        assertEquals(place, arrivals.put(three, SessionFixtures.numbered(3)));
        assertEquals(SessionFixtures.numbered(3), arrivals.source(place));
    }
}
