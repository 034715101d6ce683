package paloma.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void linesEndWithAnyUsualLineBreak() throws IOException {
        assertEquals(List.of("a", "b", "", "c", "", "d"), lines("a\nb\r\n\r\nc\r\rd"));
    }

    @Test
    void theLastLineNeedsNoLineBreak() throws IOException {
        assertEquals(List.of("a"), lines("a"));
        assertEquals(List.of("a"), lines("a\n"));
        assertEquals(List.of(), lines(""));
        assertEquals(List.of(""), lines("\n"));
    }

    @Test
    void linesAreUtf8InAnyLocale() throws IOException {
        assertEquals(List.of("sesión 你好"), lines("sesión 你好\n"));
    }

    @Test
    void anEndlessLineIsCutAndItsLengthIsCounted() throws IOException {
        String longest = "x".repeat(LineReader.MAX_BYTES);
        LineReader in = in(bytes(longest + "y".repeat(1_000_000) + "\nnext"));
        assertEquals(new InputLine(longest, LineReader.MAX_BYTES + 1_000_000), in.next());
        assertEquals(new InputLine("next", 4), in.next());
        assertNull(in.next());
    }

    @Test
    void noCharacterOfALongLineIsCutInTwo() throws IOException {
        InputLine line = in(bytes("x" + "ñ".repeat(LineReader.MAX_BYTES))).next();
        assertEquals("x" + "ñ".repeat(LineReader.MAX_BYTES / 2 - 1), line.text());
        assertEquals(1 + 2 * LineReader.MAX_BYTES, line.bytes());
        assertTrue(line.isUtf8());
    }

    @Test
    void aByteOrderMarkAtTheVeryStartIsNoPartOfTheFirstLine() throws IOException {
        assertEquals(List.of("hola", "\ufeffa"), lines("\ufeffhola\n\ufeffa"));
        assertEquals(List.of("\ufeffa"), lines("\ufeff\ufeffa\n"));
        assertEquals(List.of(), lines("\ufeff"));
        assertEquals(4, in(bytes("\ufeffhola\n")).next().bytes());
        byte[] halfAMark = {(byte) 0xef, (byte) 0xbb, 'a', '\n', 'b'};
        LineReader in = in(halfAMark);
        assertEquals(new InputLine("\udcef\udcbba", 3), in.next());
        assertEquals(new InputLine("b", 1), in.next());
    }

    @Test
    void invalidUtf8DiffersFromAReplacementCharacter() throws IOException {
        byte[] latin1 = {'a', (byte) 0xf1, 'o', '\n'};
        InputLine line = in(latin1).next();
        assertFalse(line.isUtf8());
        assertEquals(3, line.bytes());
        InputLine beginning = in(new byte[] {'a', (byte) 0xe2, (byte) 0x82}).next();
        assertFalse(beginning.isUtf8());
        assertEquals(3, beginning.bytes());
        assertTrue(in(bytes("a\ufffdo")).next().isUtf8());
        assertTrue(in(bytes("🕊")).next().isUtf8());
    }

    private static List<String> lines(String text) throws IOException {
        LineReader in = in(bytes(text));
        List<String> lines = new ArrayList<>();
        for (InputLine line = in.next(); line != null; line = in.next()) {
            assertEquals(line, InputLine.of(line.text()));
            lines.add(line.text());
        }
        return lines;
    }

    private static LineReader in(byte[] bytes) {
        return new LineReader(new ByteArrayInputStream(bytes));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
