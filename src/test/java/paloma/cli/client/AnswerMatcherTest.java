package paloma.cli.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paloma.cli.console.ConsoleProtocol;

class AnswerMatcherTest {
    private final AnswerMatcher answers = new AnswerMatcher();

    @Test
    void theNextMessageIsTheAnswerHoweverUnlikeTheRequest() {
        assertTrue(answers("hola", "Tu mensaje fue: hola"));
        assertTrue(answers("hola", "¿Quién es?"));
        assertTrue(answers("hola", ""));
    }

    @Test
    void theAnswerToTheEmptyDatagramMatchesNoRequest() {
        assertTrue(answers("hola", "Tu mensaje fue: hola"));
        assertFalse(answers("dos", "Tu mensaje fue: "));
        assertFalse(isForTheEmptyOne("Tu mensaje fue: otra cosa"));
        assertTrue(isForTheEmptyOne("Tu mensaje fue: "));
        // There is one empty datagram.
        assertFalse(isForTheEmptyOne("Tu mensaje fue: "));
        assertTrue(answers("dos", "Tu mensaje fue: "));
    }

    @Test
    void theEmptyDatagramsAnswerOfANonQuotingServerMatchesNoRequest() {
        assertFalse(isForTheEmptyOne("aviso"));
        assertTrue(answers("hola", "HOLA"));
        assertFalse(answers("dos", "\n"));
        assertTrue(isForTheEmptyOne("\n"));
    }

    @Test
    void aMessageBeforeTheEmptyDatagramDoesNotAnswerIt() {
        assertFalse(isForTheEmptyOne(""));
        assertTrue(isForTheEmptyOne(""));
    }

    @Test
    void theGoodbyeAnswersNothing() {
        assertFalse(answers("hola", "El servidor se desconecta"));
        assertFalse(answers("hola", "El servidor se desconecta\n"));
        assertTrue(answers("hola", "Tu mensaje fue: El servidor se desconecta"));
    }

    @Test
    void theAnswerToARequestThatTimedOutIsLate() {
        timedOut("uno");
        assertFalse(answers("dos", "Tu mensaje fue: uno"));
        assertFalse(answers("dos", "Tu mensaje fue: uno\r\n"));
        assertTrue(answers("dos", "Tu mensaje fue: dos"));
        assertTrue(answers("dos", "otra cosa"));
    }

    @Test
    void theSameRequestAgainTakesTheFirstAnswer() {
        timedOut("uno");
        assertTrue(answers("uno", "Tu mensaje fue: uno"));
    }

    @Test
    void aTextThatEndsWithBothRequestsAnswersThePendingOne() {
        timedOut("no");
        assertTrue(answers("uno", "Tu mensaje fue: uno"));
        assertFalse(answers("uno", "Tu mensaje fue: no"));
    }

    @Test
    void aTextThatEndsWithBothRequestsAnswersTheLongerOne() {
        timedOut("hola");
        assertFalse(answers("a", "Tu mensaje fue: hola"));
        assertTrue(answers("a", "Tu mensaje fue: a"));
    }

    @Test
    void aLateAnswerToTheLongerRequestLeavesTheShorterUnanswered() {
        timedOut("a");
        timedOut("hola");
        assertTrue(heard("Tu mensaje fue: hola"));
        assertFalse(answers("dos", "Tu mensaje fue: a"));
    }

    @Test
    void anAnswerWithAnyPrefixOrNoneQuotesItsRequest() {
        timedOut("hola");
        assertFalse(answers("a", "hola"));
        assertFalse(answers("a", "Dijiste hola"));
        assertTrue(answers("a", "Dijiste a"));
    }

    @Test
    void anUnmatchedMessageIsLateWhenItQuotesATimedOutRequest() {
        timedOut("uno");
        assertFalse(heard("aviso"));
        assertTrue(heard("Tu mensaje fue: uno"));
        assertFalse(heard("Tu mensaje fue: uno"));
    }

    @Test
    void anAnswerThatDoesNotQuoteIsUncertainOnceTheServerHasQuoted() {
        assertFalse(isDoubtful("uno", "Tu mensaje fue: uno"));
        assertTrue(isDoubtful("dos", "Tu mensaje fue: uno"));
    }

    @Test
    void aServerThatNeverQuotesIsNeverUncertain() {
        timedOut("1+1");
        assertFalse(isDoubtful("2+2", "4"));
        assertFalse(isDoubtful("4", "cuatro"));
    }

    @Test
    void aServerThatQuotesByChanceIsUncertainOnce() {
        assertFalse(isDoubtful("4", "4"));
        assertTrue(isDoubtful("2+2", "4 "));
        assertFalse(isDoubtful("3+3", "6"));
    }

    @Test
    void aRequestThatTimedOutExplainsOneLateMessageOnly() {
        timedOut("o");
        heard("Tu mensaje fue: o");
        assertTrue(answers("hola", "eco"));
    }

    @Test
    void unmatchedMessagesDoNotUseUpAnUnansweredRequest() {
        timedOut("uno");
        heard("El servidor se desconecta");
        assertFalse(answers("dos", "Tu mensaje fue: uno"));
    }

    @Test
    void onlyTheLatestUnansweredRequestsAreKept() {
        timedOut("primero");
        for (int i = 0; i < AnswerMatcher.MAX_UNANSWERED; i++) {
            timedOut("número " + i);
        }
        assertTrue(answers("dos", "Tu mensaje fue: primero"));
        assertFalse(answers("dos", "Tu mensaje fue: número 0"));
    }

    @Test
    void longRequestsAreDiscardedSooner() {
        String padding = "x".repeat(60_000);
        for (int i = 0; i < 10; i++) {
            timedOut(i + padding);
        }
        assertTrue(answers("dos", "Tu mensaje fue: 5" + padding));
        assertFalse(answers("dos", "Tu mensaje fue: 6" + padding));
        // A late answer gives back the room of its request.
        heard("Tu mensaje fue: 9" + padding);
        timedOut("9" + padding);
        assertFalse(answers("dos", "Tu mensaje fue: 6" + padding));
    }

    private boolean isForTheEmptyOne(String message) {
        return answers.answersValidation(ConsoleProtocol.utf8(message));
    }

    private boolean answers(String request, String message) {
        return answers.test(
                ConsoleProtocol.utf8(request).asReadOnlyBuffer(),
                ConsoleProtocol.utf8(message).asReadOnlyBuffer());
    }

    private void timedOut(String request) {
        answers.onTimeout(ConsoleProtocol.utf8(request));
    }

    private boolean heard(String message) {
        return answers.onUnmatched(ConsoleProtocol.utf8(message));
    }

    private boolean isDoubtful(String request, String message) {
        return answers.isUncertain(ConsoleProtocol.utf8(request), ConsoleProtocol.utf8(message));
    }
}
