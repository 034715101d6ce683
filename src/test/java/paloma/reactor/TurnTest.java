package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 50_001);
    private static final Endpoint.Bounds THREE_PER_TURN = new Endpoint.Bounds(3, 100, 10_000);

    private final HandReactor reactor = new HandReactor();
    private final MemoryTransport socket = new MemoryTransport(LOCAL);
    private final Recorder protocol = new Recorder();
    private final Endpoint endpoint = reactor.serve(socket, THREE_PER_TURN, protocol);

    @Test
    void firstTurnRunsWithoutADatagram() {
        reactor.turnAt(5);
        assertEquals(List.of("caught up at 5", "turn at 5"), protocol.takeEvents());
    }

    @Test
    void datagramsPassInOrderBeforeTheEndOfTheTurn() {
        reactor.settle();
        protocol.takeEvents();
        socket.arrives(PEER, "one");
        socket.arrives(PEER, "");
        reactor.turnAt(7);
        assertEquals(List.of("datagram one", "datagram ", "caught up at 7", "turn at 7"), protocol.takeEvents());
    }

    @Test
    void fullTurnDoesNotReportADrainedSocket() {
        reactor.settle();
        protocol.takeEvents();
        for (int i = 1; i <= 4; i++) {
            socket.arrives(PEER, "" + i);
        }
        reactor.turnAt(1);
        assertEquals(List.of("datagram 1", "datagram 2", "datagram 3", "turn at 1"), protocol.takeEvents());
        reactor.turnAt(2);
        assertEquals(List.of("datagram 4", "caught up at 2", "turn at 2"), protocol.takeEvents());
    }

    @Test
    void turnReceivesMaxPendingAndTheNextTurnTheRest() {
        reactor.settle();
        protocol.takeEvents();
        protocol.maxPending = 1;
        socket.arrives(PEER, "expected");
        int receives = socket.receives();
        reactor.turnAt(1);
        assertEquals(List.of("datagram expected", "turn at 1"), protocol.takeEvents());
        assertEquals(receives + 1, socket.receives());
        socket.arrives(PEER, "a");
        socket.arrives(PEER, "b");
        reactor.settleAt(2);
        assertEquals(List.of("datagram a", "turn at 2", "datagram b", "turn at 2"), protocol.takeEvents());
    }

    @Test
    void turnLimitHoldsForAnyMaxPending() {
        reactor.settle();
        protocol.takeEvents();
        protocol.maxPending = 4;
        for (int i = 1; i <= 4; i++) {
            socket.arrives(PEER, "" + i);
        }
        reactor.turnAt(1);
        assertEquals(List.of("datagram 1", "datagram 2", "datagram 3", "turn at 1"), protocol.takeEvents());
    }

    @Test
    void busySocketLeavesTurnsToOthers() {
        MemoryTransport second = new MemoryTransport(LOCAL);
        Recorder other = new Recorder();
        reactor.serve(second, THREE_PER_TURN, other);
        for (int i = 0; i < 50; i++) {
            socket.arrives(PEER, "flood");
        }
        second.arrives(PEER, "please");
        reactor.turn();
        assertTrue(other.takeEvents().contains("datagram please"));
        assertEquals(47, socket.inbox());
    }

    @Test
    void unreadySocketIsNotRead() {
        reactor.settle();
        protocol.takeEvents();
        int receives = socket.receives();
        reactor.turnAt(9);
        assertEquals(List.of(), protocol.takeEvents());
        assertEquals(receives, socket.receives());
    }

    @Test
    void icmpErrorIsReportedAfterTheDatagramsOfItsTurn() {
        reactor.settle();
        protocol.takeEvents();
        socket.receiveThrows(new PortUnreachableException());
        socket.arrives(PEER, "behind");
        reactor.turnAt(1);
        assertEquals(List.of("datagram behind", "caught up at 1", "unreachable", "turn at 1"), protocol.takeEvents());
    }

    @Test
    void icmpErrorIsReportedOnce() {
        reactor.settle();
        protocol.takeEvents();
        socket.receiveThrows(new PortUnreachableException());
        socket.receiveThrows(new IOException("Network is unreachable"));
        reactor.turnAt(1);
        reactor.turnAt(2);
        assertEquals(List.of("caught up at 1", "unreachable", "unreachable", "turn at 1"), protocol.takeEvents());
    }

    @Test
    void receiveErrorAffectsNoDatagram() {
        reactor.settle();
        protocol.takeEvents();
        socket.receiveThrows(new IOException("Cannot allocate memory"));
        socket.arrives(PEER, "next");
        reactor.turnAt(1);
        assertEquals(List.of("datagram next", "caught up at 1", "turn at 1"), protocol.takeEvents());
    }

    @Test
    void batchOfOnePassesADatagramBeforeTheNextReceive() {
        reactor.settle();
        protocol.takeEvents();
        protocol.maxBatch = 1;
        List<Integer> left = new ArrayList<>();
        protocol.duringDatagram = () -> left.add(socket.inbox());
        socket.arrives(PEER, "one");
        socket.arrives(PEER, "two");
        reactor.turnAt(1);
        assertEquals(List.of("datagram one", "datagram two", "caught up at 1", "turn at 1"), protocol.takeEvents());
        assertEquals(List.of(1, 0), left);
    }

    @Test
    void emptyReceiveResetsTheRunOfErrors() {
        for (int i = 0; i < 600; i++) {
            socket.receiveThrows(new IOException("Protocol not available"));
            reactor.settle();
        }
        assertFalse(socket.isClosed());
    }

    @Test
    void errorCountsTowardsTheTurnLimit() {
        reactor.settle();
        protocol.takeEvents();
        socket.arrives(PEER, "one");
        socket.receiveThrows(new IOException("Cannot allocate memory"));
        socket.arrives(PEER, "three");
        socket.arrives(PEER, "four");
        reactor.turnAt(1);
        assertEquals(List.of("datagram one", "datagram three", "turn at 1"), protocol.takeEvents());
    }

    @Test
    void datagramBeforeAnIcmpErrorIsPassedFirst() {
        reactor.settle();
        protocol.takeEvents();
        protocol.duringDatagram = () -> endpoint.send(ByteBuffer.allocate(1), PEER);
        socket.arrives(PEER, "before");
        socket.receiveThrows(new PortUnreachableException());
        socket.arrives(PEER, "behind");
        reactor.turnAt(1);
        assertEquals(List.of("datagram before", "datagram behind", "unreachable", "turn at 1"), protocol.takeEvents());
    }

    @Test
    void socketThatOnlyFailsIsClosedWithTheError() {
        IOException broken = new IOException("Input/output error");
        for (int i = 0; i < 512; i++) {
            socket.receiveThrows(broken);
        }
        reactor.settle();
        assertSame(broken, protocol.cause);
        assertTrue(socket.isClosed());
        assertEquals("closed", protocol.events.get(protocol.events.size() - 1));
    }

    @Test
    void errorsNotInARowLeaveTheSocketOpen() {
        for (int i = 0; i < 511; i++) {
            socket.receiveThrows(new IOException("Input/output error"));
        }
        socket.arrives(PEER, "alive");
        for (int i = 0; i < 511; i++) {
            socket.receiveThrows(new IOException("Input/output error"));
        }
        reactor.settle();
        assertFalse(socket.isClosed());
    }

    @Test
    void externallyClosedSocketCountsAsClosed() {
        reactor.settle();
        socket.receiveThrows(new ClosedChannelException());
        reactor.settle();
        assertTrue(protocol.cause instanceof ClosedChannelException);
    }

    @Test
    void closeTakesEffectAtTheEndOfItsTurn() {
        socket.arrives(PEER, "last");
        endpoint.close();
        reactor.turnAt(1);
        assertEquals(List.of("datagram last", "caught up at 1", "turn at 1", "closed"), protocol.takeEvents());
        assertNull(protocol.cause);
        assertTrue(socket.isClosed());
        endpoint.wake();
        reactor.settle();
        assertEquals(List.of(), protocol.takeEvents());
    }

    @Test
    void closeByADatagramEndsTheTurnInOrder() {
        protocol.duringDatagram = endpoint::close;
        socket.arrives(PEER, "leave");
        reactor.turnAt(1);
        assertEquals(List.of("datagram leave", "caught up at 1", "turn at 1", "closed"), protocol.takeEvents());
    }
}
