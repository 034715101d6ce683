package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LosslessUtf8Test {
    @Test
    void everyCharacterIsDecodedAsUtf8HasIt() {
        StringBuilder all = new StringBuilder();
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                all.appendCodePoint(character);
            }
        }
        String text = all.toString();
        assertEquals(text, LosslessUtf8.decodeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void everyByteThatIsNoCharacterIsKept() {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        assertArrayEquals(bytes, encode(LosslessUtf8.decodeAll(ByteBuffer.wrap(bytes))));
        byte[] surrogate = {(byte) 0xed, (byte) 0xb2, (byte) 0x80};
        assertArrayEquals(surrogate, encode(LosslessUtf8.decodeAll(ByteBuffer.wrap(surrogate))));
    }

    /** As the terminal's reader decodes: one byte at a time into a small buffer. */
    @Test
    void aDecoderTakesItsInputByteByByte() {
        byte[] bytes = "señal 🕊".getBytes(StandardCharsets.UTF_8);
        bytes[3] = (byte) 0xf1;
        CharsetDecoder decoder = LosslessUtf8.CHARSET.newDecoder();
        StringBuilder text = new StringBuilder();
        ByteBuffer in = ByteBuffer.allocate(8).limit(0);
        CharBuffer out = CharBuffer.allocate(1);
        for (byte b : bytes) {
            in.compact().put(b).flip();
            CoderResult result = CoderResult.OVERFLOW;
            while (result.isOverflow()) {
                result = decoder.decode(in, out, false);
                text.append(out.flip());
                out.clear();
                if (result.isOverflow() && out.capacity() < 2) {
                    out = CharBuffer.allocate(2);
                }
            }
            assertFalse(result.isError());
        }
        assertArrayEquals(bytes, encode(text.toString()));
    }

    private static byte[] encode(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length());
        text.codePoints().forEach(character -> {
            if (LosslessUtf8.isEscapedByte(character)) {
                bytes.put((byte) LosslessUtf8.unescape(character));
            } else {
                bytes.put(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        });
        byte[] encoded = new byte[bytes.flip().remaining()];
        bytes.get(encoded);
        return encoded;
    }
}
