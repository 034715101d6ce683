package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers answers = new Answers();

    @Test
    void theNextMessageIsTheAnswerHoweverUnlikeTheRequest() {
        assertTrue(answers("hola", "Tu mensaje fue: hola"));
        assertTrue(answers("hola", "¿Quién es?"));
        assertTrue(answers("hola", ""));
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
    void whatEndsWithBothRequestsAnswersTheOneThatWaits() {
        timedOut("no");
        assertTrue(answers("uno", "Tu mensaje fue: uno"));
        assertFalse(answers("uno", "Tu mensaje fue: no"));
    }

    @Test
    void aRequestThatTimedOutExplainsOneLateMessageOnly() {
        timedOut("o");
        heard("Tu mensaje fue: o");
        assertTrue(answers("hola", "eco"));
    }

    @Test
    void unaskedMessagesDoNotUseUpAnUnansweredRequest() {
        timedOut("uno");
        heard("El servidor se desconecta");
        assertFalse(answers("dos", "Tu mensaje fue: uno"));
    }

    @Test
    void onlyTheLatestUnansweredRequestsAreRemembered() {
        timedOut("primero");
        for (int i = 0; i < Answers.REMEMBERED; i++) {
            timedOut("número " + i);
        }
        assertTrue(answers("dos", "Tu mensaje fue: primero"));
        assertFalse(answers("dos", "Tu mensaje fue: número 0"));
    }

    @Test
    void longRequestsAreForgottenSooner() {
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

    private boolean answers(String request, String message) {
        return answers.test(
                Wire.utf8(request).asReadOnlyBuffer(), Wire.utf8(message).asReadOnlyBuffer());
    }

    private void timedOut(String request) {
        answers.timedOut(Wire.utf8(request));
    }

    private void heard(String message) {
        answers.heard(Wire.utf8(message));
    }
}
