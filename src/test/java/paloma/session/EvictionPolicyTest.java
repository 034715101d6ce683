package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.Limits;
import paloma.net.SourceFixtures;

/** Established, provisional and evicted sessions of a full table. */
class EvictionPolicyTest {
    private static final int NONE = 0;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    private SessionTable table = table(2);

    private static SessionTable table(int maxSessions) {
        return SimTables.seeded(1, Limits.builder().sessions(maxSessions).build(), Duration.ofMinutes(5));
    }

    private PeerSession open(int number, long now) {
        PeerSession session = table.open(SessionFixtures.numbered(number), SessionFixtures.OUTPUT, now);
        receive(session, now);
        return session;
    }

    private void receive(PeerSession session, long now) {
        table.onReceived(session, 1, NONE, now);
    }

    private void validate(PeerSession session, long now) {
        session.onSending();
        receive(session, now);
        assertTrue(session.isValidated());
    }

    private PeerSession openValidated(int number, long now) {
        PeerSession session = open(number, now);
        validate(session, now);
        return session;
    }

    @AfterEach
    void tableIsConsistent() {
        SimTables.verify(table);
    }

    @Test
    void unvalidatedSessionsAreEvictedLongestIdleFirst() {
        PeerSession one = open(1, 0);
        PeerSession two = open(2, 10 * SECOND);
        assertSame(one, table.evictionCandidate(10 * SECOND));
        receive(one, 12 * SECOND);
        assertSame(two, table.evictionCandidate(12 * SECOND));
    }

    @Test
    void longestIdleProvisionalIsTheCandidateAmongManyActive() {
        table = table(1_000);
        PeerSession[] all = new PeerSession[1_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = open(i, i * SECOND);
        }
        for (int i = 0; i < all.length; i++) {
            assertSame(all[i], table.evictionCandidate(1_000 * SECOND));
            receive(all[i], (2_000 + i) * SECOND);
        }
        validate(all[0], 3_000 * SECOND);
        assertSame(all[1], table.evictionCandidate(3_000 * SECOND));
    }

    @Test
    void newSessionIsNotEvictedForDatagramsOfOthersWithinASecond() {
        PeerSession before = open(1, 0);
        PeerSession added = open(2, 10 * SECOND);
        receive(before, 10 * SECOND + 999 * MILLI);
        assertSame(before, table.evictionCandidate(11 * SECOND));
        receive(before, 12 * SECOND);
        assertSame(added, table.evictionCandidate(12 * SECOND));
    }

    @Test
    void activeSessionIsEvictedAfterAnIdleOne() {
        PeerSession silent = open(1, 0);
        PeerSession sending = open(2, 0);
        receive(sending, 2 * SECOND);
        assertSame(silent, table.evictionCandidate(2 * SECOND));
    }

