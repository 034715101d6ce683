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
        assertFalse(answersValidation("Tu mensaje fue: otra cosa"));
        assertTrue(answersValidation("Tu mensaje fue: "));
        // There is one empty datagram.
        assertFalse(answersValidation("Tu mensaje fue: "));
        assertTrue(answers("dos", "Tu mensaje fue: "));
    }

    @Test
    void theEmptyDatagramsAnswerOfANonQuotingServerMatchesNoRequest() {
        assertFalse(answersValidation("aviso"));
        assertTrue(answers("hola", "HOLA"));
        assertFalse(answers("dos", "\n"));
        assertTrue(answersValidation("\n"));
    }

    @Test
    void aMessageBeforeTheEmptyDatagramDoesNotAnswerIt() {
        assertFalse(answersValidation(""));
        assertTrue(answersValidation(""));
    }

    @Test
    void theGoodbyeAnswersNothing() {
        assertFalse(answers("hola", "El servidor se desconecta"));
        assertFalse(answers("hola", "El servidor se desconecta\n"));
        assertTrue(answers("hola", "Tu mensaje fue: El servidor se desconecta"));
    }

    @Test
    void theAnswerToARequestThatTimedOutIsLate() {
        onTimeout("uno");
        assertFalse(answers("dos", "Tu mensaje fue: uno"));
        assertFalse(answers("dos", "Tu mensaje fue: uno\r\n"));
        assertTrue(answers("dos", "Tu mensaje fue: dos"));
        assertTrue(answers("dos", "otra cosa"));
    }

    @Test
    void theSameRequestAgainTakesTheFirstAnswer() {
        onTimeout("uno");
        assertTrue(answers("uno", "Tu mensaje fue: uno"));
    }

    @Test
    void aTextThatEndsWithBothRequestsAnswersThePendingOne() {
        onTimeout("no");
        assertTrue(answers("uno", "Tu mensaje fue: uno"));
        assertFalse(answers("uno", "Tu mensaje fue: no"));
    }

    @Test
    void aTextThatEndsWithBothRequestsAnswersTheLongerOne() {
        onTimeout("hola");
        assertFalse(answers("a", "Tu mensaje fue: hola"));
        assertTrue(answers("a", "Tu mensaje fue: a"));
    }

    @Test
    void aLateAnswerToTheLongerRequestLeavesTheShorterUnanswered() {
        onTimeout("a");
        onTimeout("hola");
        assertTrue(onUnmatched("Tu mensaje fue: hola"));
        assertFalse(answers("dos", "Tu mensaje fue: a"));
    }

    @Test
    void anAnswerWithAnyPrefixOrNoneQuotesItsRequest() {
        onTimeout("hola");
        assertFalse(answers("a", "hola"));
        assertFalse(answers("a", "Dijiste hola"));
        assertTrue(answers("a", "Dijiste a"));
    }

    @Test
    void anUnmatchedMessageIsLateWhenItQuotesATimedOutRequest() {
        onTimeout("uno");
        assertFalse(onUnmatched("aviso"));
        assertTrue(onUnmatched("Tu mensaje fue: uno"));
        assertFalse(onUnmatched("Tu mensaje fue: uno"));
    }

    @Test
    void anAnswerThatDoesNotQuoteIsUncertainOnceTheServerHasQuoted() {
        assertFalse(isUncertain("uno", "Tu mensaje fue: uno"));
        assertTrue(isUncertain("dos", "Tu mensaje fue: uno"));
    }

    @Test
    void aServerThatNeverQuotesIsNeverUncertain() {
        onTimeout("1+1");
        assertFalse(isUncertain("2+2", "4"));
        assertFalse(isUncertain("4", "cuatro"));
    }

    @Test
    void aServerThatQuotesByChanceIsUncertainOnce() {
        assertFalse(isUncertain("4", "4"));
        assertTrue(isUncertain("2+2", "4 "));
        assertFalse(isUncertain("3+3", "6"));
    }

    @Test
    void aRequestThatTimedOutExplainsOneLateMessageOnly() {
        onTimeout("o");
        onUnmatched("Tu mensaje fue: o");
        assertTrue(answers("hola", "eco"));
    }

    @Test
    void unmatchedMessagesDoNotUseUpAnUnansweredRequest() {
        onTimeout("uno");
        onUnmatched("El servidor se desconecta");
        assertFalse(answers("dos", "Tu mensaje fue: uno"));
    }

    @Test
    void onlyTheLatestUnansweredRequestsAreKept() {
        onTimeout("primero");
        for (int i = 0; i < AnswerMatcher.MAX_UNANSWERED; i++) {
            onTimeout("número " + i);
        }
        assertTrue(answers("dos", "Tu mensaje fue: primero"));
        assertFalse(answers("dos", "Tu mensaje fue: número 0"));
    }

    @Test
    void longRequestsAreDiscardedSooner() {
        String padding = "x".repeat(60_000);
        for (int i = 0; i < 10; i++) {
            onTimeout(i + padding);
        }
        assertTrue(answers("dos", "Tu mensaje fue: 5" + padding));
        assertFalse(answers("dos", "Tu mensaje fue: 6" + padding));
        // A late answer gives back the room of its request.
        onUnmatched("Tu mensaje fue: 9" + padding);
        onTimeout("9" + padding);
        assertFalse(answers("dos", "Tu mensaje fue: 6" + padding));
    }

    private boolean answersValidation(String message) {
        return answers.answersValidation(ConsoleProtocol.utf8(message));
    }

    private boolean answers(String request, String message) {
        return answers.test(
                ConsoleProtocol.utf8(request).asReadOnlyBuffer(),
                ConsoleProtocol.utf8(message).asReadOnlyBuffer());
    }

    private void onTimeout(String request) {
        answers.onTimeout(ConsoleProtocol.utf8(request));
    }

    private boolean onUnmatched(String message) {
        return answers.onUnmatched(ConsoleProtocol.utf8(message));
    }

    private boolean isUncertain(String request, String message) {
        return answers.isUncertain(ConsoleProtocol.utf8(request), ConsoleProtocol.utf8(message));
    }
}
