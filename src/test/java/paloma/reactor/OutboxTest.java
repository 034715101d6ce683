package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.UnsentReason;
import paloma.house.Timeouts;
import paloma.reactor.Endpoint.SendResult;

class OutboxTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 50_001);
    private static final InetSocketAddress OTHER = new InetSocketAddress("127.0.0.1", 50_002);

    private final HandReactor reactor = new HandReactor();
    private final MemoryTransport socket = new MemoryTransport(LOCAL);
    private final Endpoint endpoint = reactor.serve(socket, new Endpoint.Bounds(3, 5, 1_000), new Recorder());

    private boolean send(String text) {
        return endpoint.send(ByteBuffer.wrap(text.getBytes()), PEER) != SendResult.REFUSED;
    }

    private long unsent(UnsentReason reason) {
        return endpoint.sends().unsentByReason().get(reason);
    }

    @AfterEach
    void everySendIsAccountedFor() {
        SendAccount.assertBalanced(endpoint);
    }

    @Test
    void datagramIsSentAtOnceOnTheCallingThread() {
        assertTrue(send("now"));
        assertEquals(List.of("now"), socket.takeTexts());
        assertTrue(endpoint.isClear());
        assertEquals(1, endpoint.sends().sentTotal());
    }

    @Test
    void queuedDatagramsAreSentWholeAndInOrder() {
        Outbox outbox =
                new Outbox(socket, new Endpoint.Bounds(1, 10, 1_000), new SendCounters(), new OutboxOwner(error -> {}));
        socket.hasRoomFor(1);
        for (String text : List.of("first", "second, longer", "third")) {
            outbox.send(ByteBuffer.wrap(text.getBytes()), PEER, null);
        }
        assertEquals(2, outbox.queued());
        socket.hasRoomFor(1);
        outbox.drain(10);
        assertEquals(1, outbox.queued());
        socket.hasRoomFor(1);
        outbox.drain(10);
        assertEquals(List.of("first", "second, longer", "third"), socket.takeTexts());
    }

    @Test
    void lengthIsReadWhileAnotherThreadHoldsTheLock() throws Exception {
        Outbox outbox =
                new Outbox(socket, new Endpoint.Bounds(1, 10, 1_000), new SendCounters(), new OutboxOwner(error -> {}));
        socket.hasRoomFor(0);
        outbox.send(ByteBuffer.wrap("waits".getBytes()), PEER, null);
        synchronized (outbox) {
            CompletableFuture<Integer> length = CompletableFuture.supplyAsync(outbox::queued);
            assertEquals(1, length.get(Timeouts.SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void fullKernelQueuesTheDatagramAndWakesThePoller() {
        reactor.settle();
        int wakeups = reactor.poller().wakeups();
        socket.hasRoomFor(0);
        assertTrue(send("later"));
        assertEquals(1, endpoint.queued());
        assertFalse(endpoint.isClear());
        assertTrue(socket.isRoomAwaited());
        assertEquals(wakeups + 1, reactor.poller().wakeups());
        assertTrue(send("after"));
        assertEquals(wakeups + 1, reactor.poller().wakeups());
    }

    @Test
    void sendReturnsSentQueuedOrRefused() {
        ByteBuffer datagram = ByteBuffer.allocate(600);
        assertEquals(SendResult.SENT, endpoint.send(datagram.duplicate(), PEER));
        socket.hasRoomFor(0);
        assertEquals(SendResult.QUEUED, endpoint.send(datagram.duplicate(), PEER));
        assertEquals(SendResult.REFUSED, endpoint.send(datagram.duplicate(), PEER));
    }

    @Test
    void queuedDatagramsLeaveInOrderAndInBoundedBatches() {
        socket.hasRoomFor(0);
        for (int i = 1; i <= 5; i++) {
            send("" + i);
        }
        socket.hasRoomFor(100);
        reactor.turn();
        assertEquals(List.of("1", "2", "3"), socket.takeTexts());
        assertTrue(socket.isRoomAwaited());
        reactor.turn();
        assertEquals(List.of("4", "5"), socket.takeTexts());
        assertEquals(0, endpoint.queued());
        assertTrue(endpoint.isClear());
        assertFalse(socket.isRoomAwaited());
    }

    @Test
    void drainStopsWhenTheKernelIsFull() {
        socket.hasRoomFor(0);
        send("1");
        send("2");
        send("3");
        socket.hasRoomFor(2);
        reactor.turn();
        assertEquals(List.of("1", "2"), socket.takeTexts());
        assertEquals(1, endpoint.queued());
        assertTrue(socket.isRoomAwaited());
        socket.hasRoomFor(1);
        reactor.turn();
        assertEquals(List.of("3"), socket.takeTexts());
    }

    @Test
    void bytesOfAQueuedDatagramAreCountedWhenItLeaves() {
        send("at once");
        assertEquals(7, endpoint.sends().bytesSent());
        socket.hasRoomFor(0);
        send("later");
        send("never");
        assertEquals(7, endpoint.sends().bytesSent());
        socket.hasRoomFor(1);
        reactor.turn();
        assertEquals(7 + 5, endpoint.sends().bytesSent());
        endpoint.close();
        reactor.settle();
        assertEquals(1, unsent(UnsentReason.CLOSED));
        assertEquals(7 + 5, endpoint.sends().bytesSent());
    }

    @Test
    void bytesAreTheRemainingOnesOfTheBuffer() {
        endpoint.send(ByteBuffer.allocate(100).position(40), PEER);
        endpoint.send(ByteBuffer.allocateDirect(100).limit(7), PEER);
        endpoint.send(ByteBuffer.allocate(0), PEER);
        assertEquals(60 + 7, endpoint.sends().bytesSent());
    }

    @Test
    void bytesOfARefusedDatagramAreNotCounted() {
        socket.hasRoomFor(0);
        assertFalse(send("x".repeat(1_001)));
        assertEquals(0, endpoint.sends().bytesSent());
    }

    @Test
    void newDatagramDoesNotOvertakeQueuedOnes() {
        socket.hasRoomFor(0);
        send("1");
        socket.hasRoomFor(100);
        send("2");
        assertEquals(List.of(), socket.takeTexts());
        reactor.settle();
        assertEquals(List.of("1", "2"), socket.takeTexts());
    }

    @Test
    void newDatagramDoesNotOvertakeTheDrainedOne() {
        socket.hasRoomFor(0);
        send("1");
        socket.hasRoomFor(100);
        socket.beforeSend(() -> {
            socket.beforeSend(() -> {});
            send("2");
        });
        reactor.settle();
        assertEquals(List.of("1", "2"), socket.takeTexts());
    }

    @Test
    void bytesAreCopiedBeforeSendReturns() {
        ByteBuffer datagram = ByteBuffer.wrap("early".getBytes());
        socket.hasRoomFor(0);
        endpoint.send(datagram, PEER);
        assertFalse(datagram.hasRemaining());
        datagram.array()[0] = 'X';
        socket.hasRoomFor(1);
        reactor.settle();
        assertEquals(List.of("early"), socket.takeTexts());
    }

    @Test
    void queuedDatagramsKeepTheirTargets() {
        socket.hasRoomFor(0);
        endpoint.send(ByteBuffer.wrap("a".getBytes()), PEER);
        endpoint.send(ByteBuffer.wrap("b".getBytes()), OTHER);
        socket.hasRoomFor(2);
        reactor.settle();
        assertEquals(
                List.of(PEER, OTHER),
                socket.takeSent().stream().map(MemoryTransport.Sent::target).toList());
    }

    @Test
    void datagramsOverTheLimitAreRefused() {
        socket.hasRoomFor(0);
        for (int i = 0; i < 5; i++) {
            assertTrue(send("x"));
        }
        assertFalse(send("x"));
        assertEquals(5, endpoint.queued());
        assertEquals(1, unsent(UnsentReason.OUTBOX_FULL));
    }

    @Test
    void bytesOverTheLimitAreRefusedAndSmallerDatagramsFit() {
        socket.hasRoomFor(0);
        assertTrue(send("x".repeat(600)));
        assertFalse(send("x".repeat(401)));
        assertTrue(send("x".repeat(400)));
        assertFalse(send("x"));
        assertTrue(send(""));
        assertEquals(2, unsent(UnsentReason.OUTBOX_FULL));
    }

    @Test
    void sentDatagramsMakeRoom() {
        socket.hasRoomFor(0);
        send("x".repeat(1_000));
        assertFalse(send("y"));
        socket.hasRoomFor(1);
        reactor.settle();
        socket.hasRoomFor(0);
        assertTrue(send("x".repeat(1_000)));
        assertFalse(send("y"));
    }

    @Test
    void closeCountsQueuedDatagramsAndRefusesNewOnes() {
        socket.hasRoomFor(0);
        send("1");
        send("2");
        endpoint.close();
        reactor.settle();
        assertEquals(0, endpoint.queued());
        assertEquals(2, unsent(UnsentReason.CLOSED));
        assertFalse(send("3"));
        assertEquals(3, unsent(UnsentReason.CLOSED));
        assertFalse(endpoint.isClear());
    }

    @Test
    void datagramOnAClosedSocketIsCountedAsClosed() {
        socket.beforeSend(socket::close);
        assertFalse(send("late"));
        assertEquals(1, unsent(UnsentReason.CLOSED));
    }

    @Test
    void fullKernelDuringCloseCountsAsClosed() {
        socket.hasRoomFor(0);
        reactor.settle();
        socket.beforeSend(() -> {
            socket.beforeSend(() -> {});
            endpoint.shut(null);
        });
        assertFalse(send("late"));
        assertEquals(1, unsent(UnsentReason.CLOSED));
    }
}
