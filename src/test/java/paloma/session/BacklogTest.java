package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paloma.Limits;

class BacklogTest {
    private static final long FOR_HANDLERS = 20;

    private final SessionCounters counters = new SessionCounters(2);

    private Backlog backlog(int messages, long bytes) {
        Limits limits =
                Limits.builder().backlogMessages(messages).backlogBytes(bytes).build();
        return new Backlog(counters, limits, FOR_HANDLERS);
    }

    @Test
    void messagesUpToTheLimitWait() {
        Backlog backlog = backlog(3, 1_000);
        for (int i = 0; i < 3; i++) {
            assertTrue(backlog.hasRoomFor(1));
            backlog.add(1);
        }
        assertFalse(backlog.hasRoomFor(1));
    }

    @Test
    void bytesUpToTheLimitWait() {
        Backlog backlog = backlog(100, 10);
        assertTrue(backlog.hasRoomFor(10));
        assertFalse(backlog.hasRoomFor(11));
        backlog.add(6);
        assertTrue(backlog.hasRoomFor(4));
        assertFalse(backlog.hasRoomFor(5));
    }

    @Test
    void takingByAnyWorkerMakesRoom() {
        Backlog backlog = backlog(2, 10);
        backlog.add(5);
        backlog.add(5);
        assertFalse(backlog.hasRoomFor(1));
        counters.worker(0).taken(5);
        assertTrue(backlog.hasRoomFor(5));
        backlog.add(5);
        assertFalse(backlog.hasRoomFor(1));
        counters.worker(1).taken(5);
        assertTrue(backlog.hasRoomFor(5));
    }

    @Test
    void bytesHeldByHandlersBeyondTheirShareReduceTheBacklog() {
        Backlog backlog = backlog(100, 10);
        for (int i = 0; i < 3; i++) {
            assertTrue(backlog.hasRoomFor(9));
            backlog.add(9);
            counters.worker(i % 2).taken(9);
        }
        assertTrue(backlog.hasRoomFor(3));
        assertFalse(backlog.hasRoomFor(4));
        counters.worker(0).released(9);
        assertTrue(backlog.hasRoomFor(10));
        assertFalse(backlog.hasRoomFor(11));
    }

    @Test
    void removedMessageMakesRoom() {
        Backlog backlog = backlog(1, 10);
        backlog.add(10);
        assertEquals(1, counters.reactor().acceptedTotal());
        backlog.remove(10);
        assertEquals(0, counters.reactor().acceptedTotal());
        assertTrue(backlog.hasRoomFor(10));
    }
}
