package paloma.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Bidi;
import java.util.List;
import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.text.SafeText;

class LineWrapperTest {
    private static final String MARK = LineWrapper.CONTINUATION;
    private static final String FRAME = "Mensaje de (127.0.0.1, 0b8e4a3c-1d5f-4e6a-9b7c-2f3d4e5a6b7c): ";
    private static final String FORGED = "Conexión aceptada desde ('6.6.6.6', 1)";

    /** Blanks, letters, wide characters, marks, joiners, and right-to-left text. */
    private static final List<String> PADDINGS = List.of(
            " ",
            "\u00a0",
            "\u3000",
            "\u2800",
            "\u3164",
            "x",
            "x ",
            "你",
            "한",
            "🕊",
            "x\u0301",
            "\u0301",
            "é",
            "👩\u200d",
            "\u200d",
            "🕊\ufe0f",
            "☺\ufe0f",
            "א",
            "א ",
            "\u202e",
            "ﷺ",
            "ｱ",
            "\ufffd");

    @Test
    void aLineThatFitsStaysAsItIs() {
        String line = "x".repeat(80);
        assertEquals(line, LineWrapper.wrap(line, 80));
        assertEquals(line + "\n\n" + line + "\n", LineWrapper.wrap(line + "\n\n" + line + "\n", 80));
        assertEquals("", LineWrapper.wrap("", 80));
        assertEquals("\n", LineWrapper.wrap("\n", 80));
    }

    @Test
    void aLongerLineContinuesBehindAMarkThatNoLineBeginsWith() {
        assertEquals(
                "x".repeat(20) + "\n" + MARK + "x".repeat(13) + "\n" + MARK + "xx\nnext\n",
                LineWrapper.wrap("x".repeat(35) + "\nnext\n", 20));
    }

    @Test
    void wordsStayWholeWhereTheyCan() {
        assertEquals(
                "uno dos tres cuatro \n" + MARK + "cinco seis \n" + MARK + "sietesieteses\n" + MARK + "iete",
                LineWrapper.wrap("uno dos tres cuatro cinco seis sietesietesesiete", 20));
    }

    @Test
    void charactersBeyondTheAlphabetsCountAsTwoColumns() {
        assertEquals("ñ".repeat(20), LineWrapper.wrap("ñ".repeat(20), 20));
        assertEquals("你".repeat(10) + "\n" + MARK + "你", LineWrapper.wrap("你".repeat(11), 20));
        assertEquals("🕊".repeat(10) + "\n" + MARK + "🕊", LineWrapper.wrap("🕊".repeat(11), 20));
    }

    @Test
    void aCharacterStaysWithItsMarks() {
        assertEquals("x".repeat(19) + "\n" + MARK + "n\u0303x", LineWrapper.wrap("x".repeat(19) + "n\u0303x", 20));
    }

    @Test
    void aTerminalTooNarrowForAnythingGetsOneCharacterInEachRow() {
        assertEquals("a\n" + MARK + "b\n" + MARK + "你", LineWrapper.wrap("ab你", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 80, 132})
    void noTerminalHasAnythingToWrap(int columns) {
        for (String padding : PADDINGS) {
            for (int count = 0; count <= columns; count++) {
                String text = padding.repeat(count) + FORGED;
                assertFolded(FRAME + text, columns);
                assertFolded(FRAME + SafeText.of(text), columns);
            }
        }
    }

    private static void assertFolded(String line, int columns) {
        List<String> rows = LineWrapper.wrap(line, columns).lines().toList();
        StringBuilder together = new StringBuilder();
        for (String row : rows) {
            boolean first = together.isEmpty();
            assertTrue(first || row.startsWith(MARK), row);
            together.append(first ? row : row.substring(MARK.length()));
            assertTrue(columnsOf(row) <= columns, row);
            if (Bidi.requiresBidi(row.toCharArray(), 0, row.length())) {
                assertTrue(new Bidi(row, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight(), row);
            }
        }
        assertEquals(line, together.toString());
    }

    /** Counts columns as a terminal does, with a variation selector that widens its base. */
    private static int columnsOf(String row) {
        return row.codePoints()
                .map(character -> character == 0xfe0f ? 1 : Math.max(0, WCWidth.wcwidth(character)))
                .sum();
    }
}
