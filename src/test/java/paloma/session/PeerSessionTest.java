package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import paloma.house.Timeouts;
import paloma.net.PackedAddress;

class PeerSessionTest {
    private final PeerSession session = SessionFixtures.session();

    @Test
    void idIsAConstantUniqueRandomUuid() {
        UUID id = session.id();
        assertEquals(4, id.version());
        assertEquals(2, id.variant());
        assertEquals(id, session.id());
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(SessionFixtures.session().id());
        }
        assertEquals(1_000, ids.size());
        assertNotEquals(id, SessionFixtures.session().id());
    }

    /** User code may hold the monitor while the reactor needs the id. */
    @Test
    void idIsReadWhileAnotherThreadHoldsTheMonitor() throws Exception {
        synchronized (session) {
            UUID[] seen = new UUID[1];
            Thread other = new Thread(() -> seen[0] = session.id());
            other.start();
            other.join(Timeouts.LIMIT.toMillis());
            assertNotNull(seen[0]);
            assertEquals(seen[0], session.id());
        }
    }

    @Test
    void concurrentFirstReadsOfTheIdAgree() throws InterruptedException {
        UUID[] seen = new UUID[2];
        Thread other = new Thread(() -> seen[1] = session.id());
        other.start();
        seen[0] = session.id();
        other.join();
        assertEquals(seen[0], seen[1]);
    }

    /** Saves an address object for each of a million sessions. */
    @Test
    void ipv4AddressIsTheLastSourceInstanceWhileTheRingHasIt() {
        InetSocketAddress source = SessionFixtures.source("203.0.113.250", 65_535);
        FirstMessageRing firstMessages = new FirstMessageRing(1);
        PeerSession four = SessionFixtures.session(source, SessionFixtures.OUTPUT, firstMessages);
        assertEquals(source, four.remoteAddress());
        assertNotSame(source, four.remoteAddress());
        InetSocketAddress again = SessionFixtures.source("203.0.113.250", 65_535);
        four.offer(new byte[1], again, 1);
        assertSame(again, four.remoteAddress());
        four.take();
        assertSame(again, four.remoteAddress());
        firstMessages.put(new byte[1], SessionFixtures.source("203.0.113.250", 65_534));
        assertEquals(source, four.remoteAddress());
    }

    @Test
    void addressIsKnownWithoutARingSlot() {
        InetSocketAddress source = SessionFixtures.source("203.0.113.250", 65_535);
        FirstMessageRing firstMessages = new FirstMessageRing(1);
        firstMessages.put(new byte[1], SessionFixtures.scoped("fe80::1", 3, 5_000));
        PeerSession four = SessionFixtures.session(source, SessionFixtures.OUTPUT, firstMessages);
        four.offer(new byte[1], source, 1);
        assertEquals(source, four.remoteAddress());
    }

    @Test
    void ipv4AddressIsThatOfTheKeyWhenNoSourceHadAnObject() {
        InetSocketAddress source = SessionFixtures.source("203.0.113.250", 65_535);
        FirstMessageRing firstMessages = new FirstMessageRing(1);
        PeerSession four = SessionFixtures.session(source, SessionFixtures.OUTPUT, firstMessages);
        four.offer(new byte[1], source, 1);
        four.take();
        assertEquals(Mailbox.OfferResult.WAITING, four.offer(new byte[1], null, 1));
        assertNull(four.lastSource());
        assertEquals(source, four.remoteAddress());
        assertNotSame(source, four.remoteAddress());
    }

    @Test
    void ipv6SourceInTheSlotOfAnIpv4SessionIsIgnored() {
        InetSocketAddress source = SessionFixtures.source("203.0.113.250", 65_535);
        FirstMessageRing firstMessages = new FirstMessageRing(1);
        PeerSession four = SessionFixtures.session(source, SessionFixtures.OUTPUT, firstMessages);
        four.offer(new byte[1], source, 1);
        four.take();
        firstMessages.put(new byte[1], SessionFixtures.scoped("fe80::1", 3, 65_535));
        assertEquals(source, four.remoteAddress());
    }

    @Test
    void ipv6SessionKeepsItsAddress() {
        InetSocketAddress source = SessionFixtures.scoped("fe80::1", 3, 5_000);
        PeerSession six = SessionFixtures.session(source, SessionFixtures.OUTPUT);
        assertSame(source, six.remoteAddress());
        six.offer(new byte[1], SessionFixtures.scoped("fe80::1", 3, 5_000), 1);
        assertSame(source, six.remoteAddress());
    }

    @Test
    void ipv6SessionIsFiledUnderItsAddress() {
        InetSocketAddress source = SessionFixtures.scoped("fe80::1", 3, 5_000);
        assertSame(
                source, SessionFixtures.session(source, SessionFixtures.OUTPUT).keyAddress());
    }

    @Test
    void pathMayDifferFromTheAddressOfTheKey() {
        InetSocketAddress filedUnder = SessionFixtures.source("192.0.2.1", 5_000);
        for (String path : new String[] {"192.0.2.1", "192.0.2.2", "2001:db8::1"}) {
            InetSocketAddress reachedAt = SessionFixtures.source(path, 5_001);
            FirstMessageRing firstMessages = new FirstMessageRing(1);
            PeerSession moved =
                    new PeerSession(PackedAddress.of(filedUnder), reachedAt, SessionFixtures.OUTPUT, firstMessages, 0);
            moved.offer(new byte[1], filedUnder, 1);
            assertSame(reachedAt, moved.remoteAddress());
            assertEquals(filedUnder, moved.keyAddress());
        }
    }

    @Test
    void receiptIsReportedAndValidates() {
        session.onSending();
        session.onReceived(0, 0, 7);
        assertTrue(session.isValidated());
        assertEquals(7, session.lastReceivedAt().getNano());
    }

    @Test
    void onlyTheDecidingCloseIsReported() {
        List<PeerSession> closing = new ArrayList<>();
        PeerSession.SessionOutput output = new PeerSession.SessionOutput() {
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
            public void onClosing(PeerSession session) {
                closing.add(session);
            }

            @Override
            public void onReleased() {}

            @Override
            public UUID newId() {
                return UUID.randomUUID();
            }

            @Override
            public Instant instantOf(long nanos) {
                return Instant.EPOCH;
            }
        };
        PeerSession closed = SessionFixtures.session(SessionFixtures.source("192.0.2.1", 5_000), output);
        assertTrue(closed.send("señr"));
        assertTrue(closed.push("señor"));
        closed.close();
        closed.close();
        assertEquals(List.of(closed), closing);
        assertEquals(CloseReason.CLOSED, closed.closeReason());
        PeerSession expired = SessionFixtures.session(SessionFixtures.source("192.0.2.1", 5_001), output);
        expired.requestClose(CloseReason.IDLE);
        expired.close();
        assertEquals(List.of(closed), closing);
    }

    @Test
    void attachmentIsKept() {
        assertNull(session.attachment());
        session.attach("one");
        session.attach("two");
        assertEquals("two", session.attachment());
    }

    @Test
    void toStringNeedsNoNameServer() {
        assertEquals("session " + session.id() + " of 192.0.2.1 port 5000", session.toString());
    }
}
