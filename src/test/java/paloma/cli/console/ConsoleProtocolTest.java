package paloma.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ConsoleProtocolTest {
    private final ConsoleProtocol wire = new ConsoleProtocol("Tu mensaje fue: ", false);

    @Test
    void theAnswerIsThePrefixAndTheMessage() {
        assertEquals(
                ConsoleProtocol.utf8("Tu mensaje fue: Hola, servidor!"),
                wire.answer(ConsoleProtocol.utf8("Hola, servidor!")));
    }

    @Test
    void oneTrailingLineBreakIsNoPartOfTheMessage() {
        assertEquals(ConsoleProtocol.utf8("Tu mensaje fue: a"), wire.answer(ConsoleProtocol.utf8("a\n")));
        assertEquals(ConsoleProtocol.utf8("Tu mensaje fue: a"), wire.answer(ConsoleProtocol.utf8("a\r\n")));
        assertEquals(ConsoleProtocol.utf8("Tu mensaje fue: a\n"), wire.answer(ConsoleProtocol.utf8("a\n\n")));
        assertEquals(ConsoleProtocol.utf8("Tu mensaje fue: a\r"), wire.answer(ConsoleProtocol.utf8("a\r")));
        assertEquals(ConsoleProtocol.utf8("Tu mensaje fue: "), wire.answer(ConsoleProtocol.utf8("\n")));
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
        assertEquals(
                ConsoleProtocol.utf8("a\r\n"), new ConsoleProtocol("x", true).answer(ConsoleProtocol.utf8("a\r\n")));
    }

    @Test
    void theMessageIsNotModified() {
        ByteBuffer message = ConsoleProtocol.utf8("a\n").asReadOnlyBuffer();
        wire.answer(message);
        ConsoleProtocol.isLeave(message);
        wire.isAnswer(message);
        assertEquals(2, message.remaining());
    }

    @Test
    void onlyTheExactWordLeaves() {
        assertTrue(ConsoleProtocol.isLeave(ConsoleProtocol.utf8("salir")));
        assertTrue(ConsoleProtocol.isLeave(ConsoleProtocol.utf8("salir\n")));
        assertTrue(ConsoleProtocol.isLeave(ConsoleProtocol.utf8("salir\r\n")));
        assertFalse(ConsoleProtocol.isLeave(ConsoleProtocol.utf8("salir\n\n")));
        assertFalse(ConsoleProtocol.isLeave(ConsoleProtocol.utf8("Salir")));
        assertFalse(ConsoleProtocol.isLeave(ConsoleProtocol.utf8(" salir")));
        assertFalse(ConsoleProtocol.isLeave(ConsoleProtocol.utf8("salir ya")));
        assertFalse(ConsoleProtocol.isLeave(ConsoleProtocol.utf8("")));
    }

    @Test
    void aMessageThatBeginsWithThePrefixIsAnAnswer() {
        assertTrue(wire.isAnswer(ConsoleProtocol.utf8("Tu mensaje fue: hola")));
        assertTrue(wire.isAnswer(ConsoleProtocol.utf8("Tu mensaje fue: ")));
        assertFalse(wire.isAnswer(ConsoleProtocol.utf8("Tu mensaje fue:")));
        assertFalse(wire.isAnswer(ConsoleProtocol.utf8("tu mensaje fue: hola")));
        assertTrue(wire.isAnswer(wire.answer(ConsoleProtocol.utf8("hola"))));
    }

    @Test
    void anotherServersAnswerToAnAnswerIsAnAnswerWithAnyPrefix() {
        ByteBuffer ours = wire.answer(ConsoleProtocol.utf8("hola"));
        assertTrue(wire.isAnswer(new ConsoleProtocol("You said: ", false).answer(ours)));
        assertTrue(wire.isAnswer(new ConsoleProtocol("T", false).answer(ours)));
        assertTrue(wire.isAnswer(new ConsoleProtocol("x".repeat(1_024), false).answer(ours)));
        assertFalse(wire.isAnswer(ConsoleProtocol.utf8("x".repeat(1_025) + "Tu mensaje fue: hola")));
        assertFalse(wire.isAnswer(ConsoleProtocol.utf8("hola: Tu mensaje fue:")));
        assertTrue(
                wire.isAnswer(ConsoleProtocol.utf8("..hola: Tu mensaje fue: ").position(2)));
    }

    @Test
    void anEchoCannotDistinguishAnswers() {
        assertTrue(new ConsoleProtocol("", false).isEcho());
        assertTrue(new ConsoleProtocol("x", true).isEcho());
        assertFalse(wire.isEcho());
        assertFalse(new ConsoleProtocol("", false).isAnswer(ConsoleProtocol.utf8("hola")));
        assertFalse(new ConsoleProtocol("x", true).isAnswer(ConsoleProtocol.utf8("x")));
    }

    @Test
    void aMessageInTheMiddleOfABufferIsReadFromThere() {
        ByteBuffer message = ConsoleProtocol.utf8("xxsalir\nyy").position(2).limit(8);
        assertTrue(ConsoleProtocol.isLeave(message));
        assertEquals(ConsoleProtocol.utf8("Tu mensaje fue: salir"), wire.answer(message));
        assertTrue(wire.isAnswer(ConsoleProtocol.utf8("..Tu mensaje fue: ").position(2)));
    }
}
