package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whatever is typed, or piped in, comes as the lines that it has. */
class InputLinesFuzz {
    @FuzzTest
    void theLinesAreThoseOfTheText(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> expected = new ArrayList<>(Arrays.asList(text.split("\r\n|\r|\n", -1)));
        // Behind the last line break there is no other line, unless there is text.
        if (expected.get(expected.size() - 1).isEmpty()) {
            expected.remove(expected.size() - 1);
        }
        expected.replaceAll(line -> line.substring(0, Math.min(line.length(), InputLines.CHARS)));
        InputLines lines = new InputLines(new ByteArrayInputStream(bytes));
        for (String line : expected) {
            assertEquals(line, lines.next());
        }
        assertEquals(null, lines.next());
        assertEquals(null, lines.next());
    }
}
