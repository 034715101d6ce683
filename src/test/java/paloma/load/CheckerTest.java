package paloma.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CheckerTest {
    private static final long TIMEOUT = 2_000;

    private final Checker checker = new Checker();

    @Test
    void messagesAreNumberedInOrder() {
        assertEquals(0, checker.begun());
        assertEquals(0, checker.sending(0));
        checker.received(0, 1);
        assertEquals(1, checker.sending(2));
        assertEquals(2, checker.begun());
    }

    @Test
    void anAnswerInTimeTellsItsLatency() {
        checker.sending(1_000);
        assertEquals(250, checker.received(0, 1_250));
        assertCounts(1, 0, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void theClockMayPassItsLargestValue() {
        checker.sending(Long.MAX_VALUE - 100);
        assertFalse(checker.expired(Long.MIN_VALUE + 1_898, TIMEOUT));
        assertEquals(1_999, checker.received(0, Long.MIN_VALUE + 1_898));
    }

    @Test
    void aMessageIsLostOnceItsTimeoutHasPassed() {
        checker.sending(1_000);
        assertFalse(checker.expired(2_999, TIMEOUT));
        assertCounts(1, 0, 0, 0, 0, 0, 0, 0);
        assertTrue(checker.expired(3_000, TIMEOUT));
        assertCounts(1, 0, 0, 0, 1, 0, 0, 0);
        assertFalse(checker.expired(9_000, TIMEOUT));
        assertCounts(1, 0, 0, 0, 1, 0, 0, 0);
    }

    @Test
    void aLateAnswerIsLateAndNoLongerLost() {
        checker.sending(0);
        checker.expired(2_000, TIMEOUT);
        checker.sending(2_000);
        assertEquals(-1, checker.received(0, 2_100));
        assertCounts(2, 0, 0, 1, 0, 0, 0, 0);
        assertEquals(200, checker.received(1, 2_200));
        assertCounts(2, 0, 1, 1, 0, 0, 0, 0);
    }

    @Test
    void anAnswerAfterThatOfALaterMessageIsOutOfOrder() {
        checker.sending(0);
        checker.expired(2_000, TIMEOUT);
        checker.sending(2_000);
        checker.received(1, 2_100);
        checker.received(0, 2_200);
        assertCounts(2, 0, 1, 1, 0, 0, 1, 0);
    }

    @Test
    void twoLateAnswersInTheirOrderAreInOrder() {
        checker.sending(0);
        checker.expired(2_000, TIMEOUT);
        checker.sending(2_000);
        checker.expired(4_000, TIMEOUT);
        checker.received(0, 4_100);
        checker.received(1, 4_200);
        assertCounts(2, 0, 0, 2, 0, 0, 0, 0);
    }

    @Test
    void theSecondAnswerToAMessageIsADuplicate() {
        checker.sending(0);
        checker.received(0, 100);
        assertEquals(-1, checker.received(0, 200));
        checker.sending(200);
        checker.received(0, 300);
        checker.received(1, 400);
        assertCounts(2, 0, 2, 0, 0, 0, 0, 2);
    }

    @Test
    void theSecondLateAnswerIsADuplicate() {
        checker.sending(0);
        checker.expired(2_000, TIMEOUT);
        checker.received(0, 2_100);
        checker.received(0, 2_200);
        assertCounts(1, 0, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void anAnswerToAMessageThatWasNotSentYetIsWrong() {
        checker.received(0, 0);
        checker.sending(0);
        assertEquals(-1, checker.received(1, 100));
        assertCounts(1, 0, 0, 0, 0, 2, 0, 0);
        assertEquals(200, checker.received(0, 200));
    }

    @Test
    void whatAnswersNothingIsWrongAndTheMessageGoesOnWaiting() {
        checker.sending(0);
        assertEquals(-1, checker.received(-1, 100));
        assertCounts(1, 0, 0, 0, 0, 1, 0, 0);
        assertEquals(200, checker.received(0, 200));
        assertEquals(-1, checker.received(-1, 300));
        assertCounts(1, 0, 1, 0, 0, 2, 0, 0);
    }

    @Test
    void aRefusedMessageWaitsItsTurnOutAndIsNotLost() {
        checker.sending(0);
        checker.refused();
        assertFalse(checker.expired(1_999, TIMEOUT));
        assertTrue(checker.expired(2_000, TIMEOUT));
        assertCounts(0, 1, 0, 0, 0, 0, 0, 0);
        assertEquals(1, checker.sending(2_000));
        checker.received(1, 2_100);
        assertCounts(1, 1, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void anAnswerToARefusedMessageIsWrong() {
        checker.sending(0);
        checker.refused();
        assertEquals(-1, checker.received(0, 100));
        assertCounts(0, 1, 0, 0, 0, 1, 0, 0);
    }

    private void assertCounts(
            long sent, long unsent, long answered, long late, long lost, long wrong, long outOfOrder, long duplicated) {
        assertEquals(new Counts(sent, unsent, answered, late, lost, wrong, outOfOrder, duplicated), checker.counts());
    }
}
