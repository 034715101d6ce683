package paloma.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** <em>One thread.</em> Lines of UTF-8, the length of which is bounded: input without line breaks must not fill the heap. */
final class InputLines {
    /** Longer than any message can be; of a longer line the rest is skipped. */
    static final int CHARS = 1 << 17;

    private final BufferedReader reader;
    private boolean afterReturn;

    InputLines(InputStream in) {
        reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The next line, ended by LF, CR, CR LF, or the end of the input; null when there is none. */
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean any = false;
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            boolean secondOfPair = c == '\n' && afterReturn;
            afterReturn = c == '\r';
            if (secondOfPair) {
                continue;
            }
            if (c == '\n' || c == '\r') {
                return line.toString();
            }
            any = true;
            if (line.length() < CHARS) {
                line.append((char) c);
            }
        }
        return any ? line.toString() : null;
    }
}
