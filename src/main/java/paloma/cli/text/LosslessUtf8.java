package paloma.cli.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * <em>Immutable.</em> UTF-8 decoding that preserves invalid bytes. An invalid byte is decoded as U+DC00 plus its value,
 * a lone surrogate, which valid UTF-8 never decodes to (Python's {@code surrogateescape}, PEP 383).
 */
public final class LosslessUtf8 extends Charset {
    public static final LosslessUtf8 CHARSET = new LosslessUtf8();

    private static final int ESCAPE_BASE = 0xdc00;
    private static final int FIRST_ESCAPE = ESCAPE_BASE + 0x80;
    private static final int LAST_ESCAPE = ESCAPE_BASE + 0xff;
    private static final int BYTE_MASK = 0xff;

    private LosslessUtf8() {
        super("X-Paloma-Lossless-UTF-8", new String[0]);
    }

    /** Decodes all remaining bytes; the position of {@code bytes} does not change. */
    public static String decodeAll(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CHARSET.newDecoder().decode(in, out, false);
        while (in.hasRemaining()) {
            // An incomplete character at the end of the input.
            out.put(escape(in.get()));
        }
        return out.flip().toString();
    }

    /**
     * Decodes truncated input without an incomplete character at its end. The position of {@code bytes} does not
     * change.
     */
    public static String decodeTruncated(ByteBuffer bytes) {
        CharBuffer out = CharBuffer.allocate(bytes.remaining());
        CHARSET.newDecoder().decode(bytes.duplicate(), out, false);
        return out.flip().toString();
    }

    /** Returns whether {@code character} represents an invalid byte. */
    public static boolean isEscapedByte(int character) {
        return character >= FIRST_ESCAPE && character <= LAST_ESCAPE;
    }

    /** Returns the byte that {@code character} represents, 0x80 to 0xff. */
    public static int unescape(int character) {
        return character - ESCAPE_BASE;
    }

    private static char escape(byte invalid) {
        return (char) (ESCAPE_BASE + (invalid & BYTE_MASK));
    }

    @Override
    public boolean contains(Charset other) {
        return StandardCharsets.UTF_8.contains(other);
    }

    @Override
    public CharsetDecoder newDecoder() {
        return new Decoder();
    }

    /** @throws UnsupportedOperationException always: {@link SafeText} prints the decoded text */
    @Override
    public CharsetEncoder newEncoder() {
        throw new UnsupportedOperationException(name());
    }

    /** Returns false: {@link #newEncoder()} is not supported. */
    @Override
    public boolean canEncode() {
        return false;
    }

    /**
     * <em>Any thread.</em> Used by one thread at a time. An incomplete character at the end stays in the input, because
     * the end of the input is unknown here.
     */
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
