package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.Limits;
import paloma.Session;
import paloma.UnsentReason;

class SessionCommandsTest {
    private HandServer server = server(UnaryOperator.identity());

    private static HandServer server(UnaryOperator<Limits.Builder> limits) {
        return new HandServer(
                HandServer.options()
                        .withLimits(
                                limits.apply(Limits.builder().amplification(0)).build()),
                (session, message) -> {
                    if (message.get(0) == 'c') {
                        session.close();
                    }
                });
    }

    private CompletableFuture<Integer> broadcast(String text) {
        return server.shard.commands().broadcast(ByteBuffer.wrap(text.getBytes()));
    }

    private CompletableFuture<List<Session>> sessions() {
        return server.shard.commands().sessions();
    }

    @AfterEach
    void countersBalance() {
        server.socket.hasRoomFor(Long.MAX_VALUE);
        server.close();
    }

    @Test
    void sessionsAreListedInOpeningOrder() {
        for (int number : new int[] {5, 3, 9, 1}) {
            server.message(number, "hello", number == 9 ? 50 : server.reactor.now() + 1);
        }
        CompletableFuture<List<Session>> result = sessions();
        assertFalse(result.isDone());
        server.settle();
        assertEquals(
                List.of(50_005, 50_003, 50_009, 50_001),
                result.join().stream()
                        .map(session -> session.remoteAddress().getPort())
                        .toList());
    }

    @Test
    void emptyServerListsNoSessionAndBroadcastsToNone() {
        CompletableFuture<List<Session>> result = sessions();
        CompletableFuture<Integer> reached = broadcast("hello?");
        server.settle();
        assertEquals(List.of(), result.join());
        assertEquals(0, reached.join());
    }

