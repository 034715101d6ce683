package paloma.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.load.plan.Phase;
import paloma.load.report.Counts;

class AnswerCheckerTest {
    private static final long TIMEOUT = 2_000;
    private static final int ANN = 0;
    private static final int BOB = 1;

    private final List<String> told = new ArrayList<>();
    private final Timeline timeline = new Timeline(0);
    private final AnswerChecker checker = checker(8);

    private AnswerChecker checker(int mostWaiting) {
        return new AnswerChecker(2, mostWaiting, TIMEOUT, timeline, new AnswerChecker.Listener() {
            @Override
            public void answered(int phase, int client, int number, long latencyNanos) {
                if (phase == Phase.WARMUP) {
                    return;
                }
                told.add(client + "/" + number + " took " + latencyNanos);
            }

            @Override
            public void lost(int phase, int client, int number) {
                if (phase == Phase.WARMUP) {
                    return;
                }
                told.add(client + "/" + number + " lost");
            }
        });
    }

    @Test
    void theWarmUpIsToldButInNoFigure() {
        List<String> all = new ArrayList<>();
        AnswerChecker checker = new AnswerChecker(1, 10, TIMEOUT, timeline, new AnswerChecker.Listener() {
            @Override
            public void answered(int phase, int client, int number, long latencyNanos) {
                all.add(phase + " answered " + number);
            }

            @Override
            public void lost(int phase, int client, int number) {
                all.add(phase + " lost " + number);
            }

            @Override
            public void late(int phase) {
                all.add(phase + " late");
            }
        });
        checker.sending(0, 0, Phase.WARMUP);
        checker.sending(0, 1, Phase.WARMUP);
        checker.sending(0, 2, Phase.WARMUP);
        checker.sending(0, 3, Phase.COUNTING);
        checker.received(0, 0, 10);
        assertEquals(3, checker.expire(0, 3 + TIMEOUT));
        checker.received(0, 1, 4 + TIMEOUT);
        checker.received(0, 3, 5 + TIMEOUT);
        assertEquals(List.of("0 answered 0", "0 lost 1", "0 lost 2", "1 lost 3", "0 late", "1 late"), all);
        assertEquals("1,0,0,0,0,0,1,0,0,0,0,0,0", checker.counts(0, 0, 0, 0).toText());
    }

    @AfterEach
    void whatWaitsOfAllIsWhatWaitsOfEach() {
        assertEquals(checker.waiting(), checker.waiting(ANN) + checker.waiting(BOB));
    }

    @Test
    void messagesOfEachClientAreNumberedInOrder() {
        assertEquals(0, checker.begun(ANN));
        assertEquals(0, send(ANN, 0));
        assertEquals(1, send(ANN, 2));
        assertEquals(0, send(BOB, 3));
        assertEquals(2, checker.begun(ANN));
        assertEquals(3, checker.waiting());
        assertEquals(2, checker.waiting(ANN));
        assertEquals(1, checker.waiting(BOB));
    }

    @Test
    void anAnswerInTimeTellsItsLatency() {
        send(ANN, 1_000);
        assertTrue(checker.received(ANN, 0, 1_250));
        assertEquals(List.of("0/0 took 250"), told);
        assertCounts("1,0,0,0,0,1,0,0,0,0,0,0,0");
        assertEquals(0, checker.waiting());
    }

    @Test
    void manyMessagesMayWaitAndBeAnsweredInAnyOrder() {
        send(ANN, 0);
        send(ANN, 10);
        send(ANN, 20);
        send(BOB, 30);
        assertTrue(checker.received(ANN, 1, 100));
        assertTrue(checker.received(BOB, 0, 110));
        assertTrue(checker.received(ANN, 0, 120));
        assertTrue(checker.received(ANN, 2, 130));
        assertEquals(List.of("0/1 took 90", "1/0 took 80", "0/0 took 120", "0/2 took 110"), told);
        assertCounts("4,0,0,0,0,4,0,0,0,0,1,0,0");
    }

    @Test
    void aMessageIsLostOnceItsTimeoutHasPassed() {
        send(ANN, 1_000);
        send(ANN, 1_500);
        assertEquals(0, checker.expire(ANN, 2_999));
        assertCounts("2,0,0,0,0,0,0,0,0,0,0,0,0");
        assertEquals(1, checker.expire(ANN, 3_000));
        assertEquals(1, checker.expire(ANN, 9_000));
        assertEquals(0, checker.expire(ANN, 9_000));
        assertCounts("2,0,0,0,0,0,0,2,0,0,0,0,0");
        assertEquals(List.of("0/0 lost", "0/1 lost"), told);
        assertEquals(0, checker.waiting());
    }

