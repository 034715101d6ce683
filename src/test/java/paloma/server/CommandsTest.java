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
import paloma.Limits;
import paloma.Session;
import paloma.UnsentReason;

class CommandsTest {
    private HandServer server = server(UnaryOperator.identity());

    private static HandServer server(UnaryOperator<Limits> limits) {
        return new HandServer(
                HandServer.options().withLimits(limits.apply(Limits.DEFAULT.withAmplification(0))),
                (session, message) -> {
                    if (message.get(0) == 'c') {
                        session.close();
                    }
                });
    }

    private CompletableFuture<Integer> broadcast(String text) {
        return server.protocol.commands().broadcast(ByteBuffer.wrap(text.getBytes()));
    }

    private CompletableFuture<List<Session>> sessions() {
        return server.protocol.commands().sessions();
    }

    @AfterEach
    void theLawHolds() {
        server.socket.hasRoomFor(Long.MAX_VALUE);
        server.close();
    }

    @Test
    void sessionsAreListedInTheOrderInWhichTheyOpened() {
        for (int number : new int[] {5, 3, 9, 1}) {
            server.message(number, "hello", number == 9 ? 50 : server.reactor.now() + 1);
        }
        CompletableFuture<List<Session>> asked = sessions();
        assertFalse(asked.isDone());
        server.settle();
        assertEquals(
                List.of(50_005, 50_003, 50_009, 50_001),
                asked.join().stream()
                        .map(session -> session.remoteAddress().getPort())
                        .toList());
    }

    @Test
    void withoutSessionsTheListIsEmptyAndNobodyHearsABroadcast() {
        CompletableFuture<List<Session>> asked = sessions();
        CompletableFuture<Integer> told = broadcast("hello?");
        server.settle();
        assertEquals(List.of(), asked.join());
        assertEquals(0, told.join());
    }

    @Test
    void aBroadcastReachesEveryLiveSessionOnce() {
        for (int i = 0; i < 1_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        server.message(7, "close", 0);
        CompletableFuture<Integer> told = broadcast("to all");
        server.settle();
        assertEquals(999, told.join());
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
    void theMessageIsReadBeforeBroadcastReturns() {
        server.message(1, "hello", 0);
        ByteBuffer message = ByteBuffer.wrap("early".getBytes());
        server.protocol.commands().broadcast(message);
        assertEquals(5, message.remaining());
        message.put(0, (byte) 'X');
        server.settle();
        assertEquals(List.of("early"), server.socket.takeTexts());
    }

    @Test
    void aBroadcastWaitsForRoomInTheKernelAndLosesNobody() {
        server = server(limits -> limits.withOutboxDatagrams(600));
        for (int i = 0; i < 3_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        CompletableFuture<Integer> told = broadcast("to all");
        for (int i = 0; i < 1_000 && !told.isDone(); i++) {
            server.socket.hasRoomFor(100);
            server.settle();
        }
        assertEquals(3_000, told.join());
        assertEquals(0, server.counters().unsent().get(UnsentReason.OUTBOX_FULL));
    }

    @Test
    void aBroadcastThatWaitsDoesNotKeepTheLoopTurning() {
        for (int i = 0; i < 1_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        server.socket.hasRoomFor(0);
        CompletableFuture<Integer> told = broadcast("to all");
        server.settle();
        assertFalse(told.isDone());
        assertTrue(server.reactor.wouldWaitNanos() > 0);
    }

    @Test
    void commandsAreAnsweredInTheirOrderAndOthersAreServedMeanwhile() {
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
        assertEquals(1, server.counters().waiting());
        server.settle();
        assertEquals(List.of("one", "sessions", "two"), done);
    }

    @Test
    void aSessionThatOpensDuringAWalkMayBeMissedAndNoneIsSeenTwice() {
        for (int i = 0; i < 2_000; i++) {
            server.socket.arrives(HandServer.peer(i), "hello");
        }
        server.settle();
        CompletableFuture<List<Session>> asked = sessions();
        for (int i = 0; !asked.isDone(); i++) {
            server.socket.arrives(HandServer.peer(3_000 + i), "new");
            server.socket.arrives(HandServer.peer(i), "close");
            server.reactor.turn();
            server.runners.runAll();
        }
        List<Session> seen = asked.join();
        assertEquals(seen.size(), new HashSet<>(seen).size());
        assertTrue(seen.size() >= 1_900, "saw " + seen.size());
    }

    @Test
    void moreThan1024CommandsThatWaitAreRefused() {
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

    @Test
    void aServerThatClosesRefusesWhatWaits() {
        server.protocol.drain();
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
