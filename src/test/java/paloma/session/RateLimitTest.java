package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Limits;
import paloma.net.SourceFixtures;

/** Ten messages a second are one every 100 ms. */
class RateLimitTest {
    private static final long INTERVAL_NANOS = 100_000_000L;

    private static final AddressHash HASHING = new AddressHash(1, 2);
    private static final SessionTable TABLE = new SessionTable(HASHING, Limits.DEFAULTS, 1_000_000, 0);

    private final PeerSession session = SessionFixtures.session();

    private static RateLimit rate(int burst) {
        return new RateLimit(10, burst, TABLE);
    }

    private int admitted(RateLimit rate, int messages, long now) {
        int admitted = 0;
        for (int i = 0; i < messages; i++) {
            admitted += rate.admits(session, now) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void everyMessageIsAdmittedWithoutALimit() {
        assertEquals(100_000, admitted(new RateLimit(0, 1, TABLE), 100_000, 0));
    }

    @Test
    void burstOfOneAdmitsOneMessagePerInterval() {
        RateLimit rate = rate(1);
        assertEquals(1, admitted(rate, 5, 0));
        assertFalse(rate.admits(session, INTERVAL_NANOS - 1));
        assertTrue(rate.admits(session, INTERVAL_NANOS));
        assertFalse(rate.admits(session, 2 * INTERVAL_NANOS - 1));
        assertTrue(rate.admits(session, 2 * INTERVAL_NANOS));
    }

    @Test
    void burstBoundsMessagesAtOnce() {
        RateLimit rate = rate(5);
        assertEquals(5, admitted(rate, 20, 0));
        assertEquals(1, admitted(rate, 20, INTERVAL_NANOS));
        assertEquals(2, admitted(rate, 20, 3 * INTERVAL_NANOS));
    }

    @Test
    void idleTimeSavesUpTheBurstAtMost() {
        RateLimit rate = rate(5);
        admitted(rate, 5, 0);
        assertEquals(5, admitted(rate, 20, 1_000 * INTERVAL_NANOS));
    }

    @Test
    void refusedMessagesDoNotCount() {
        RateLimit rate = rate(1);
        assertEquals(1, admitted(rate, 1_000, 0));
        assertTrue(rate.admits(session, INTERVAL_NANOS));
    }

    @Test
    void longRunRateIsExact() {
        RateLimit rate = rate(7);
        int admitted = 0;
        for (int millis = 0; millis < 60_000; millis++) {
            admitted += rate.admits(session, millis * 1_000_000L) ? 1 : 0;
        }
        assertEquals(600 + 6, admitted);
    }

    @Test
    void sessionsAreLimitedSeparately() {
        RateLimit rate = rate(1);
        assertTrue(rate.admits(session, 0));
        assertTrue(rate.admits(SessionFixtures.session(), 0));
        assertFalse(rate.admits(session, 0));
    }

    /** A session of {@code source} sends {@code messages} at 0, and is removed. */
    private static void openAndRemove(RateLimit rate, InetSocketAddress source, int messages) {
        PeerSession session = SessionFixtures.session(source, SessionFixtures.OUTPUT);
        rate.onOpened(session, rate.dueAt(SourceFixtures.of(source)));
        for (int i = 0; i < messages; i++) {
            assertTrue(rate.admits(session, 0));
        }
        rate.onRemoved(session);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1"})
    void usedAllowanceOutlivesTheSession(String address) {
        RateLimit rate = rate(5);
        InetSocketAddress source = SessionFixtures.source(address, 5_000);
        openAndRemove(rate, source, 5);
        assertFalse(rate.admits(rate.dueAt(SourceFixtures.of(source)), INTERVAL_NANOS - 1));
        assertTrue(rate.admits(rate.dueAt(SourceFixtures.of(source)), INTERVAL_NANOS));
        PeerSession next = SessionFixtures.session(source, SessionFixtures.OUTPUT);
        rate.onOpened(next, rate.dueAt(SourceFixtures.of(source)));
        assertTrue(rate.admits(next, INTERVAL_NANOS));
        assertFalse(rate.admits(next, INTERVAL_NANOS));
    }

    @Test
    void unusedAllowanceOutlivesTheSession() {
        RateLimit rate = rate(5);
        InetSocketAddress source = SessionFixtures.source("192.0.2.1", 5_000);
        openAndRemove(rate, source, 2);
        PeerSession next = SessionFixtures.session(source, SessionFixtures.OUTPUT);
        rate.onOpened(next, rate.dueAt(SourceFixtures.of(source)));
        int admitted = 0;
        for (int i = 0; i < 20; i++) {
            admitted += rate.admits(next, 0) ? 1 : 0;
        }
        assertEquals(3, admitted);
    }

    @Test
    void portsAndScopesHaveSeparateAllowances() {
        RateLimit rate = rate(1);
        openAndRemove(rate, SessionFixtures.source("192.0.2.1", 5_000), 1);
        assertTrue(rate.admits(rate.dueAt(SourceFixtures.of(SessionFixtures.source("192.0.2.1", 5_001))), 0));
        openAndRemove(rate, SessionFixtures.scoped("fe80::1", 2, 5_000), 1);
        assertTrue(rate.admits(rate.dueAt(SourceFixtures.of(SessionFixtures.scoped("fe80::1", 3, 5_000))), 0));
        assertFalse(rate.admits(rate.dueAt(SourceFixtures.of(SessionFixtures.scoped("fe80::1", 2, 5_000))), 0));
    }

    @Test
    void stricterOfTwoSourcesInOneSlotWins() {
        InetSocketAddress first = SessionFixtures.numbered(0);
        InetSocketAddress second = sourceInSlotOf(first);
        RateLimit rate = rate(5);
        openAndRemove(rate, first, 5);
        assertFalse(rate.admits(rate.dueAt(SourceFixtures.of(second)), 0));
        // A session removed with a larger allowance does not give it to the other.
        PeerSession thrifty = SessionFixtures.session(second, SessionFixtures.OUTPUT);
        assertTrue(rate.admits(thrifty, 0));
        rate.onRemoved(thrifty);
        assertFalse(rate.admits(rate.dueAt(SourceFixtures.of(first)), 0));
        assertTrue(rate.admits(rate.dueAt(SourceFixtures.of(first)), INTERVAL_NANOS));
    }

    private static InetSocketAddress sourceInSlotOf(InetSocketAddress source) {
        int slot = TABLE.hashOf(SourceFixtures.of(source)) & RateLimit.SLOTS - 1;
        return IntStream.range(1, 1_000_000)
                .mapToObj(SessionFixtures::numbered)
                .filter(other -> (TABLE.hashOf(SourceFixtures.of(other)) & RateLimit.SLOTS - 1) == slot)
                .findFirst()
                .orElseThrow();
    }

    /** Any attacker can create IPv6 addresses of one hash code; in a shared slot they would limit others. */
    @Test
    void ipv6SourcesWithEqualHashCodesDoNotShareASlot() {
        RateLimit rate = rate(1);
        openAndRemove(rate, SessionFixtures.colliding(0), 1);
        assertFalse(rate.admits(rate.dueAt(SourceFixtures.of(SessionFixtures.colliding(0))), 0));
        long limited = IntStream.range(1, 1_000)
                .mapToObj(SessionFixtures::colliding)
                .filter(source -> !rate.admits(rate.dueAt(SourceFixtures.of(source)), 0))
                .count();
        // By chance one of 16,384 shares the slot.
        assertTrue(limited < 10, () -> limited + " of 999");
    }

    @Test
    void sessionHasTheHashOfItsSource() {
        for (InetSocketAddress source : List.of(
                SessionFixtures.numbered(7),
                SessionFixtures.colliding(7),
                SessionFixtures.scoped("fe80::1", 3, 5_000))) {
            assertEquals(
                    TABLE.hashOf(SourceFixtures.of(source)),
                    TABLE.hashOf(SessionFixtures.session(source, SessionFixtures.OUTPUT)));
        }
    }
}