    @Test
    void anAnsweredMessageBehindOneThatWaitsIsNotGivenUp() {
        send(ANN, 0);
        send(ANN, 10);
        checker.received(ANN, 1, 20);
        assertEquals(1, checker.expire(ANN, 2_500));
        assertCounts("2,0,0,0,0,1,0,1,0,0,0,0,0");
    }

    @Test
    void aLateAnswerIsLateAndNoLongerLost() {
        send(ANN, 0);
        checker.expire(ANN, 2_000);
        send(ANN, 2_000);
        assertFalse(checker.received(ANN, 0, 2_100));
        assertCounts("2,0,0,0,0,0,1,0,0,0,0,0,0");
        assertTrue(checker.received(ANN, 1, 2_200));
        assertCounts("2,0,0,0,0,1,1,0,0,0,0,0,0");
    }

    @Test
    void anAnswerAfterTheTimeoutIsLateAlsoWhenNobodyHasGivenItUpYet() {
        send(ANN, 0);
        assertTrue(checker.received(ANN, 0, 2_000));
        assertCounts("1,0,0,0,0,0,1,0,0,0,0,0,0");
        assertEquals(0, checker.expire(ANN, 5_000));
        assertEquals(List.of("0/0 lost"), told);
        assertEquals(1, timeline.missingIn(0));
    }

    @Test
    void anAnswerAfterThatOfALaterMessageIsReordered() {
        send(ANN, 0);
        checker.expire(ANN, 2_000);
        send(ANN, 2_000);
        checker.received(ANN, 1, 2_100);
        checker.received(ANN, 0, 2_200);
        assertCounts("2,0,0,0,0,1,1,0,0,0,1,0,0");
    }

    @Test
    void aMessageHasItsTimeHoweverManyComeAfterIt() {
        send(ANN, 0);
        for (int i = 1; i <= 100; i++) {
            send(ANN, i);
            assertTrue(checker.received(ANN, i, i + 1));
        }
        assertEquals(1, checker.waiting());
        assertEquals(0, checker.expire(ANN, 1_999));
        assertTrue(checker.received(ANN, 0, 1_999));
        assertFalse(checker.received(ANN, 0, 1_999));
        assertEquals(0, checker.waiting());
        assertCounts("101,0,0,0,0,101,0,0,0,1,1,0,0");
    }

    @Test
    void aMessageIsLostAndLateInItsTimeHoweverManyComeAfterIt() {
        send(ANN, 0);
        for (int i = 1; i <= 100; i++) {
            send(ANN, i);
            checker.received(ANN, i, i + 1);
        }
        assertEquals(1, checker.expire(ANN, 2_000));
        assertEquals(0, checker.expire(ANN, 2_000));
        assertEquals(0, checker.waiting());
        assertEquals("0/0 lost", told.get(told.size() - 1));
        assertCounts("101,0,0,0,0,100,0,1,0,0,0,0,0");
        assertFalse(checker.received(ANN, 0, 2_100));
        assertCounts("101,0,0,0,0,100,1,0,0,0,1,0,0");
    }

    @Test
    void aRefusedMessageKeepsItsPlaceWhateverClaimsToAnswerIt() {
        send(ANN, 0);
        checker.refused(ANN);
        for (int i = 1; i <= 100; i++) {
            send(ANN, i);
            checker.received(ANN, i, i + 1);
        }
        assertFalse(checker.received(ANN, 0, 1_000));
        assertEquals(1, checker.waiting());
        assertEquals(1, checker.expire(ANN, 2_000));
        assertEquals(0, checker.waiting());
        assertCounts("100,1,0,0,0,100,0,0,0,0,0,0,1");
    }

    @Test
    void theSecondAnswerToAMessageIsADuplicate() {
        send(ANN, 0);
        checker.received(ANN, 0, 100);
        assertFalse(checker.received(ANN, 0, 200));
        send(ANN, 200);
        checker.received(ANN, 0, 300);
        checker.received(ANN, 1, 400);
        assertCounts("2,0,0,0,0,2,0,0,0,2,0,0,0");
    }

    @Test
    void theSecondLateAnswerIsADuplicate() {
        send(ANN, 0);
        checker.expire(ANN, 2_000);
        checker.received(ANN, 0, 2_100);
        checker.received(ANN, 0, 2_200);
        assertCounts("1,0,0,0,0,0,1,0,0,1,0,0,0");
    }

    @Test
    void anAnswerToAMessageThatWasNotSentYetIsForeign() {
        assertFalse(checker.received(ANN, 0, 0));
        send(ANN, 0);
        assertFalse(checker.received(ANN, 1, 100));
        assertCounts("1,0,0,0,0,0,0,0,0,0,0,0,2");
        assertTrue(checker.received(ANN, 0, 200));
    }

    @Test
    void whatIsNoAnswerIsCountedApart() {
        checker.unexpected(true, 0);
        checker.unexpected(false, 0);
        checker.unexpected(false, 0);
        assertCounts("0,0,0,0,0,0,0,0,0,0,0,1,2");
    }

