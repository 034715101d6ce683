package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Ledger ledger = new Ledger(2);

    @Test
    void exactlyTheBoundOfMessagesWaits() {
        Backlog backlog = new Backlog(ledger, 3, 1_000);
        for (int i = 0; i < 3; i++) {
            assertTrue(backlog.hasRoomFor(1));
            backlog.add(1);
        }
        assertFalse(backlog.hasRoomFor(1));
    }

    @Test
    void exactlyTheBoundOfBytesWaits() {
        Backlog backlog = new Backlog(ledger, 100, 10);
        assertTrue(backlog.hasRoomFor(10));
        assertFalse(backlog.hasRoomFor(11));
        backlog.add(6);
        assertTrue(backlog.hasRoomFor(4));
        assertFalse(backlog.hasRoomFor(5));
    }

    @Test
    void whatAnyRunnerTakesMakesRoom() {
        Backlog backlog = new Backlog(ledger, 2, 10);
        backlog.add(5);
        backlog.add(5);
        assertFalse(backlog.hasRoomFor(1));
        ledger.outcome(0).taken(5);
        assertTrue(backlog.hasRoomFor(5));
        backlog.add(5);
        assertFalse(backlog.hasRoomFor(1));
        ledger.outcome(1).taken(5);
        assertTrue(backlog.hasRoomFor(5));
    }

    @Test
    void whatWasNotAcceptedAfterAllMakesRoom() {
        Backlog backlog = new Backlog(ledger, 1, 10);
        backlog.add(10);
        assertEquals(1, ledger.intake().acceptedTotal());
        backlog.remove(10);
        assertEquals(0, ledger.intake().acceptedTotal());
        assertTrue(backlog.hasRoomFor(10));
    }
}
