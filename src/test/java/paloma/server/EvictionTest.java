package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.DropReason;
import paloma.Limits;

/**
 * A table of two places, one of which is reserved for unvalidated peers, or of one place for all. A peer is
 * validated when it sends again after its answer.
 */
class EvictionTest {
    private static final long SECOND = 1_000_000_000L;

    private HandServer server = server(2);

    private static HandServer server(int places) {
        return new HandServer(
                HandServer.options()
                        .withLimits(Limits.builder()
                                .sessions(places)
                                .amplification(0)
                                .build()),
                (session, message) -> {
                    if (message.get(0) == 'c') {
                        session.close();
                    } else {
                        session.send(message);
                    }
                });
    }

    private long evicted() {
        return server.counters().closed().get(CloseReason.EVICTED);
    }

    private void returns(int number, long now) {
        server.message(number, "first", now);
        server.message(number, "again", now);
    }

    @AfterEach
    void countersBalanceAndTheTableIsBounded() {
        server.close();
    }

    @Test
    void longestIdleUnvalidatedSessionIsEvicted() {
        server.message(1, "first", 0);
        server.message(2, "first", 1);
        server.takeEvents();
        server.message(3, "first", 2);
        assertEquals(List.of("open 3", "message 3 first", "close 1 EVICTED"), sorted());
        assertEquals(2, server.counters().get(Counter.LIVE));
    }

    private List<String> sorted() {
        return server.takeEvents().stream()
                .sorted((one, other) -> other.compareTo(one))
                .toList();
    }

    @Test
    void datagramAfterAQueuedAnswerWasSentValidates() {
        server = server(1);
        server.socket.hasRoomFor(0);
        server.message(1, "first", 0);
        assertEquals(1, server.counters().get(Counter.QUEUED));
        server.socket.hasRoomFor(Long.MAX_VALUE);
        server.settleAt(0);
        assertEquals(0, server.counters().get(Counter.QUEUED));
        server.message(1, "again", 1);
        server.message(3, "first", 2);
        assertEquals(0, evicted());
        assertEquals(1, server.dropped(DropReason.TOO_MANY_SESSIONS));
    }

    @Test
    void datagramWhileTheAnswerIsQueuedDoesNotValidate() {
        server = server(1);
        server.socket.hasRoomFor(0);
        returns(1, 0);
        server.message(3, "first", 1);
        assertEquals(1, evicted());
        server.socket.hasRoomFor(Long.MAX_VALUE);
    }

    @Test
    void sessionsNeverExceedTheLimit() {
        server.message(1, "first", 0);
        server.message(2, "first", 0);
        assertEquals(0, evicted());
        server.message(3, "first", 0);
        assertEquals(1, evicted());
        assertEquals(2, server.counters().get(Counter.LIVE));
    }

    @Test
    void validatedSessionIsNotEvictedForAnUnvalidatedOne() {
        returns(1, 0);
        server.message(2, "first", 1);
        server.message(3, "first", 60 * SECOND);
        assertEquals(1, evicted());
        server.takeEvents();
        server.message(1, "still here", 60 * SECOND);
        assertEquals(List.of("message 1 still here"), server.takeEvents());
    }

    @Test
    void firstOfTwoValidatedSessionsKeepsItsPlace() {
        returns(1, 0);
        returns(2, 0);
        server.takeEvents();
        server.message(3, "first", 30 * SECOND);
        assertEquals(List.of("open 3", "message 3 first", "close 2 EVICTED"), sorted());
        assertEquals(0, server.dropped(DropReason.TOO_MANY_SESSIONS));
    }

    @Test
    void newSessionsEvictEachOther() {
        returns(1, 0);
        server.message(2, "first", 0);
        for (int newPeer = 3; newPeer < 100; newPeer++) {
            server.takeEvents();
            server.message(newPeer, "first", newPeer);
            assertEquals(
                    List.of("open " + newPeer, "message " + newPeer + " first", "close " + (newPeer - 1) + " EVICTED"),
                    sorted());
        }
    }

