package paloma.cli.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * <em>Immutable.</em> UTF-8 that loses no byte: one that is part of no character is decoded as U+DC00 plus its value, a lone
 * surrogate, which no valid UTF-8 decodes to (Python's {@code surrogateescape}, PEP 383).
 */
public final class LosslessUtf8 extends Charset {
    public static final LosslessUtf8 CHARSET = new LosslessUtf8();

    private static final int BASE = 0xdc00;
    private static final int FIRST = BASE + 0x80;
    private static final int LAST = BASE + 0xff;
    private static final int BYTE = 0xff;

    private LosslessUtf8() {
        super("X-Paloma-Lossless-UTF-8", new String[0]);
    }

    /** All of {@code bytes}, which are left as they were. */
    public static String text(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CHARSET.newDecoder().decode(in, out, false);
        while (in.hasRemaining()) {
            // The beginning of a character that does not end.
            out.put(escape(in.get()));
        }
        return out.flip().toString();
    }

    /** The same of bytes that were cut: without a character that they have the beginning of. */
    public static String beginning(ByteBuffer bytes) {
        CharBuffer out = CharBuffer.allocate(bytes.remaining());
        CHARSET.newDecoder().decode(bytes.duplicate(), out, false);
        return out.flip().toString();
    }

    /** Whether {@code character} stands for a byte that is part of no character. */
    public static boolean isByte(int character) {
        return character >= FIRST && character <= LAST;
    }

    /** The byte that {@code character} stands for, 0x80 to 0xff. */
    public static int byteOf(int character) {
        return character - BASE;
    }

    private static char escape(byte stray) {
        return (char) (BASE + (stray & BYTE));
    }

    @Override
    public boolean contains(Charset other) {
        return StandardCharsets.UTF_8.contains(other);
    }

    @Override
    public CharsetDecoder newDecoder() {
        return new Decoder();
    }

    /** @throws UnsupportedOperationException always: text is printed as {@link SafeText} has it */
    @Override
    public CharsetEncoder newEncoder() {
        throw new UnsupportedOperationException(name());
    }

    /** Without {@link #newEncoder()}. */
    @Override
    public boolean canEncode() {
        return false;
    }

    /** <em>One thread.</em> The end of the input is not known here: the beginning of a character stays in the input. */
    private static final class Decoder extends CharsetDecoder {
        private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

        Decoder() {
            super(CHARSET, 1, 1);
        }

        @Override
        protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
            while (true) {
                CoderResult result = utf8.decode(in, out, false);
                if (!result.isMalformed()) {
                    return result;
                }
                if (out.remaining() < result.length()) {
                    return CoderResult.OVERFLOW;
                }
                for (int i = 0; i < result.length(); i++) {
                    out.put(escape(in.get()));
                }
            }
        }

        @Override
        protected void implReset() {
            utf8.reset();
        }
    }
}