    @Test
    void aRefusedMessageWaitsItsTurnOutAndIsNotLost() {
        send(ANN, 0);
        checker.refused(ANN);
        assertEquals(0, checker.expire(ANN, 1_999));
        assertEquals(1, checker.waiting());
        assertEquals(1, checker.expire(ANN, 2_000));
        assertEquals(0, checker.waiting());
        assertCounts("0,1,0,0,0,0,0,0,0,0,0,0,0");
        assertFalse(checker.received(ANN, 0, 2_100));
        assertCounts("0,1,0,0,0,0,0,0,0,0,0,0,1");
    }

    @Test
    void whatDoesNotCountLeavesNoTraceInTheFigures() {
        checker.sending(ANN, 0, Phase.WARMUP);
        checker.sending(ANN, 1, Phase.WARMUP);
        checker.sending(ANN, 2, Phase.WARMUP);
        checker.refused(ANN);
        assertTrue(checker.received(ANN, 0, 10));
        assertFalse(checker.received(ANN, 0, 11));
        assertEquals(2, checker.expire(ANN, 5_000));
        assertFalse(checker.received(ANN, 1, 5_001));
        assertEquals(List.of(), told);
        assertCounts("0,0,0,0,0,0,0,0,0,0,0,0,0");
    }

    @Test
    void answersToForgottenMessagesAreLateWhileLostOnesAreAmongThem() {
        for (int i = 0; i < 40; i++) {
            send(ANN, i);
            if (i != 1) {
                checker.received(ANN, i, i + 1);
            } else {
                checker.expire(ANN, 2_001);
            }
        }
        assertCounts("40,0,0,0,0,39,0,1,0,0,0,0,0");
        assertFalse(checker.received(ANN, 1, 9_000));
        assertCounts("40,0,0,0,0,39,1,0,0,0,1,0,0");
        assertFalse(checker.received(ANN, 2, 9_000));
        assertCounts("40,0,0,0,0,39,1,0,0,1,1,0,0");
    }

    @Test
    void answersToForgottenMessagesThatDoNotCountLeaveNoTrace() {
        for (int i = 0; i < 40; i++) {
            checker.sending(ANN, i, Phase.of(i, 20));
            checker.received(ANN, i, i + 1);
        }
        assertFalse(checker.received(ANN, 3, 50));
        assertCounts("20,0,0,0,0,20,0,0,0,0,0,0,0");
        assertFalse(checker.received(ANN, 20, 50));
        assertCounts("20,0,0,0,0,20,0,0,0,1,0,0,0");
    }

    @Test
    void moreOnTheWayThanWasExpectedIsAwaitedAllTheSame() {
        for (int i = 0; i < 40; i++) {
            send(ANN, i);
        }
        assertEquals(40, checker.waiting());
        assertTrue(checker.received(ANN, 0, 50));
        assertEquals(39, checker.expire(ANN, 5_000));
        assertEquals(0, checker.waiting());
        assertCounts("40,0,0,0,0,1,0,39,0,0,0,0,0");
    }

    @Test
    void whatNoMemoryCouldHoldIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new AnswerChecker(100, 1 << 20, TIMEOUT, timeline, (a, b, c, d) -> {}));
    }

    @Test
    void eachSecondKnowsWhatBecameOfItsMessages() {
        long second = 1_000_000_000L;
        Timeline seconds = new Timeline(2 * second);
        AnswerChecker slow = new AnswerChecker(1, 200, 5 * second, seconds, (a, b, c, d) -> {});
        slow.sending(0, 2 * second, Phase.COUNTING);
        slow.sending(0, 3 * second - 1, Phase.COUNTING);
        slow.sending(0, 3 * second, Phase.COUNTING);
        slow.sending(0, 102 * second, Phase.COUNTING);
        slow.refused(0);
        slow.received(0, 1, 4 * second);
        slow.expire(0, 100 * second);
        assertEquals(List.of(2L, 1L, 1L), List.of(seconds.sentIn(0), seconds.answeredIn(0), seconds.missingIn(0)));
        assertEquals(List.of(1L, 0L, 1L), List.of(seconds.sentIn(1), seconds.answeredIn(1), seconds.missingIn(1)));
        assertEquals(101, seconds.seconds());
        assertEquals(0, seconds.sentIn(100) + seconds.sentIn(500));
    }

    private int send(int client, long time) {
        return checker.sending(client, time, Phase.COUNTING);
    }

    private void assertCounts(String counts) {
        assertEquals(Counts.ofText(counts), checker.counts(0, 0, 0, 0));
        Counts now = checker.counts(0, 0, 0, 0);
        assertEquals(now.sent(), now.answered() + now.late() + now.lost() + now.outstanding());
    }
}
