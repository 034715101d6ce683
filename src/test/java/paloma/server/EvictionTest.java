package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.DropReason;
import paloma.Limits;

/** A table of two places. A peer returns when it sends again after its answer. */
class EvictionTest {
    private static final long SECOND = 1_000_000_000L;

    private final HandServer server = new HandServer(
            HandServer.options().withLimits(Limits.DEFAULT.withSessions(2).withAmplification(0)),
            (session, message) -> {
                if (message.get(0) == 'c') {
                    session.close();
                } else {
                    session.send(message);
                }
            });

    private long evicted() {
        return server.counters().closed().get(CloseReason.EVICTED);
    }

    private void returns(int number, long now) {
        server.message(number, "first", now);
        server.message(number, "again", now);
    }

    @AfterEach
    void theLawHoldsAndTheTableKeptItsBound() {
        server.close();
    }

    @Test
    void theLongestIdleOfThoseThatHaveNotReturnedGivesWay() {
        server.message(1, "first", 0);
        server.message(2, "first", 1);
        server.takeEvents();
        server.message(3, "first", 2);
        assertEquals(List.of("open 3", "message 3 first", "close 1 EVICTED"), sorted());
        assertEquals(2, server.counters().live());
    }

    private List<String> sorted() {
        return server.takeEvents().stream()
                .sorted((one, other) -> other.compareTo(one))
                .toList();
    }

    @Test
    void whoReturnsAfterAnAnswerThatWaitedForRoomHasReturned() {
        for (int peer = 1; peer <= 2; peer++) {
            server.socket.hasRoomFor(0);
            server.message(peer, "first", 0);
            assertEquals(1, server.counters().queued());
            server.socket.hasRoomFor(Long.MAX_VALUE);
            server.settleAt(0);
            assertEquals(0, server.counters().queued());
            server.message(peer, "again", 1);
        }
        server.message(3, "first", 2);
        assertEquals(0, evicted());
        assertEquals(1, server.dropped(DropReason.TOO_MANY_SESSIONS));
    }

    @Test
    void whoSendsAgainWhileItsAnswerStillWaitsHasNotReturned() {
        server.socket.hasRoomFor(0);
        for (int peer = 1; peer <= 2; peer++) {
            returns(peer, 0);
        }
        server.message(3, "first", 1);
        assertEquals(1, evicted());
        server.socket.hasRoomFor(Long.MAX_VALUE);
    }

    @Test
    void onePlaceMoreThanTheBoundIsNotGiven() {
        server.message(1, "first", 0);
        server.message(2, "first", 0);
        assertEquals(0, evicted());
        server.message(3, "first", 0);
        assertEquals(1, evicted());
        assertEquals(2, server.counters().live());
    }

    @Test
    void aPeerThatHasReturnedDoesNotGiveWayToOneThatHasNot() {
        returns(1, 0);
        server.message(2, "first", 1);
        server.message(3, "first", 60 * SECOND);
        assertEquals(1, evicted());
        server.takeEvents();
        server.message(1, "still here", 60 * SECOND);
        assertEquals(List.of("message 1 still here"), server.takeEvents());
    }

    @Test
    void whoReturnedAndWasActiveWithinThirtySecondsNeverGivesWay() {
        returns(1, 0);
        returns(2, 0);
        server.message(3, "first", 30 * SECOND);
        assertEquals(0, evicted());
        assertEquals(1, server.dropped(DropReason.TOO_MANY_SESSIONS));
    }

    @Test
    void whoReturnedGivesWayWhenQuietForLonger() {
        returns(1, 0);
        returns(2, 1);
        server.takeEvents();
        server.message(3, "first", 30 * SECOND + 1);
        assertEquals(List.of("open 3", "message 3 first", "close 1 EVICTED"), sorted());
    }

    @Test
    void anEmptyDatagramKeepsAPlaceToo() {
        returns(1, 0);
        returns(2, 0);
        server.message(1, "", 20 * SECOND);
        server.message(2, "", 20 * SECOND);
        server.message(3, "first", 40 * SECOND);
        assertEquals(0, evicted());
    }

    @Test
    void aSessionThatIsClosedAlreadyLeavesItsPlaceWithoutBeingEvicted() {
        server.message(1, "first", 0);
        server.message(2, "first", 0);
        // Its close is decided by the handler, and a newcomer comes in the very turn that hears of it.
        server.socket.arrives(HandServer.peer(1), "close");
        server.reactor.settle();
        server.runners.runAll();
        server.message(3, "first", 1);
        assertEquals(0, evicted());
        assertEquals(1, server.counters().closed().get(CloseReason.CLOSED));
        assertEquals(2, server.counters().live());
    }

    @Test
    void anEvictedPeerIsWelcomeAgainWithANewSession() {
        server.message(1, "first", 0);
        server.message(2, "first", 1);
        server.message(3, "first", 2);
        server.takeEvents();
        server.message(1, "back", 3);
        assertEquals(List.of("open 1", "message 1 back", "close 2 EVICTED"), sorted());
    }

    /** The table looks for it while it is full, a few sessions in each turn. */
    @Test
    void whoHasBecomeQuietAmongHundredsThatTalkGivesWayToANewcomer() {
        HandServer crowded = new HandServer(
                HandServer.options()
                        .withLimits(Limits.DEFAULT.withSessions(1_000).withAmplification(0)),
                (session, message) -> session.send(message));
        for (int peer = 0; peer < 1_000; peer++) {
            crowded.message(peer, "first", 0);
            crowded.message(peer, "again", peer);
        }
        for (int peer = 0; peer < 1_000; peer++) {
            if (peer != 900) {
                crowded.message(peer, "more", 20 * SECOND);
            }
        }
        crowded.message(5_000, "first", 25 * SECOND);
        assertEquals(1, crowded.dropped(DropReason.TOO_MANY_SESSIONS));
        for (int turn = 0; turn < 4; turn++) {
            crowded.message(1, "more", 31 * SECOND);
        }
        crowded.message(5_000, "first", 31 * SECOND);
        assertEquals(1, crowded.dropped(DropReason.TOO_MANY_SESSIONS));
        assertEquals(1, crowded.counters().closed().get(CloseReason.EVICTED));
        crowded.message(5_001, "first", 31 * SECOND);
        crowded.close();
    }
}
