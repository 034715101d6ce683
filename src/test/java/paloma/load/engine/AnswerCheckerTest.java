package paloma.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.load.report.NamedCounts.counts;

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

    private final List<String> events = new ArrayList<>();
    private final Timeline timeline = new Timeline(0);
    private final AnswerChecker checker = checker(8);

    private AnswerChecker checker(int maxWaiting) {
        return new AnswerChecker(2, maxWaiting, TIMEOUT, timeline, new OutcomeListener() {
            @Override
            public void answered(int phase, int client, int number, long latencyNanos) {
                if (phase == Phase.WARMUP) {
                    return;
                }
                events.add(message(client, number) + " answered after " + latencyNanos);
            }

            @Override
            public void lost(int phase, int client, int number) {
                if (phase == Phase.WARMUP) {
                    return;
                }
                events.add(message(client, number) + " lost");
            }
        });
    }

    private static String message(int client, int number) {
        return (client == ANN ? "Ann" : "Bob") + "'s message " + number;
    }

    @Test
    void outcomesOfTheWarmUpAreReportedButNotCounted() {
        List<String> all = new ArrayList<>();
        AnswerChecker checker = new AnswerChecker(1, 10, TIMEOUT, timeline, new OutcomeListener() {
            @Override
            public void answered(int phase, int client, int number, long latencyNanos) {
                all.add(name(phase) + " message " + number + " answered");
            }

            @Override
            public void lost(int phase, int client, int number) {
                all.add(name(phase) + " message " + number + " lost");
            }

            private String name(int phase) {
                return phase == Phase.WARMUP ? "warm-up" : "measured";
            }
        });
        checker.register(0, 0, Phase.WARMUP);
        checker.register(0, 1, Phase.WARMUP);
        checker.register(0, 2, Phase.WARMUP);
        checker.register(0, 3, Phase.COUNTING);
        checker.received(0, 0, 10);
        assertEquals(3, checker.expire(0, 3 + TIMEOUT));
        checker.received(0, 1, 4 + TIMEOUT);
        checker.received(0, 3, 5 + TIMEOUT);
        assertEquals(
                List.of(
                        "warm-up message 0 answered",
                        "warm-up message 1 lost",
                        "warm-up message 2 lost",
                        "measured message 3 lost"),
                all);
        assertEquals(counts("sent 1, late 1"), checker.counts(0, 0, 0));
    }

    @AfterEach
    void pendingMessagesOfAllAreTheSumOfThoseOfEachClient() {
        assertEquals(checker.waiting(), checker.waiting(ANN) + checker.waiting(BOB));
    }

    @Test
    void messagesOfEachClientAreNumberedInOrder() {
        assertEquals(0, checker.nextNumber(ANN));
        assertEquals(0, send(ANN, 0));
        assertEquals(1, send(ANN, 2));
        assertEquals(0, send(BOB, 3));
        assertEquals(2, checker.nextNumber(ANN));
        assertEquals(3, checker.waiting());
        assertEquals(2, checker.waiting(ANN));
        assertEquals(1, checker.waiting(BOB));
    }

    @Test
    void anAnswerInTimeIsReportedWithItsLatency() {
        send(ANN, 1_000);
        assertTrue(checker.received(ANN, 0, 1_250));
        assertEquals(List.of("Ann's message 0 answered after 250"), events);
        assertCounts("sent 1, answered 1");
        assertEquals(0, checker.waiting());
    }

    @Test
    void pendingMessagesMayBeAnsweredInAnyOrder() {
        send(ANN, 0);
        send(ANN, 10);
        send(ANN, 20);
        send(BOB, 30);
        assertTrue(checker.received(ANN, 1, 100));
        assertTrue(checker.received(BOB, 0, 110));
        assertTrue(checker.received(ANN, 0, 120));
        assertTrue(checker.received(ANN, 2, 130));
        assertEquals(
                List.of(
                        "Ann's message 1 answered after 90",
                        "Bob's message 0 answered after 80",
                        "Ann's message 0 answered after 120",
                        "Ann's message 2 answered after 110"),
                events);
        assertCounts("sent 4, answered 4, reordered 1");
    }

    @Test
    void aMessageIsLostOnceItsTimeoutHasPassed() {
        send(ANN, 1_000);
        send(ANN, 1_500);
        assertEquals(0, checker.expire(ANN, 2_999));
        assertCounts("sent 2");
        assertEquals(1, checker.expire(ANN, 3_000));
        assertEquals(1, checker.expire(ANN, 9_000));
        assertEquals(0, checker.expire(ANN, 9_000));
        assertCounts("sent 2, lost 2");
        assertEquals(List.of("Ann's message 0 lost", "Ann's message 1 lost"), events);
        assertEquals(0, checker.waiting());
    }

    @Test
    void anAnsweredMessageAfterAPendingOneDoesNotExpire() {
        send(ANN, 0);
        send(ANN, 10);
        checker.received(ANN, 1, 20);
        assertEquals(1, checker.expire(ANN, 2_500));
        assertCounts("sent 2, answered 1, lost 1");
    }

    @Test
    void aLateAnswerChangesALostMessageToLate() {
        send(ANN, 0);
        checker.expire(ANN, 2_000);
        send(ANN, 2_000);
        assertFalse(checker.received(ANN, 0, 2_100));
        assertCounts("sent 2, late 1");
        assertTrue(checker.received(ANN, 1, 2_200));
        assertCounts("sent 2, answered 1, late 1");
    }

    @Test
    void anAnswerAfterTheTimeoutIsLateEvenBeforeTheMessageExpires() {
        send(ANN, 0);
        assertTrue(checker.received(ANN, 0, 2_000));
        assertCounts("sent 1, late 1");
        assertEquals(0, checker.expire(ANN, 5_000));
        assertEquals(List.of("Ann's message 0 lost"), events);
        assertEquals(1, timeline.missingIn(0));
    }

    @Test
    void anAnswerAfterTheAnswerToALaterMessageIsReordered() {
        send(ANN, 0);
        checker.expire(ANN, 2_000);
        send(ANN, 2_000);
        checker.received(ANN, 1, 2_100);
        checker.received(ANN, 0, 2_200);
        assertCounts("sent 2, answered 1, late 1, reordered 1");
    }

    @Test
    void aMessageOverwrittenInTheTableKeepsItsTimeout() {
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
        assertCounts("sent 101, answered 101, duplicated 1, reordered 1");
    }

    @Test
    void aMessageOverwrittenInTheTableCanBeLostAndThenLate() {
        send(ANN, 0);
        for (int i = 1; i <= 100; i++) {
            send(ANN, i);
            checker.received(ANN, i, i + 1);
        }
        assertEquals(1, checker.expire(ANN, 2_000));
        assertEquals(0, checker.expire(ANN, 2_000));
        assertEquals(0, checker.waiting());
        assertEquals("Ann's message 0 lost", events.get(events.size() - 1));
        assertCounts("sent 101, answered 100, lost 1");
        assertFalse(checker.received(ANN, 0, 2_100));
        assertCounts("sent 101, answered 100, late 1, reordered 1");
    }

    @Test
    void anAnswerToARefusedMessageIsForeignAndItStaysPending() {
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
        assertCounts("sent 100, unsent 1, answered 100, foreign 1");
    }

    @Test
    void theSecondAnswerToAMessageIsADuplicate() {
        send(ANN, 0);
        checker.received(ANN, 0, 100);
        assertFalse(checker.received(ANN, 0, 200));
        send(ANN, 200);
        checker.received(ANN, 0, 300);
        checker.received(ANN, 1, 400);
        assertCounts("sent 2, answered 2, duplicated 2");
    }

    @Test
    void theSecondLateAnswerIsADuplicate() {
        send(ANN, 0);
        checker.expire(ANN, 2_000);
        checker.received(ANN, 0, 2_100);
        checker.received(ANN, 0, 2_200);
        assertCounts("sent 1, late 1, duplicated 1");
    }

    @Test
    void anAnswerToAMessageThatWasNotSentYetIsForeign() {
        assertFalse(checker.received(ANN, 0, 0));
        send(ANN, 0);
        assertFalse(checker.received(ANN, 1, 100));
        assertCounts("sent 1, foreign 2");
        assertTrue(checker.received(ANN, 0, 200));
    }

    @Test
    void corruptedAndForeignDatagramsAreCountedSeparately() {
        checker.unexpected(true, 0);
        checker.unexpected(false, 0);
        checker.unexpected(false, 0);
        assertCounts("corrupted 1, foreign 2");
    }

    @Test
    void aRefusedMessageIsPendingUntilItsTimeoutAndNotLost() {
        send(ANN, 0);
        checker.refused(ANN);
        assertEquals(0, checker.expire(ANN, 1_999));
        assertEquals(1, checker.waiting());
        assertEquals(1, checker.expire(ANN, 2_000));
        assertEquals(0, checker.waiting());
        assertCounts("unsent 1");
        assertFalse(checker.received(ANN, 0, 2_100));
        assertCounts("unsent 1, foreign 1");
    }

    @Test
    void warmUpMessagesAreNotCounted() {
        checker.register(ANN, 0, Phase.WARMUP);
        checker.register(ANN, 1, Phase.WARMUP);
        checker.register(ANN, 2, Phase.WARMUP);
        checker.refused(ANN);
        assertTrue(checker.received(ANN, 0, 10));
        assertFalse(checker.received(ANN, 0, 11));
        assertEquals(2, checker.expire(ANN, 5_000));
        assertFalse(checker.received(ANN, 1, 5_001));
        assertEquals(List.of(), events);
        assertCounts("sent 0");
    }

    @Test
    void anOverwrittenAnswerIsLateWhileOverwrittenLostOnesRemain() {
        for (int i = 0; i < 40; i++) {
            send(ANN, i);
            if (i != 1) {
                checker.received(ANN, i, i + 1);
            } else {
                checker.expire(ANN, 2_001);
            }
        }
        assertCounts("sent 40, answered 39, lost 1");
        assertFalse(checker.received(ANN, 1, 9_000));
        assertCounts("sent 40, answered 39, late 1, reordered 1");
        assertFalse(checker.received(ANN, 2, 9_000));
        assertCounts("sent 40, answered 39, late 1, duplicated 1, reordered 1");
    }

    @Test
    void answersToOverwrittenWarmUpMessagesAreNotCounted() {
        for (int i = 0; i < 40; i++) {
            checker.register(ANN, i, Phase.of(i, 20));
            checker.received(ANN, i, i + 1);
        }
        assertFalse(checker.received(ANN, 3, 50));
        assertCounts("sent 20, answered 20");
        assertFalse(checker.received(ANN, 20, 50));
        assertCounts("sent 20, answered 20, duplicated 1");
    }

    @Test
    void moreMessagesInFlightThanTheBoundArePendingToo() {
        for (int i = 0; i < 40; i++) {
            send(ANN, i);
        }
        assertEquals(40, checker.waiting());
        assertTrue(checker.received(ANN, 0, 50));
        assertEquals(39, checker.expire(ANN, 5_000));
        assertEquals(0, checker.waiting());
        assertCounts("sent 40, answered 1, lost 39");
    }

    @Test
    void moreMessagesThanTheTableCanHoldAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new AnswerChecker(100, 1 << 20, TIMEOUT, timeline, (a, b, c, d) -> {}));
    }

    @Test
    void outcomesAreCountedInTheSecondOfTheirMessages() {
        long second = 1_000_000_000L;
        Timeline seconds = new Timeline(2 * second);
        AnswerChecker slow = new AnswerChecker(1, 200, 5 * second, seconds, (a, b, c, d) -> {});
        slow.register(0, 2 * second, Phase.COUNTING);
        slow.register(0, 3 * second - 1, Phase.COUNTING);
        slow.register(0, 3 * second, Phase.COUNTING);
        slow.register(0, 102 * second, Phase.COUNTING);
        slow.refused(0);
        slow.received(0, 1, 4 * second);
        slow.expire(0, 100 * second);
        assertEquals(2, seconds.sentIn(0));
        assertEquals(1, seconds.answeredIn(0));
        assertEquals(1, seconds.missingIn(0));
        assertEquals(1, seconds.sentIn(1));
        assertEquals(0, seconds.answeredIn(1));
        assertEquals(1, seconds.missingIn(1));
        assertEquals(101, seconds.seconds());
        assertEquals(0, seconds.sentIn(100) + seconds.sentIn(500));
    }

    private int send(int client, long time) {
        return checker.register(client, time, Phase.COUNTING);
    }

    private void assertCounts(String expected) {
        assertEquals(counts(expected), checker.counts(0, 0, 0));
        Counts now = checker.counts(0, 0, 0);
        assertEquals(now.sent(), now.answered() + now.late() + now.lost() + now.outstanding());
    }
}
