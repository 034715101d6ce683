package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InertTest {
    @ParameterizedTest
    @CsvSource({
        "1b, \\x1b",
        "0, \\x00",
        "7, \\x07",
        "a, \\n",
        "d, \\r",
        "9, \\t",
        "7f, \\x7f",
        "80, \\x80",
        "9b, \\x9b",
        "200b, \\u200b",
        "200e, \\u200e",
        "200f, \\u200f",
        "202a, \\u202a",
        "202e, \\u202e",
        "2066, \\u2066",
        "2069, \\u2069",
        "2028, \\u2028",
        "2029, \\u2029",
        "feff, \\ufeff",
        "e0001, \\u{e0001}"
    })
    void whatCouldSteerATerminalOrReorderALineIsEscaped(String codePoint, String escape) {
        String character = Character.toString(Integer.parseInt(codePoint, 16));
        assertEquals("a" + escape + "b", Inert.text("a" + character + "b"));
    }

    @Test
    void everyControlAndFormatCharacterIsEscapedAndStaysOnOneLine() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            String inert = Inert.text(Character.toString(character));
            boolean joiner = character == 0x200c || character == 0x200d;
            assertTrue(
                    inert.codePoints()
                            .allMatch(printed -> joiner
                                    || switch (Character.getType(printed)) {
                                        case Character.CONTROL,
                                                Character.FORMAT,
                                                Character.SURROGATE,
                                                Character.LINE_SEPARATOR,
                                                Character.PARAGRAPH_SEPARATOR -> false;
                                        default -> true;
                                    }),
                    Integer.toHexString(character));
        }
    }

    @Test
    void ordinaryTextOfAnyLanguageStaysAsItIs() {
        String text = "¡Hola, señor! 你好 नमस्ते \\ 👩\u200d👧 🕊️";
        assertEquals(text, Inert.text(text));
    }

    @Test
    void loneSurrogatesAreEscaped() {
        assertEquals("a\\ud83dz\\ude00", Inert.text("a\ud83dz\ude00"));
    }

    @Test
    void twoHundredCharactersStayWholeAndMoreAreCut() {
        assertEquals("x".repeat(200), Inert.text("x".repeat(200)));
        assertEquals("x".repeat(200) + "…", Inert.text("x".repeat(201)));
        assertEquals("🕊".repeat(200), Inert.text("🕊".repeat(200)));
        assertEquals("🕊".repeat(200) + "…", Inert.text("🕊".repeat(65_000)));
    }

    @Test
    void noEscapeIsCutInTwo() {
        assertEquals("x".repeat(198) + "…", Inert.text("x".repeat(198) + "\u001b"));
        assertEquals("\\x1b".repeat(50) + "…", Inert.text("\u001b".repeat(51)));
    }

    @Test
    void bytesAreReadAsUtf8AndStayWhereTheyAre() {
        ByteBuffer message = ByteBuffer.wrap("ñ\u001b[31m".getBytes(StandardCharsets.UTF_8));
        assertEquals("ñ\\x1b[31m", Inert.text(message));
        assertEquals(7, message.remaining());
    }

    @Test
    void malformedBytesShowAsReplacements() {
        assertEquals("a\ufffdb", Inert.text(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, 'b'})));
    }

    @Test
    void aLongMessageIsCutInsideACharacterWithoutATrace() {
        for (String character : new String[] {"x", "ñ", "你", "🕊"}) {
            byte[] bytes = ("x" + character.repeat(16_000)).getBytes(StandardCharsets.UTF_8);
            assertEquals("x" + character.repeat(199) + "…", Inert.text(ByteBuffer.wrap(bytes)));
        }
    }
}
