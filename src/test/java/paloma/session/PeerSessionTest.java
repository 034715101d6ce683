package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;

class PeerSessionTest {
    private final PeerSession session = Sources.session();

    @Test
    void theIdIsARandomUuidThatStaysAndIsItsOwn() {
        UUID id = session.id();
        assertEquals(4, id.version());
        assertEquals(2, id.variant());
        assertEquals(id, session.id());
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(Sources.session().id());
        }
        assertEquals(1_000, ids.size());
        assertNotEquals(id, Sources.session().id());
    }

    @Test
    void twoThreadsThatAskFirstSeeTheSameId() throws InterruptedException {
        UUID[] seen = new UUID[2];
        Thread other = new Thread(() -> seen[1] = session.id());
        other.start();
        seen[0] = session.id();
        other.join();
        assertEquals(seen[0], seen[1]);
    }

    /** The instance that the channel returned while it is at hand, and no address object for each of a million sessions. */
    @Test
    void anIpv4SessionTellsTheInstanceThatItsLastMessageCameFromAndMakesOneWhenThatIsGone() {
        InetSocketAddress source = Sources.source("203.0.113.250", 65_535);
        FirstMessageRing arrivals = new FirstMessageRing(1);
        PeerSession four = Sources.session(source, Sources.HOME, arrivals);
        assertEquals(source, four.remoteAddress());
        assertNotSame(source, four.remoteAddress());
        InetSocketAddress again = Sources.source("203.0.113.250", 65_535);
        four.offer(new byte[1], again, 1);
        assertSame(again, four.remoteAddress());
        four.take();
        assertSame(again, four.remoteAddress());
        arrivals.put(new byte[1], Sources.source("203.0.113.250", 65_534));
        assertEquals(source, four.remoteAddress());
    }

    @Test
    void aSessionWhoseMessageFoundNoPlaceTellsItsAddressAllTheSame() {
        InetSocketAddress source = Sources.source("203.0.113.250", 65_535);
        FirstMessageRing arrivals = new FirstMessageRing(1);
        arrivals.put(new byte[1], Sources.scoped("fe80::1", 3, 5_000));
        PeerSession four = Sources.session(source, Sources.HOME, arrivals);
        four.offer(new byte[1], source, 1);
        assertEquals(source, four.remoteAddress());
    }

    @Test
    void anIpv6SourceInThePlaceOfAnIpv4SessionIsNotTakenForIt() {
        InetSocketAddress source = Sources.source("203.0.113.250", 65_535);
        FirstMessageRing arrivals = new FirstMessageRing(1);
        PeerSession four = Sources.session(source, Sources.HOME, arrivals);
        four.offer(new byte[1], source, 1);
        four.take();
        arrivals.put(new byte[1], Sources.scoped("fe80::1", 3, 65_535));
        assertEquals(source, four.remoteAddress());
    }

    @Test
    void anIpv6SessionKeepsItsAddress() {
        InetSocketAddress source = Sources.scoped("fe80::1", 3, 5_000);
        PeerSession six = Sources.session(source, Sources.HOME);
        assertSame(source, six.remoteAddress());
        six.offer(new byte[1], Sources.scoped("fe80::1", 3, 5_000), 1);
        assertSame(source, six.remoteAddress());
    }

    @Test
    void aPeerHasReturnedWhenItSendsAfterSomethingLeftForIt() {
        session.received(10, 3, 0);
        session.received(10, 3, 1);
        assertFalse(session.hasReturned());
        session.answering();
        assertFalse(session.hasReturned());
        session.received(0, 3, 2);
        assertTrue(session.hasReturned());
    }

    @Test
    void whatDidNotLeaveAfterAllIsNoAnswer() {
        session.answering();
        session.notAnswered();
        session.received(10, 3, 0);
        assertFalse(session.hasReturned());
    }

    @Test
    void whatLeftMeanwhileHasLeft() {
        session.answering();
        session.answered();
        session.notAnswered();
        session.received(10, 3, 0);
        assertTrue(session.hasReturned());
    }

    @Test
    void creditIsEarnedByWhatComesAndSpentByWhatLeaves() {
        assertFalse(session.spend(0));
        // 100 bytes and 28 of headers, three times.
        session.received(100, 3, 0);
        assertFalse(session.spend(384 - 28 + 1));
        assertTrue(session.spend(384 - 28));
        assertFalse(session.spend(0));
    }

    @Test
    void creditDoesNotOverflow() {
        for (int i = 0; i < 100; i++) {
            session.received(65_507, 1_000, i);
        }
        for (int i = 0; i < 16_000; i++) {
            assertTrue(session.spend(65_507), "at " + i);
        }
    }

    @Test
    void whoHasReturnedNeedsNoCredit() {
        session.answering();
        session.received(0, 0, 0);
        assertTrue(session.spend(65_507));
    }

    @Test
    void onlyTheCloseThatDecidesIsPassedOn() {
        List<PeerSession> closing = new ArrayList<>();
        PeerSession.SessionOutput home = new PeerSession.SessionOutput() {
            @Override
            public boolean send(PeerSession session, ByteBuffer message) {
                return message.remaining() == 5;
            }

            @Override
            public boolean push(PeerSession session, ByteBuffer message) {
                return message.remaining() == 6;
            }

            @Override
            public void reserveStack() {}

            @Override
            public void closing(PeerSession session) {
                closing.add(session);
            }

            @Override
            public Instant instantOf(long nanos) {
                return Instant.EPOCH;
            }
        };
        PeerSession watched = Sources.session(Sources.source("192.0.2.1", 5_000), home);
        assertTrue(watched.send("señr"));
        assertTrue(watched.push("señor"));
        watched.close();
        watched.close();
        assertEquals(List.of(watched), closing);
        assertEquals(CloseReason.CLOSED, watched.closeReason());
        PeerSession expired = Sources.session(Sources.source("192.0.2.1", 5_001), home);
        expired.requestClose(CloseReason.IDLE);
        expired.close();
        assertEquals(List.of(watched), closing);
    }

    @Test
    void whatIsAttachedStays() {
        assertNull(session.attachment());
        session.attach("one");
        session.attach("two");
        assertEquals("two", session.attachment());
    }

    @Test
    void theSessionNamesItselfWithoutAskingANameServer() {
        assertEquals("session " + session.id() + " of 192.0.2.1 port 5000", session.toString());
    }
}
