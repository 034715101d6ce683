package paloma.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import paloma.cli.text.LosslessUtf8;

/** Every input is read as its lines. */
@Tag("instrumented")
class LineReaderFuzz {
    @FuzzTest
    void theLinesAreThoseOfTheText(byte[] bytes) throws IOException {
        String text = LosslessUtf8.decodeAll(ByteBuffer.wrap(bytes));
        String unmarked = text.startsWith(InputLine.BYTE_ORDER_MARK) ? text.substring(1) : text;
        List<String> expected = new ArrayList<>(Arrays.asList(unmarked.split("\r\n|\r|\n", -1)));
        // Behind the last line break there is no other line, unless there is text.
        if (expected.get(expected.size() - 1).isEmpty()) {
            expected.remove(expected.size() - 1);
        }
        LineReader lines = new LineReader(new ByteArrayInputStream(bytes));
        for (String line : expected) {
            InputLine next = lines.next();
            if (next.bytes() <= LineReader.MAX_BYTES) {
                assertEquals(InputLine.of(line), next);
            } else {
                assertTrue(line.startsWith(next.text()));
            }
        }
        assertEquals(null, lines.next());
        assertEquals(null, lines.next());
    }
}