    @Test
    void validatedSessionReplacesAnIdleOneWhichIsThenEvicted() {
        returns(1, 0);
        returns(2, 30 * SECOND);
        server.message(2, "more", 30 * SECOND + 1);
        assertEquals(2, server.counters().get(Counter.LIVE));
        server.takeEvents();
        server.message(3, "first", 30 * SECOND + 2);
        assertEquals(List.of("open 3", "message 3 first", "close 1 EVICTED"), sorted());
    }

    @Test
    void onlySessionIsKeptWhenValidatedAndActiveWithin30Seconds() {
        server = server(1);
        returns(1, 0);
        server.message(3, "first", 30 * SECOND);
        assertEquals(0, evicted());
        assertEquals(1, server.dropped(DropReason.TOO_MANY_SESSIONS));
    }

    @Test
    void onlySessionIsEvictedWhenValidatedAndIdleForLonger() {
        server = server(1);
        returns(1, 0);
        server.takeEvents();
        server.message(3, "first", 30 * SECOND + 1);
        assertEquals(List.of("open 3", "message 3 first", "close 1 EVICTED"), sorted());
    }

    @Test
    void emptyDatagramKeepsAPlace() {
        returns(1, 0);
        returns(2, 0);
        server.message(1, "", 20 * SECOND);
        server.message(2, "", 40 * SECOND);
        server.takeEvents();
        server.message(3, "first", 41 * SECOND);
        assertEquals(List.of("open 3", "message 3 first", "close 2 EVICTED"), sorted());
    }

    @Test
    void closedSessionLeavesItsPlaceWithoutAnEviction() {
        server.message(1, "first", 0);
        server.message(2, "first", 0);
        // The handler has closed it, and a new peer arrives in the turn that removes it.
        server.socket.arrives(HandServer.peer(1), "close");
        server.reactor.settle();
        server.executor.runAll();
        server.message(3, "first", 1);
        assertEquals(0, evicted());
        assertEquals(1, server.counters().closed().get(CloseReason.CLOSED));
        assertEquals(2, server.counters().get(Counter.LIVE));
    }

    @Test
    void evictedPeerGetsANewSession() {
        server.message(1, "first", 0);
        server.message(2, "first", 1);
        server.message(3, "first", 2);
        server.takeEvents();
        server.message(1, "back", 3);
        assertEquals(List.of("open 1", "message 1 back", "close 2 EVICTED"), sorted());
    }

    /** The search runs in steps of a few sessions a turn while validated sessions hold all established places. */
    @Test
    void idleSessionAmongHundredsOfActiveOnesIsEvicted() {
        HandServer crowded = new HandServer(
                HandServer.options()
                        .withLimits(Limits.builder()
                                .sessions(1_000)
                                .amplification(0)
                                .build()),
                (session, message) -> session.send(message));
        for (int peer = 0; peer < 900; peer++) {
            crowded.message(peer, "first", 0);
            crowded.message(peer, "again", peer);
        }
        for (int peer = 0; peer < 900; peer++) {
            if (peer != 800) {
                crowded.message(peer, "more", 20 * SECOND);
            }
        }
        crowded.message(5_000, "first", 25 * SECOND);
        crowded.message(5_000, "again", 25 * SECOND);
        for (int turn = 0; turn < 4; turn++) {
            crowded.message(1, "more", 31 * SECOND);
        }
        crowded.message(5_000, "more", 31 * SECOND);
        crowded.takeEvents();
        // One more than there are free places: the last one needs an eviction.
        for (int peer = 6_000; peer < 6_100; peer++) {
            crowded.message(peer, "first", 32 * SECOND);
        }
        assertEquals(1, crowded.counters().closed().get(CloseReason.EVICTED));
        assertEquals(
                List.of("close 800 EVICTED"),
                crowded.takeEvents().stream()
                        .filter(event -> event.startsWith("close"))
                        .toList());
        crowded.close();
    }
}
