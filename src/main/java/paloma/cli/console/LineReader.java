package paloma.cli.console;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import paloma.cli.text.LosslessUtf8;

/**
 * <em>Any thread.</em> Used by one thread at a time. Reads lines of bounded length in UTF-8, so that input without line
 * breaks cannot fill the heap. Skips a byte order mark at the start of the input.
 */
final class LineReader {
    /** Exceeds every message; the rest of a longer line is skipped but counted. */
    static final int MAX_BYTES = 1 << 17;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private boolean started;
    private boolean afterCarriageReturn;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** Returns the next line, ended by LF, CR, CR LF or the end of the input; null at the end. */
    InputLine next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            boolean secondOfPair = b == '\n' && afterCarriageReturn;
            afterCarriageReturn = b == '\r';
            if (secondOfPair) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                started = true;
                return line(line, length);
            }
            length++;
            if (line.size() < MAX_BYTES) {
                line.write(b);
            }
            if (!started && length == BYTE_ORDER_MARK.length) {
                started = true;
                if (Arrays.equals(line.toByteArray(), BYTE_ORDER_MARK)) {
                    line.reset();
                    length = 0;
                }
            }
        }
        return length > 0 ? line(line, length) : null;
    }

    private static InputLine line(ByteArrayOutputStream kept, long length) {
        ByteBuffer bytes = ByteBuffer.wrap(kept.toByteArray());
        return new InputLine(
                length > MAX_BYTES ? LosslessUtf8.decodeTruncated(bytes) : LosslessUtf8.decodeAll(bytes), length);
    }
}
