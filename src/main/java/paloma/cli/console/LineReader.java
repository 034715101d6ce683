package paloma.cli.console;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import paloma.cli.text.LosslessUtf8;

/**
 * <em>One thread.</em> Lines of UTF-8, the length of which is bounded: input without line breaks must not fill the heap. A
 * byte order mark that the input begins with is skipped.
 */
final class LineReader {
    /** Longer than any message can be; of a longer line the rest is skipped, and counted. */
    static final int BYTES = 1 << 17;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private boolean begun;
    private boolean afterReturn;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next line, ended by LF, CR, CR LF, or the end of the input; null when there is none. */
    InputLine next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            boolean secondOfPair = b == '\n' && afterReturn;
            afterReturn = b == '\r';
            if (secondOfPair) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                begun = true;
                return line(line, length);
            }
            length++;
            if (line.size() < BYTES) {
                line.write(b);
            }
            if (!begun && length == BYTE_ORDER_MARK.length) {
                begun = true;
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
        return new InputLine(length > BYTES ? LosslessUtf8.beginning(bytes) : LosslessUtf8.text(bytes), length);
    }
}
