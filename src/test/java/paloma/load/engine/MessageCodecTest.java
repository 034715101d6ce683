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
    private static final int CLIENT = 42;

    private final MessageCodec codec = new MessageCodec(Plans.of(100, 100));

    @Test
    void aMessageHasRunClientNumberLettersAndChecksum() {
        SentMessage message = SentMessage.of(text(codec.message(CLIENT, 17)));
        assertEquals("1f0c77e2", message.run());
        assertEquals(42, message.client());
        assertEquals(17, message.number());
        assertEquals("abcdefghijklmnopqrstuvwxyzabcde", message.letters());
        assertEquals(Peer.checked(message.text()), message.text());
        assertEquals(64, message.text().length());
    }

    @Test
    void theSmallestMessageHasNumbersAndChecksumOnly() {
        assertEquals(Plan.MIN_SIZE, MessageCodec.MIN_BYTES);
        MessageCodec small = new MessageCodec(Plans.withSize(Plan.MIN_SIZE));
        SentMessage message = SentMessage.of(text(small.message(0, 99_999_999)));
        assertEquals("1f0c77e2", message.run());
        assertEquals(0, message.client());
        assertEquals(99_999_999, message.number());
        assertEquals("", message.letters());
        assertEquals(Peer.checked(message.text()), message.text());
        assertEquals(3, small.numberIn(0, answer(small, 0, 3)));
    }

    @Test
    void theNumberOfAMessageIsReadFromItsAnswer() {
        for (int number : new int[] {0, 1, 9, 10, 123_456_789}) {
            assertEquals(number, codec.numberIn(CLIENT, answer(codec, CLIENT, number)));
        }
    }

    @Test
    void messagesHaveAllSizesOfTheRangeAndValidChecksums() {
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
    void anAnswerWithAChangedByteIsCorrupted() {
        for (int i = 0; i < Plans.PREFIX.length() + 64; i++) {
            ByteBuffer changed = answer(codec, CLIENT, 17);
            changed.put(i, (byte) (changed.get(i) ^ 1));
            assertEquals(MessageCodec.CORRUPTED, codec.numberIn(CLIENT, changed), "byte " + i);
        }
    }

    @Test
    void anAnswerThatIsLongerOrShorterIsCorrupted() {
        String answer = Plans.PREFIX + text(codec.message(CLIENT, 17));
        assertEquals(MessageCodec.CORRUPTED, codec.numberIn(CLIENT, bytes(answer + "n")));
        assertEquals(MessageCodec.CORRUPTED, codec.numberIn(CLIENT, bytes(answer.substring(0, answer.length() - 1))));
        assertEquals(MessageCodec.CORRUPTED, codec.numberIn(CLIENT, bytes(answer.substring(0, 20))));
    }

    @Test
    void aDatagramThatDoesNotResembleAnAnswerIsForeign() {
        assertEquals(MessageCodec.FOREIGN, codec.numberIn(CLIENT, bytes("")));
        assertEquals(MessageCodec.FOREIGN, codec.numberIn(CLIENT, bytes("hello")));
        assertEquals(MessageCodec.FOREIGN, codec.numberIn(CLIENT, bytes("x".repeat(1_000))));
        assertEquals(MessageCodec.FOREIGN, codec.numberIn(CLIENT, bytes(text(codec.message(CLIENT, 17)))));
    }

    @Test
    void anotherClientsAnswerIsForeign() {
        assertEquals(MessageCodec.FOREIGN, codec.numberIn(CLIENT, answer(codec, 41, 17)));
    }

    @Test
    void anotherRunsAnswerIsForeign() {
        MessageCodec other = new MessageCodec(Plans.ofRun(Plans.RUN + 1));
        assertEquals(MessageCodec.FOREIGN, codec.numberIn(CLIENT, answer(other, CLIENT, 17)));
    }

    @Test
    void theBufferMayStartAnywhere() {
        ByteBuffer datagram =
                bytes("xyz" + Plans.PREFIX + text(codec.message(CLIENT, 17))).position(3);
        assertEquals(17, codec.numberIn(CLIENT, datagram));
        assertEquals(3, datagram.position());
        assertEquals(3 + Plans.PREFIX.length() + 64, datagram.limit());
    }

    private static ByteBuffer answer(MessageCodec codec, int client, int number) {
        return bytes(Plans.PREFIX + text(codec.message(client, number)));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(ByteBuffer message) {
        return UTF_8.decode(message).toString();
    }
}
