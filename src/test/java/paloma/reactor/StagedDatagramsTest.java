package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import paloma.UnsentReason;
import paloma.reactor.Endpoint.SendResult;

/** Datagrams that wait in a batch: their order, their outcomes, and their counts. */
class StagedDatagramsTest {
    private static final int MAX_BYTES = 2_048;
    private static final int MAX_DATAGRAMS = 64;

    private final HandReactor reactor = new HandReactor();
    private final MemoryTransport socket = new MemoryTransport(new InetSocketAddress("127.0.0.1", 8080)).sendsBatches();
    private final Endpoint endpoint = reactor.serve(socket, new Endpoint.Bounds(100, 100, 100_000), new Recorder());
    private final RecordedPeer peer = new RecordedPeer(new InetSocketAddress("127.0.0.1", 50_001));
    private final RecordedPeer other = new RecordedPeer(new InetSocketAddress("127.0.0.1", 50_002));
    private final SendBatch batch = endpoint.newSendBatch();

    private SendResult stage(String text) {
        return stage(text, peer, batch);
    }

    private SendResult stage(String text, RecordedPeer target, SendBatch where) {
        return endpoint.stage(ByteBuffer.wrap(text.getBytes()), target, where);
    }

    private void stageAll(String... texts) {
        for (String text : texts) {
            assertEquals(SendResult.STAGED, stage(text));
        }
    }

    private long unsent(UnsentReason reason) {
        return endpoint.sends().unsentByReason().get(reason);
    }

    @AfterEach
    void everySendIsAccountedFor() {
        SendAccount.assertBalanced(endpoint);
    }

    @Test
    void stagedDatagramsCountAsQueuedAndLeaveByOneCall() {
        stageAll("1", "22", "3");
        assertEquals(List.of(), socket.takeTexts());
        assertEquals(3, endpoint.queued());
        assertFalse(endpoint.isDrained());
        assertEquals(0, endpoint.sends().sentTotal());
        endpoint.flush(batch);
        assertEquals(List.of("1", "22", "3"), socket.takeTexts());
        assertEquals(1, socket.batchCalls());
        assertEquals(0, endpoint.queued());
        assertTrue(endpoint.isDrained());
        assertEquals(3, endpoint.sends().sentTotal());
        assertEquals(4, endpoint.sends().bytesSent());
    }

    @Test
    void transportOfSingleDatagramsHasNoBatch() {
        assertNull(reactor.open(new MemoryTransport(peer.remoteAddress()), new Endpoint.Bounds(1, 1, 1))
                .newSendBatch());
    }

    @Test
    void bytesAreCopiedBeforeStageReturns() {
        ByteBuffer datagram = ByteBuffer.wrap("early".getBytes());
        endpoint.stage(datagram, peer, batch);
        assertFalse(datagram.hasRemaining());
        datagram.array()[0] = 'X';
        endpoint.flush(batch);
        assertEquals(List.of("early"), socket.takeTexts());
    }

    @Test
    void fullBatchLeavesAtOnce() {
        List<String> texts =
                IntStream.range(0, MAX_DATAGRAMS).mapToObj(Integer::toString).toList();
        stageAll(texts.subList(0, MAX_DATAGRAMS - 1).toArray(String[]::new));
        assertEquals(List.of(), socket.takeTexts());
        stageAll(texts.get(MAX_DATAGRAMS - 1));
        assertEquals(texts, socket.takeTexts());
        assertEquals(1, socket.batchCalls());
        assertFalse(peer.isStaged());
    }