    @Test
    void broadcastReachesEveryLiveSessionOnce() {
        for (int i = 0; i < 1_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        server.message(7, "close", 0);
        CompletableFuture<Integer> reached = broadcast("to all");
        server.settle();
        assertEquals(999, reached.join());
        List<Integer> targets = new ArrayList<>();
        server.socket.takeSent().forEach(sent -> {
            assertEquals("to all", sent.text());
            targets.add(sent.target().getPort());
        });
        assertEquals(999, targets.size());
        assertEquals(999, new HashSet<>(targets).size());
        assertFalse(targets.contains(50_007));
    }

    @Test
    void broadcastCopiesTheMessageBeforeItReturns() {
        server.message(1, "hello", 0);
        ByteBuffer message = ByteBuffer.wrap("early".getBytes());
        server.shard.commands().broadcast(message);
        assertEquals(5, message.remaining());
        message.put(0, (byte) 'X');
        server.settle();
        assertEquals(List.of("early"), server.socket.takeTexts());
    }

    @Test
    void broadcastWaitsForTheKernelAndReachesAll() {
        server = server(limits -> limits.outboxDatagrams(600));
        for (int i = 0; i < 3_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        CompletableFuture<Integer> reached = broadcast("to all");
        for (int i = 0; i < 1_000 && !reached.isDone(); i++) {
            server.socket.hasRoomFor(100);
            server.settle();
        }
        assertEquals(3_000, reached.join());
        assertEquals(0, server.counters().unsent().get(UnsentReason.OUTBOX_FULL));
    }

    @Test
    void waitingBroadcastDoesNotSpinTheLoop() {
        for (int i = 0; i < 1_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        server.socket.hasRoomFor(0);
        CompletableFuture<Integer> reached = broadcast("to all");
        server.settle();
        assertFalse(reached.isDone());
        assertTrue(server.reactor.wouldWaitNanos() > 0);
    }

    @Test
    void commandsAreAnsweredInOrderAmongMessages() {
        for (int i = 0; i < 2_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        List<String> done = new ArrayList<>();
        broadcast("one").thenRun(() -> done.add("one"));
        sessions().thenRun(() -> done.add("sessions"));
        broadcast("two").thenRun(() -> done.add("two"));
        server.socket.arrives(HandServer.peer(1), "me too");
        server.reactor.turn();
        assertEquals(List.of(), done);
        assertEquals(1, server.counters().get(Counter.WAITING));
        server.settle();
        assertEquals(List.of("one", "sessions", "two"), done);
    }

    private void openMany(int sessions) {
        for (int i = 0; i < sessions; i++) {
            server.socket.arrives(HandServer.distinctPeer(i), "hello");
            if (i % 100 == 99) {
                server.settleAt(i);
            }
        }
        server.settle();
        assertEquals(sessions, server.counters().get(Counter.LIVE));
    }

    /** Turns until {@code result} is done; in each turn one datagram of a session arrives and is handed over. */
    private int turnsUntil(CompletableFuture<?> result) {
        for (int turns = 0; ; turns++) {
            if (result.isDone()) {
                return turns;
            }
            server.socket.arrives(HandServer.distinctPeer(turns), "meanwhile");
            long accepted = server.counters().get(Counter.ACCEPTED);
            server.reactor.turn();
            assertEquals(accepted + 1, server.counters().get(Counter.ACCEPTED));
            server.executor.runAll();
        }
    }

    @Test
    void listIsSortedOneSliceATurnAmongMessages() {
        openMany(20_000);
        // A broadcast is only the traversal.
        int traversalTurns = turnsUntil(broadcast("to all"));
        CompletableFuture<List<Session>> result = sessions();
        int list = turnsUntil(result);
        assertTrue(
                list >= traversalTurns + 20_000 / SessionCommands.MAX_PER_STEP,
                "the walk took " + traversalTurns + " turns, the list " + list);
        List<Session> seen = result.join();
        assertEquals(20_000, new HashSet<>(seen).size());
        for (int i = 1; i < 20_000; i++) {
            assertFalse(seen.get(i).openedAt().isBefore(seen.get(i - 1).openedAt()), "at " + i);
        }
    }

    @Test
    void sessionsClosedTogetherAreRemovedInSlices() {
        openMany(5_000);
        CompletableFuture<List<Session>> result = sessions();
        server.settle();
        result.join().stream()
                .filter(session -> !session.remoteAddress().equals(HandServer.distinctPeer(4_999)))
                .forEach(Session::close);
        long live = 5_000;
        for (int turns = 0; live > 1; turns++) {
            server.socket.arrives(HandServer.distinctPeer(4_999), "meanwhile");
            long accepted = server.counters().get(Counter.ACCEPTED);
            server.reactor.turn();
            assertEquals(accepted + 1, server.counters().get(Counter.ACCEPTED));
            long left = live - server.counters().get(Counter.LIVE);
            assertTrue(left > 0 && left <= SessionLifecycle.CLOSINGS_PER_TURN, left + " left in turn " + turns);
            live -= left;
            server.executor.runAll();
        }
    }

    @Test
    void remainingClosesNeedNoFurtherWakeUp() {
        openMany(3_000);
        CompletableFuture<List<Session>> result = sessions();
        server.settle();
        result.join().forEach(Session::close);
        server.reactor.settle();
        assertEquals(0, server.counters().get(Counter.LIVE));
    }

    @Test
    void sessionsPerStepAreBounded() {
        openMany(5_000);
        CompletableFuture<List<Session>> result = sessions();
        CompletableFuture<Integer> reached = broadcast("to all");
        int touched = 0;
        while (!reached.isDone()) {
            int now = server.shard.commands().step();
            // The last bucket of a traversal's step is visited to its end; it rarely holds 10.
            assertTrue(now < SessionCommands.MAX_PER_STEP + 10, now + " sessions in one step");
            touched += now;
        }
        assertEquals(5_000, result.join().size());
        assertEquals(3 * 5_000, touched, "each is visited and sorted for the list, and visited for the broadcast");
    }

    @Test
    void sessionOpenedDuringATraversalIsVisitedAtMostOnce() {
        for (int i = 0; i < 2_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        CompletableFuture<List<Session>> result = sessions();
        for (int i = 0; !result.isDone(); i++) {
            server.socket.arrives(HandServer.peer(3_000 + i), "new");
            server.socket.arrives(HandServer.peer(i), "close");
            server.reactor.turn();
            server.executor.runAll();
        }
        List<Session> seen = result.join();
        assertEquals(seen.size(), new HashSet<>(seen).size());
        assertTrue(seen.size() >= 1_900, "saw " + seen.size());
    }

    @Test
    void commandsOver1024AreRefused() {
        for (int i = 0; i < 1_024; i++) {
            assertFalse(sessions().isDone());
        }
        CompletableFuture<List<Session>> refused = sessions();
        assertEquals(
                "1024 commands wait already",
                assertThrows(ExecutionException.class, refused::get).getCause().getMessage());
        server.settle();
        CompletableFuture<List<Session>> welcome = sessions();
        server.settle();
        assertEquals(List.of(), welcome.join());
    }

    /** A handler that broadcasts lets peers decide how much is queued. */
    @Test
    void waitingBroadcastsHoldASixteenthOfTheOutboxBytes() {
        server = server(limits -> limits.outboxBytes(16_000));
        server.message(1, "hello", 0);
        CompletableFuture<Integer> first = broadcast("x".repeat(600));
        CompletableFuture<Integer> second = broadcast("x".repeat(400));
        CompletableFuture<Integer> refused = broadcast("x");
        assertEquals(
                "broadcasts of 1000 bytes wait already",
                assertThrows(ExecutionException.class, refused::get).getCause().getMessage());
        server.settle();
        assertEquals(List.of(1, 1), List.of(first.join(), second.join()));
        // A single broadcast may be longer.
        CompletableFuture<Integer> alone = broadcast("x".repeat(1_001));
        assertTrue(broadcast("x").isCompletedExceptionally());
        server.settle();
        assertEquals(1, alone.join());
        CompletableFuture<Integer> next = broadcast("x");
        server.settle();
        assertEquals(1, next.join());
    }

    /** A cancelled broadcast does not make room for another: its copy still exists. */
    @Test
    void cancelledBroadcastHoldsItsBytesUntilItEnds() {
        server = server(limits -> limits.outboxBytes(16_000));
        broadcast("x".repeat(1_000)).cancel(false);
        assertTrue(broadcast("x").isCompletedExceptionally());
        server.settle();
        CompletableFuture<Integer> next = broadcast("x".repeat(1_000));
        server.settle();
        assertEquals(0, next.join());
    }

    @Test
    void messageOverTheDatagramSizeIsNotCopied() {
        assertThrows(IllegalArgumentException.class, () -> broadcast("x".repeat(65_537)));
        assertThrows(NullPointerException.class, () -> server.shard.commands().broadcast(null));
        CompletableFuture<Integer> next = broadcast("x");
        server.settle();
        assertEquals(0, next.join());
    }

    @Test
    void closingServerRefusesWaitingCommands() {
        server.shard.drain();
        CompletableFuture<Integer> waiting = broadcast("late");
        server.socket.hasRoomFor(0);
        server.settle();
        CompletableFuture<List<Session>> late = sessions();
        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(ExecutionException.class, late::get).getCause());
        assertTrue(waiting.isDone());
    }
}
