package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WireTest {
    private final Wire wire = new Wire("Tu mensaje fue: ", false);

    @Test
    void theAnswerIsThePrefixAndTheMessage() {
        assertEquals(Wire.utf8("Tu mensaje fue: Hola, servidor!"), wire.answer(Wire.utf8("Hola, servidor!")));
    }

    @Test
    void oneTrailingLineBreakIsNoPartOfTheMessage() {
        assertEquals(Wire.utf8("Tu mensaje fue: a"), wire.answer(Wire.utf8("a\n")));
        assertEquals(Wire.utf8("Tu mensaje fue: a"), wire.answer(Wire.utf8("a\r\n")));
        assertEquals(Wire.utf8("Tu mensaje fue: a\n"), wire.answer(Wire.utf8("a\n\n")));
        assertEquals(Wire.utf8("Tu mensaje fue: a\r"), wire.answer(Wire.utf8("a\r")));
        assertEquals(Wire.utf8("Tu mensaje fue: "), wire.answer(Wire.utf8("\n")));
    }

    @Test
    void theBytesOfAMessageComeBackUnchanged() {
        for (int b = 0; b < 256; b++) {
            if (b != '\n') {
                ByteBuffer answer = wire.answer(ByteBuffer.wrap(new byte[] {(byte) b}));
                assertEquals((byte) b, answer.get(answer.limit() - 1));
                assertEquals(17, answer.remaining());
            }
        }
    }

    @Test
    void anEchoKeepsTheLineBreak() {
        assertEquals(Wire.utf8("a\r\n"), new Wire("x", true).answer(Wire.utf8("a\r\n")));
    }

    @Test
    void theMessageItselfIsLeftAsItWas() {
        ByteBuffer message = Wire.utf8("a\n").asReadOnlyBuffer();
        wire.answer(message);
        Wire.isLeave(message);
        wire.isAnswer(message);
        assertEquals(2, message.remaining());
    }

    @Test
    void onlyTheWordAloneAsksToLeave() {
        assertTrue(Wire.isLeave(Wire.utf8("salir")));
        assertTrue(Wire.isLeave(Wire.utf8("salir\n")));
        assertTrue(Wire.isLeave(Wire.utf8("salir\r\n")));
        assertFalse(Wire.isLeave(Wire.utf8("salir\n\n")));
        assertFalse(Wire.isLeave(Wire.utf8("Salir")));
        assertFalse(Wire.isLeave(Wire.utf8(" salir")));
        assertFalse(Wire.isLeave(Wire.utf8("salir ya")));
        assertFalse(Wire.isLeave(Wire.utf8("")));
    }

    @Test
    void whatBeginsWithThePrefixIsAnAnswer() {
        assertTrue(wire.isAnswer(Wire.utf8("Tu mensaje fue: hola")));
        assertTrue(wire.isAnswer(Wire.utf8("Tu mensaje fue: ")));
        assertFalse(wire.isAnswer(Wire.utf8("Tu mensaje fue:")));
        assertFalse(wire.isAnswer(Wire.utf8("tu mensaje fue: hola")));
        assertTrue(wire.isAnswer(wire.answer(Wire.utf8("hola"))));
    }

    @Test
    void theAnswerOfAnotherServerToOneOfOursIsAnAnswerTooWhateverItsPrefix() {
        ByteBuffer ours = wire.answer(Wire.utf8("hola"));
        assertTrue(wire.isAnswer(new Wire("You said: ", false).answer(ours)));
        assertTrue(wire.isAnswer(new Wire("T", false).answer(ours)));
        assertTrue(wire.isAnswer(new Wire("x".repeat(1_024), false).answer(ours)));
        assertFalse(wire.isAnswer(Wire.utf8("x".repeat(1_025) + "Tu mensaje fue: hola")));
        assertFalse(wire.isAnswer(Wire.utf8("hola: Tu mensaje fue:")));
        assertTrue(wire.isAnswer(Wire.utf8("..hola: Tu mensaje fue: ").position(2)));
    }

    @Test
    void anEchoHasNoMarkToTellAnswersBy() {
        assertTrue(new Wire("", false).isEcho());
        assertTrue(new Wire("x", true).isEcho());
        assertFalse(wire.isEcho());
        assertFalse(new Wire("", false).isAnswer(Wire.utf8("hola")));
        assertFalse(new Wire("x", true).isAnswer(Wire.utf8("x")));
    }

    @Test
    void aMessageInTheMiddleOfABufferIsReadFromThere() {
        ByteBuffer message = Wire.utf8("xxsalir\nyy").position(2).limit(8);
        assertTrue(Wire.isLeave(message));
        assertEquals(Wire.utf8("Tu mensaje fue: salir"), wire.answer(message));
        assertTrue(wire.isAnswer(Wire.utf8("..Tu mensaje fue: ").position(2)));
    }
}