    /** A table of one place has no place reserved for provisional sessions. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "9, 8", "10, 9", "19, 18", "20, 18", "2000, 1800"})
    void tenthOfThePlacesIsNeverForEstablishedSessions(int maxSessions, int maxEstablished) {
        table = table(maxSessions);
        int established = 0;
        for (int i = 0; i < maxSessions; i++) {
            established += SimTables.isEstablished(openValidated(i, i)) ? 1 : 0;
        }
        assertEquals(maxEstablished, established);
    }

    @Test
    void establishedSessionIsNotEvictedBeforeAProvisionalOne() {
        PeerSession established = openValidated(1, 0);
        PeerSession provisional = openValidated(2, 0);
        receive(provisional, 299 * SECOND);
        assertFalse(SimTables.isEstablished(table.evictionCandidate(20 * SECOND)));
        assertTrue(SimTables.isEstablished(provisional), "the other was idle");
        assertSame(established, table.evictionCandidate(299 * SECOND));
    }

    @Test
    void validatedSessionReplacesEstablishedOneIdleOver30Seconds() {
        PeerSession idle = openValidated(1, 0);
        PeerSession other = openValidated(2, 1);
        receive(other, 30 * SECOND);
        assertTrue(SimTables.isEstablished(idle));
        assertFalse(SimTables.isEstablished(other));
        receive(other, 30 * SECOND + 1);
        assertFalse(SimTables.isEstablished(idle));
        assertTrue(SimTables.isEstablished(other));
        assertEquals(2, table.size());
        assertSame(idle, table.evictionCandidate(30 * SECOND + 1));
    }

    @Test
    void replacedSessionIsEstablishedAgainWhenAPlaceIsFree() {
        PeerSession idle = openValidated(1, 0);
        PeerSession other = openValidated(2, 31 * SECOND);
        receive(idle, 32 * SECOND);
        assertFalse(SimTables.isEstablished(idle));
        table.remove(other);
        receive(idle, 33 * SECOND);
        assertTrue(SimTables.isEstablished(idle));
    }

    @Test
    void unvalidatedSessionIsNotEstablishedWithFreePlaces() {
        PeerSession session = open(1, 0);
        receive(session, SECOND);
        assertFalse(SimTables.isEstablished(session));
    }

    @Test
    void longestIdleEstablishedSessionIsEvictedFirst() {
        table = table(20);
        PeerSession idle = openValidated(0, 0);
        for (int i = 1; i < 18; i++) {
            openValidated(i, 20 * SECOND);
        }
        open(18, 40 * SECOND);
        open(19, 41 * SECOND);
        assertTrue(SimTables.isEstablished(idle));
        validate(table.find(SourceFixtures.of(SessionFixtures.numbered(19))), 42 * SECOND);
        assertSame(idle, table.evictionCandidate(42 * SECOND));
    }

    @Test
    void onlySessionIsEvictedWhenUnvalidatedOrIdle() {
        table = table(1);
        PeerSession only = open(1, 0);
        assertSame(only, table.evictionCandidate(1));
        validate(only, SECOND);
        assertNull(table.evictionCandidate(31 * SECOND));
        assertSame(only, table.evictionCandidate(31 * SECOND + 1));
        receive(only, 32 * SECOND);
        assertNull(table.evictionCandidate(62 * SECOND));
        assertSame(only, table.evictionCandidate(62 * SECOND + 1));
    }

    @Test
    void idleSessionAmongManyBusyOnesIsFoundInSteps() {
        table = table(1_112);
        PeerSession[] all = new PeerSession[1_001];
        for (int i = 0; i < all.length; i++) {
            all[i] = openValidated(i, i);
        }
        PeerSession idle = all[700];
        for (PeerSession session : all) {
            if (session != idle) {
                receive(session, 20 * SECOND);
            }
        }
        assertFalse(SimTables.isEstablished(openValidated(2_000, 20 * SECOND)));
        PeerSession waiting = openValidated(2_001, 40 * SECOND);
        assertFalse(SimTables.isEstablished(waiting), "one datagram inspects a few only");
        int calls = 1;
        while (table.searchIdle(40 * SECOND, 100) == null) {
            calls++;
        }
        assertEquals(7, calls);
        assertSame(idle, table.searchIdle(40 * SECOND, 1));
        receive(waiting, 40 * SECOND);
        assertTrue(SimTables.isEstablished(waiting));
        assertSame(idle, table.evictionCandidate(40 * SECOND));
    }

    @Test
    void markingActiveKeepsTheKindOfSession() {
        PeerSession established = openValidated(1, 0);
        PeerSession provisional = openValidated(2, 0);
        table.markActive(established, 300 * SECOND);
        table.markActive(provisional, 300 * SECOND);
        assertTrue(SimTables.isEstablished(established));
        assertFalse(SimTables.isEstablished(provisional));
        assertSame(provisional, table.evictionCandidate(301 * SECOND));
    }

    @Test
    void emptyTableHasNoEvictionCandidate() {
        assertNull(table.evictionCandidate(Long.MAX_VALUE));
    }
}
