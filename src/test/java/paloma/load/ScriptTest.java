package paloma.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private final Script script = new Script(Plans.of(100, 100), 42);

    @Test
    void aMessageCarriesRunClientAndNumberAndIsFilledUpToItsSize() {
        assertEquals("1f0c77e2/000042/000000017abcdefghijklmnopqrstuvwxyzabcdefghijklm", text(script.message(17)));
        assertEquals(
                "1f0c77e2/000042/099999999abc", text(script.message(99_999_999)).substring(0, 28));
    }

    @Test
    void theSmallestMessageIsItsNumbers() {
        Script small = new Script(Plans.withSize(Plan.LEAST_SIZE), 0);
        assertEquals("1f0c77e2/000000/000000003", text(small.message(3)));
        assertEquals(3, small.numberIn(answer(small, 3)));
    }

    @Test
    void theAnswerToEachMessageTellsItsNumber() {
        for (int number : new int[] {0, 1, 9, 10, 123_456_789}) {
            assertEquals(number, script.numberIn(answer(script, number)));
        }
    }

    @Test
    void theAnswerToAnEarlierMessageIsKnownAfterLaterOnesWereMade() {
        ByteBuffer early = answer(script, 3);
        script.message(4);
        assertEquals(3, script.numberIn(early));
    }

    @Test
    void anyByteChangedIsNoAnswerOrAnotherNumbers() {
        ByteBuffer right = answer(script, 17);
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < right.limit(); i++) {
            ByteBuffer changed = answer(script, 17);
            changed.put(i, (byte) (changed.get(i) ^ 1));
            numbers.add(script.numberIn(changed));
        }
        assertTrue(numbers.remove(-1));
        assertEquals(9, numbers.size(), "one for each digit: " + numbers);
        assertTrue(numbers.stream().noneMatch(number -> number == 17));
    }

    @Test
    void whatIsNotADigitIsNoNumber() {
        for (byte odd : new byte[] {'/', ':', ' ', '-', 0, (byte) 0xff}) {
            ByteBuffer changed = answer(script, 17);
            changed.put(Plans.PREFIX.length() + 20, odd);
            assertEquals(-1, script.numberIn(changed));
        }
    }

    @Test
    void aByteMoreOrLessIsNoAnswer() {
        String right = Plans.PREFIX + text(script.message(17));
        assertEquals(-1, script.numberIn(bytes(right + "n")));
        assertEquals(-1, script.numberIn(bytes(right.substring(0, right.length() - 1))));
        assertEquals(-1, script.numberIn(bytes(right.substring(1))));
        assertEquals(-1, script.numberIn(bytes("")));
    }

    @Test
    void anotherClientsAnswerIsNone() {
        assertEquals(-1, script.numberIn(answer(new Script(Plans.of(100, 100), 41), 17)));
    }

    @Test
    void anotherRunsAnswerIsNone() {
        Plan plan = Plans.of(100, 100);
        Plan other = new Plan(
                plan.server(),
                100,
                100,
                64,
                plan.timeout(),
                plan.prefix(),
                plan.leave(),
                plan.farewell(),
                plan.run() + 1);
        assertEquals(-1, script.numberIn(answer(new Script(other, 42), 17)));
    }

    @Test
    void theMessageWithoutThePrefixIsNoAnswer() {
        assertEquals(-1, script.numberIn(bytes(text(script.message(17)))));
    }

    @Test
    void theBufferMayStartAnywhere() {
        ByteBuffer late = bytes("xyz" + Plans.PREFIX + text(script.message(17))).position(3);
        assertEquals(17, script.numberIn(late));
        assertEquals(3, late.position());
    }

    private static ByteBuffer answer(Script script, int number) {
        return bytes(Plans.PREFIX + text(script.message(number)));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(ByteBuffer message) {
        return UTF_8.decode(message).toString();
    }
}