    @Test
    void datagramTooLongForABatchLeavesAloneBehindTheOthers() {
        String longest = "x".repeat(MAX_BYTES);
        String longer = "y".repeat(MAX_BYTES + 1);
        stageAll("1", longest);
        assertEquals(List.of(), socket.takeTexts());
        assertEquals(SendResult.SENT, stage(longer));
        assertEquals(List.of("1", longest, longer), socket.takeTexts());
        assertEquals(0, endpoint.queued());
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                arguments(new SocketException("Network is unreachable"), UnsentReason.UNREACHABLE),
                arguments(new NoRouteToHostException(), UnsentReason.UNREACHABLE),
                arguments(new IOException("Operation not permitted"), UnsentReason.NOT_PERMITTED),
                arguments(new SocketException("Message too long"), UnsentReason.TOO_BIG),
                arguments(new SocketException("Can't send to port 0"), UnsentReason.PORT),
                arguments(new IOException("No buffer space available"), UnsentReason.OTHER),
                arguments(new IllegalArgumentException("unresolved"), UnsentReason.OTHER),
                arguments(new OutOfMemoryError("Cannot reserve direct memory"), UnsentReason.OTHER),
                arguments(new StackOverflowError(), UnsentReason.OTHER));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void refusedDatagramIsCountedAndThoseBehindItAreSent(Throwable error, UnsentReason reason) {
        socket.refuses("3", error);
        stageAll("1", "2", "3", "4", "5");
        endpoint.flush(batch);
        // An Error in a call of the kernel is decided for each datagram before it, too.
        assertEquals(
                List.of("1", "2", "4", "5"),
                socket.takeTexts().stream().distinct().toList());
        assertEquals(1, unsent(reason));
        assertEquals(4, endpoint.sends().sentTotal());
        assertEquals(0, endpoint.queued());
        assertFalse(peer.isStaged());
    }

    @ParameterizedTest
    @MethodSource("errors")
    void kernelThatIsFullAfterARefusalGetsTheRestInOrder(Throwable error, UnsentReason reason) {
        if (error instanceof Error) {
            return;
        }
        socket.refuses("3", error);
        socket.hasRoomFor(3);
        stageAll("1", "2", "3", "4", "5", "6");
        endpoint.flush(batch);
        assertEquals(List.of("1", "2", "4"), socket.takeTexts());
        assertEquals(2, endpoint.queued());
        assertEquals(1, unsent(reason));
        socket.hasRoomFor(100);
        assertEquals(SendResult.QUEUED, stage("7"));
        reactor.settle();
        assertEquals(List.of("5", "6", "7"), socket.takeTexts());
        assertEquals(6, endpoint.sends().sentTotal());
        assertTrue(endpoint.isClear());
    }

    @Test
    void datagramsOverTheOutboxLimitAreRefused() {
        Endpoint small = reactor.serve(socket, new Endpoint.Bounds(100, 2, 100), new Recorder());
        SendBatch staged = small.newSendBatch();
        socket.hasRoomFor(1);
        for (String text : List.of("1", "2", "3", "4")) {
            small.stage(ByteBuffer.wrap(text.getBytes()), peer, staged);
        }
        small.flush(staged);
        assertEquals(List.of("1"), socket.takeTexts());
        assertEquals(2, small.queued());
        assertEquals(1, small.sends().unsentByReason().get(UnsentReason.OUTBOX_FULL));
    }

    @Test
    void stagedDatagramsAreSentByTheClose() {
        stageAll("1", "2");
        endpoint.close();
        reactor.settle();
        assertEquals(List.of("1", "2"), socket.takeTexts());
        assertEquals(2, endpoint.sends().sentTotal());
    }

    @Test
    void stagedDatagramsOfAFullKernelCountAsClosedAfterTheClose() {
        socket.hasRoomFor(1);
        stageAll("1", "2", "3");
        endpoint.close();
        reactor.settle();
        assertEquals(List.of("1"), socket.takeTexts());
        assertEquals(2, unsent(UnsentReason.CLOSED));
        assertEquals(SendResult.REFUSED, stage("late"));
        assertEquals(3, unsent(UnsentReason.CLOSED));
        assertEquals(0, endpoint.queued());
    }

    @Test
    void datagramThatCannotBeWrittenIsCountedAndStagesNothing() {
        RecordedPeer ipv6 = new RecordedPeer(new InetSocketAddress("2001:db8::1", 50_003));
        assertThrows(IllegalArgumentException.class, () -> stage("lost", ipv6, batch));
        assertEquals(1, unsent(UnsentReason.OTHER));
        assertFalse(ipv6.isStaged());
        assertTrue(batch.isEmpty());
    }

    @Test
    void peerIsStagedUntilTheLastOfItsDatagramsHasLeft() {
        stageAll("1", "2");
        stage("3", other, batch);
        List<Boolean> flags = new ArrayList<>();
        socket.beforeSend(() -> flags.add(peer.isStaged()));
        endpoint.flush(batch);
        assertEquals(List.of(true), flags);
        assertFalse(peer.isStaged());
        assertFalse(other.isStaged());
    }

