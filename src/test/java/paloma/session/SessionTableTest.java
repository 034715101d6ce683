package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.net.Source;
import paloma.net.SourceFixtures;

class SessionTableTest {
    private static final int NONE = 0;

    private final SessionTable table = SimTables.seeded(1, true, 1);

    private PeerSession open(InetSocketAddress source, long now) {
        return table.open(source, SessionFixtures.OUTPUT, now);
    }

    private PeerSession open(int number, long now) {
        return open(SessionFixtures.numbered(number), now);
    }

    /** A datagram was sent to the peer, and it sends again. */
    private void validate(PeerSession session, long now) {
        session.onSending();
        table.onReceived(session, 1, NONE, now);
        assertTrue(session.isValidated());
    }

    private PeerSession mostIdle() {
        return SimTables.mostIdle(table);
    }

    @Test
    void sessionIsFoundByEqualSourcesOnly() {
        PeerSession four = open(SessionFixtures.source("192.0.2.1", 5_000), 0);
        PeerSession six = open(SessionFixtures.source("2001:db8::1", 5_000), 0);
        assertSame(four, table.find(SourceFixtures.of(SessionFixtures.source("192.0.2.1", 5_000))));
        assertSame(six, table.find(SourceFixtures.of(SessionFixtures.source("2001:db8::1", 5_000))));
        assertNull(table.find(SourceFixtures.of(SessionFixtures.source("192.0.2.1", 5_001))));
        assertNull(table.find(SourceFixtures.of(SessionFixtures.source("192.0.2.2", 5_000))));
        assertNull(table.find(SourceFixtures.of(SessionFixtures.source("2001:db8::2", 5_000))));
        assertEquals(2, table.size());
    }

    @Test
    void equalLinkLocalAddressesOfTwoLinksAreTwoPeers() {
        PeerSession one = open(SessionFixtures.scoped("fe80::1", 1, 5_000), 0);
        PeerSession two = open(SessionFixtures.scoped("fe80::1", 2, 5_000), 0);
        assertNotSame(one, two);
        assertSame(one, table.find(SourceFixtures.of(SessionFixtures.scoped("fe80::1", 1, 5_000))));
        assertSame(two, table.find(SourceFixtures.of(SessionFixtures.scoped("fe80::1", 2, 5_000))));
        assertNull(table.find(SourceFixtures.of(SessionFixtures.scoped("fe80::1", 3, 5_000))));
        assertTrue(table.remove(one));
        assertNull(table.find(SourceFixtures.of(SessionFixtures.scoped("fe80::1", 1, 5_000))));
        assertSame(two, table.find(SourceFixtures.of(SessionFixtures.scoped("fe80::1", 2, 5_000))));
    }

    @Test
    void sessionIsRemovedOnceAndItsSourceMayOpenAnother() {
        InetSocketAddress source = SessionFixtures.numbered(1);
        PeerSession first = open(source, 0);
        assertTrue(table.remove(first));
        assertFalse(table.remove(first));
        assertEquals(0, table.size());
        assertNull(table.find(SourceFixtures.of(source)));
        PeerSession second = open(source, 1);
        assertNotSame(first, second);
        assertFalse(table.remove(first));
        assertSame(second, table.find(SourceFixtures.of(source)));
    }

    @Test
    void mostIdleSessionWasActiveLongestAgo() {
        assertNull(mostIdle());
        PeerSession one = open(1, 10);
        PeerSession two = open(2, 20);
        PeerSession three = open(3, 30);
        assertSame(one, mostIdle());
        table.onReceived(one, 1, NONE, 40);
        assertSame(two, mostIdle());
        table.markActive(two, 50);
        assertSame(three, mostIdle());
        table.remove(three);
        assertSame(one, mostIdle());
        table.remove(one);
        assertSame(two, mostIdle());
        table.remove(two);
        assertNull(mostIdle());
    }

    @Test
    void mostIdleSessionMayBeValidated() {
        PeerSession one = open(1, 10);
        PeerSession two = open(2, 20);
        validate(one, 30);
        assertSame(two, mostIdle());
        table.onReceived(two, 1, NONE, 40);
        assertSame(one, mostIdle());
        validate(two, 50);
        assertSame(one, mostIdle());
        table.onReceived(one, 1, NONE, 60);
        assertSame(two, mostIdle());
    }

    @Test
    void markingActiveIsNotAReceipt() {
        PeerSession session = open(1, 10);
        table.onReceived(session, 1, NONE, 20);
        table.markActive(session, 30);
        assertEquals(30, session.activeAt());
        assertEquals(20, session.lastReceivedAt().getNano());
        assertEquals(10, session.openedAt().getNano());
    }

    @Test
    void tickIsA1024thOfTheIdleTimeoutAndAtMostOneSecond() {
        assertEquals(976, SessionTable.tickNanos(Duration.ofMillis(1)));
        assertEquals(292_968_750, SessionTable.tickNanos(Duration.ofMinutes(5)));
        assertEquals(1_000_000_000, SessionTable.tickNanos(Duration.ofDays(3_650)));
    }

    @Test
    void sessionsAreCountedByIpv4AddressAndByIpv6Network() {
        open(SessionFixtures.source("192.0.2.1", 5_000), 0);
        PeerSession second = open(SessionFixtures.source("192.0.2.1", 5_001), 0);
        open(SessionFixtures.source("192.0.2.2", 5_000), 0);
        open(SessionFixtures.source("2001:db8::1", 5_000), 0);
        open(SessionFixtures.source("2001:db8::ffff:0:0:1", 5_000), 0);
        open(SessionFixtures.source("2001:db8:0:1::1", 5_000), 0);
        assertEquals(2, table.sessionsOf(SessionFixtures.host("192.0.2.1")));
        assertEquals(1, table.sessionsOf(SessionFixtures.host("192.0.2.2")));
        assertEquals(0, table.sessionsOf(SessionFixtures.host("192.0.2.3")));
        assertEquals(2, table.sessionsOf(SessionFixtures.host("2001:db8::9")));
        assertEquals(1, table.sessionsOf(SessionFixtures.host("2001:db8:0:1::9")));
        table.remove(second);
        table.remove(second);
        assertEquals(1, table.sessionsOf(SessionFixtures.host("192.0.2.1")));
        table.remove(table.find(SourceFixtures.of(SessionFixtures.source("192.0.2.1", 5_000))));
        assertEquals(0, table.sessionsOf(SessionFixtures.host("192.0.2.1")));
    }

    @Test
    void prefetchingChangesNothing() {
        List<PeerSession> sessions = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            sessions.add(open(i % 3 == 0 ? SessionFixtures.colliding(i) : SessionFixtures.numbered(i), i));
        }
        // Half of the sources have a session.
        Source[] sources = new Source[6_000];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = i % 3 == 0
                    ? SourceFixtures.of(SessionFixtures.colliding(i))
                    : SourceFixtures.packed(SessionFixtures.numbered(i));
        }
        table.prefetch(sources, sources.length);
        table.prefetch(sources, 1);
        assertEquals(3_000, table.size());
        for (int i = 0; i < sources.length; i++) {
            assertSame(i < 3_000 ? sessions.get(i) : null, table.find(sources[i]));
        }
        assertSame(sessions.get(0), mostIdle());
        SimTables.verify(table);
    }
}
