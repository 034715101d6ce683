package paloma.load.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.run.Peer;

class MessageCodecTest {
    private static final int ME = 42;

    private final MessageCodec script = new MessageCodec(Plans.of(100, 100));

    @Test
    void aMessageCarriesRunClientAndNumberAndIsFilledUpToItsCheck() {
        String said = text(script.message(ME, 17));
        assertEquals("1f0c77e2/000042/000000017abcdefghijklmnopqrstuvwxyzabcde", said.substring(0, 56));
        assertEquals(Peer.checked(said), said);
        assertEquals(64, said.length());
    }

    @Test
    void theSmallestMessageIsItsNumbersAndItsCheck() {
        assertEquals(Plan.MIN_SIZE, MessageCodec.MIN_BYTES);
        MessageCodec small = new MessageCodec(Plans.withSize(Plan.MIN_SIZE));
        assertEquals(
                "1f0c77e2/000000/099999999",
                text(small.message(0, 99_999_999)).substring(0, 25).replaceAll("x", ""));
        assertEquals(3, small.numberIn(0, answer(small, 0, 3)));
    }

    @Test
    void theAnswerToEachMessageTellsItsNumber() {
        for (int number : new int[] {0, 1, 9, 10, 123_456_789}) {
            assertEquals(number, script.numberIn(ME, answer(script, ME, number)));
        }
    }

    @Test
    void aRangeOfSizesIsUsedFromEndToEndAndEachIsChecked() {
        MessageCodec ranged = new MessageCodec(Plans.withSizes(34, 50));
        Set<Integer> sizes = new HashSet<>();
        for (int number = 0; number < 1_000; number++) {
            ByteBuffer message = ranged.message(3, number);
            sizes.add(message.remaining());
            assertEquals(Peer.checked(text(message.duplicate())), text(message.duplicate()));
            assertEquals(number, ranged.numberIn(3, answer(ranged, 3, number)));
        }
        assertEquals(17, sizes.size());
        assertTrue(sizes.contains(34) && sizes.contains(50));
    }

    @Test
    void anyByteChangedIsACorruptedAnswer() {
        for (int i = 0; i < Plans.PREFIX.length() + 64; i++) {
            ByteBuffer changed = answer(script, ME, 17);
            changed.put(i, (byte) (changed.get(i) ^ 1));
            assertEquals(MessageCodec.CORRUPTED, script.numberIn(ME, changed), "byte " + i);
        }
    }

    @Test
    void aByteMoreOrLessAtTheEndIsACorruptedAnswer() {
        String right = Plans.PREFIX + text(script.message(ME, 17));
        assertEquals(MessageCodec.CORRUPTED, script.numberIn(ME, bytes(right + "n")));
        assertEquals(MessageCodec.CORRUPTED, script.numberIn(ME, bytes(right.substring(0, right.length() - 1))));
        assertEquals(MessageCodec.CORRUPTED, script.numberIn(ME, bytes(right.substring(0, 20))));
    }

    @Test
    void whatLooksLikeNoAnswerAtAllIsForeign() {
        assertEquals(MessageCodec.FOREIGN, script.numberIn(ME, bytes("")));
        assertEquals(MessageCodec.FOREIGN, script.numberIn(ME, bytes("hello")));
        assertEquals(MessageCodec.FOREIGN, script.numberIn(ME, bytes("x".repeat(1_000))));
        assertEquals(MessageCodec.FOREIGN, script.numberIn(ME, bytes(text(script.message(ME, 17)))));
    }

    @Test
    void anotherClientsAnswerIsForeign() {
        assertEquals(MessageCodec.FOREIGN, script.numberIn(ME, answer(script, 41, 17)));
    }

    @Test
    void anotherRunsAnswerIsForeign() {
        MessageCodec other = new MessageCodec(Plans.ofRun(Plans.RUN + 1));
        assertEquals(MessageCodec.FOREIGN, script.numberIn(ME, answer(other, ME, 17)));
    }

    @Test
    void theBufferMayStartAnywhere() {
        ByteBuffer late =
                bytes("xyz" + Plans.PREFIX + text(script.message(ME, 17))).position(3);
        assertEquals(17, script.numberIn(ME, late));
        assertEquals(3, late.position());
        assertEquals(3 + Plans.PREFIX.length() + 64, late.limit());
    }

    private static ByteBuffer answer(MessageCodec script, int client, int number) {
        return bytes(Plans.PREFIX + text(script.message(client, number)));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(ByteBuffer message) {
        return UTF_8.decode(message).toString();
    }
}