    /** Else the flush of one batch would end the flag while the other has datagrams. */
    @Test
    void peerIsStagedInOneBatchAtATime() {
        SendBatch second = endpoint.newSendBatch();
        stageAll("1", "2");
        assertEquals(SendResult.SENT, stage("of another thread", peer, second));
        assertTrue(second.isEmpty());
        endpoint.flush(batch);
        assertEquals(SendResult.STAGED, stage("3", peer, second));
        assertTrue(peer.isStaged());
        endpoint.flush(second);
        assertEquals(List.of("of another thread", "1", "2", "3"), socket.takeTexts());
    }

    @Test
    void answerValidatesThePeerAfterARefusalOfAnEarlierDatagram() {
        socket.refuses("1", new IOException("Operation not permitted"));
        stageAll("1", "2");
        List<Boolean> known = new ArrayList<>();
        socket.beforeSend(() -> known.add(peer.isSentTo()));
        endpoint.flush(batch);
        // The batch, its first datagram alone, the batch from the second on.
        assertEquals(List.of(true, true, true), known);
    }

    /** The drain would close the socket, and a send of another thread would overtake it. */
    @Test
    void datagramThatMovesToTheOutboxIsNeverMissed() {
        socket.hasRoomFor(0);
        stageAll("1");
        List<Boolean> found = new ArrayList<>();
        socket.whenRoomIsAwaited(() -> found.addAll(List.of(!endpoint.isDrained(), !batch.isEmpty())));
        endpoint.flush(batch);
        assertEquals(List.of(true, true), found);
        assertFalse(endpoint.isDrained());
        assertTrue(batch.isEmpty());
    }

    @Test
    void peerStagedInAnotherBatchDuringTheFlushStaysStaged() {
        SendBatch second = endpoint.newSendBatch();
        stageAll("1", "2");
        peer.whenFlushed = () -> {
            peer.whenFlushed = () -> {};
            assertEquals(SendResult.STAGED, stage("3", peer, second));
        };
        endpoint.flush(batch);
        assertTrue(peer.isStaged());
        endpoint.flush(second);
        assertFalse(peer.isStaged());
        assertEquals(List.of("1", "2", "3"), socket.takeTexts());
    }

    @Test
    void datagramStagedDuringTheCloseIsCountedAsClosed() {
        peer.whenWritten = () -> endpoint.shut(null);
        stage("late");
        assertTrue(batch.isEmpty());
        assertEquals(1, unsent(UnsentReason.CLOSED));
        assertEquals(0, endpoint.queued());
    }

    @Test
    void reactorFlushesABatchOneMillisecondAfterItsFirstDatagram() {
        reactor.settleAt(5);
        int wakeups = reactor.poller().wakeups();
        stageAll("1");
        assertEquals(wakeups + 1, reactor.poller().wakeups());
        reactor.settle();
        assertEquals(1_000_000, reactor.wouldWaitNanos());
        reactor.settleAt(400_000);
        stageAll("2");
        assertEquals(wakeups + 1, reactor.poller().wakeups());
        reactor.settleAt(1_000_004);
        assertEquals(List.of(), socket.takeTexts());
        reactor.settleAt(1_000_005);
        assertEquals(List.of("1", "2"), socket.takeTexts());
        assertEquals(1, socket.batchCalls());
    }

    @Test
    void reactorStopsLookingAtEmptyBatches() {
        reactor.settle();
        stageAll("1");
        reactor.settle();
        endpoint.flush(batch);
        int wakeups = reactor.poller().wakeups();
        // It still looks, and needs no wake-up.
        stageAll("2");
        assertEquals(wakeups, reactor.poller().wakeups());
        endpoint.flush(batch);
        reactor.settleAt(1_000_000);
        assertTrue(reactor.wouldWaitNanos() > 1_000_000, () -> "waits for " + reactor.wouldWaitNanos());
        stageAll("3");
        assertEquals(wakeups + 1, reactor.poller().wakeups());
    }

    @Test
    void reactorLooksAtABatchBegunDuringItsLastLook() {
        reactor.settle();
        stageAll("1");
        reactor.settle();
        // The reactor flushes it, and the next one begins before it stops looking.
        socket.beforeSend(() -> {
            socket.beforeSend(() -> {});
            SendBatch second = endpoint.newSendBatch();
            stage("2", other, second);
        });
        int wakeups = reactor.poller().wakeups();
        reactor.settleAt(1_000_000);
        assertEquals(wakeups, reactor.poller().wakeups());
        assertEquals(List.of("1"), socket.takeTexts());
        reactor.settleAt(2_000_000);
        assertEquals(List.of("2"), socket.takeTexts());
    }
}
