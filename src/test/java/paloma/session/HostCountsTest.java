package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HostCountsTest {
    private final AddressHash hashing = new AddressHash(5, 6);
    private final SessionTable.HostCounts counts = new SessionTable.HostCounts();

    private long host(int number) {
        return hashing.hostHash(SessionFixtures.numbered(number).getAddress());
    }

    @Test
    void hostsAreCountedSeparately() {
        counts.add(host(1));
        counts.add(host(1));
        counts.add(host(2));
        assertEquals(2, counts.count(host(1)));
        assertEquals(1, counts.count(host(2)));
        assertEquals(0, counts.count(host(3)));
        counts.remove(host(1));
        counts.remove(host(2));
        counts.remove(host(3));
        assertEquals(1, counts.count(host(1)));
        assertEquals(0, counts.count(host(2)));
        assertEquals(0, counts.count(host(3)));
    }

    /** A map that grows copies itself: each must stay a small part of the whole. */
    @Test
    void noMapHoldsMoreThanOnePercentOfTheHosts() {
        for (int number = 0; number < 100_000; number++) {
            counts.add(host(number));
        }
        int largest = counts.hostsPerMap().max().orElseThrow();
        assertTrue(largest <= 1_000, largest + " hosts in one map");
        assertEquals(100_000, counts.hostsPerMap().sum());
    }
}
