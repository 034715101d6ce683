package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
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
        "e0001, \\u{e0001}",
        "2800, \\u2800",
        "3164, \\u3164",
        "115f, \\u115f",
        "1160, \\u1160",
        "ffa0, \\uffa0",
        "180e, \\u180e",
        "17b4, \\u17b4",
        "2065, \\u2065",
        "fff0, \\ufff0",
        "fffc, \\ufffc",
        "1d159, \\u{1d159}",
        "e0000, \\u{e0000}",
        "e0041, \\u{e0041}",
        "e0fff, \\u{e0fff}",
        "e000, \\ue000"
    })
    void controlBidirectionalAndInvisibleCharactersAreEscaped(String codePoint, String escape) {
        String character = Character.toString(Integer.parseInt(codePoint, 16));
        assertEquals("a" + escape + "b", SafeText.of("a" + character + "b"));
    }

    @Test
    void everyControlAndFormatCharacterIsEscapedAndStaysOnOneLine() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            String inert = SafeText.of(Character.toString(character));
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
        assertEquals(text, SafeText.of(text));
    }

    @Test
    void ofBlanksInARowThreeShow() {
        assertEquals("a   b  c d", SafeText.of("a   b  c d"));
        assertEquals("a   \\x20b", SafeText.of("a    b"));
        assertEquals("   \\x20\\x20\\x20", SafeText.of(" ".repeat(6)));
        assertEquals("a \u00a0\u3000\\u2003\\xa0\\x20b", SafeText.of("a \u00a0\u3000\u2003\u00a0 b"));
        assertEquals("a   b   c", SafeText.of("a   b   c"));
    }

    @Test
    void invisibleCharactersDoNotEndARunOfBlanks() {
        for (String between : new String[] {"\u200d", "\u200c", "\ufe0f", "\u034f", "\u0301"}) {
            String blanks = (" " + between).repeat(4);
            assertEquals("a" + (" " + between).repeat(3) + "\\x20" + between + "b", SafeText.of("a" + blanks + "b"));
        }
        assertEquals("   \\u3164   x", SafeText.of("   \u3164   x"));
    }

    @Test
    void ofAccentsOnOneLetterThreeShow() {
        assertEquals("e\u0301\u0302\u0303o\u0301", SafeText.of("e\u0301\u0302\u0303o\u0301"));
        assertEquals(
                "z" + "\u0335".repeat(3) + "\\u0335".repeat(2) + "a\u0335",
                SafeText.of("z" + "\u0335".repeat(5) + "a\u0335"));
        assertEquals("\u20dd\u20de\u20df\\u20e0", SafeText.of("\u20dd\u20de\u20df\u20e0"));
        assertEquals("a" + "\u200d".repeat(3) + "\\u200d", SafeText.of("a" + "\u200d".repeat(4)));
        assertEquals("☺" + "\ufe0f".repeat(3) + "\\ufe0f", SafeText.of("☺" + "\ufe0f".repeat(4)));
        String ideograph = "葛" + Character.toString(0xe0100);
        assertEquals(ideograph, SafeText.of(ideograph));
        assertEquals(
                ideograph.repeat(1) + Character.toString(0xe0100).repeat(2) + "\\u{e0100}",
                SafeText.of(ideograph + Character.toString(0xe0100).repeat(3)));
    }

    @Test
    void ofMarksThatAScriptNeedsSixShowOnOneLetter() {
        assertEquals("လျှို့ဝှက် မြို့ ละก็ सर्वोच्च བསྒྲུབས", SafeText.of("လျှို့ဝှက် မြို့ ละก็ सर्वोच्च བསྒྲུབས"));
        assertEquals("ส" + "็".repeat(6) + "\\u0e47".repeat(3), SafeText.of("ส" + "็".repeat(9)));
    }

    /** Newer versions of Unicode have more of both than this runtime. */
    @Test
    void unassignedCharactersCountAsMarksAndNewPicturesDoNot() {
        String unassigned = Character.toString(0x2fe0);
        assertEquals("a" + unassigned.repeat(6) + "\\u2fe0", SafeText.of("a" + unassigned.repeat(7)));
        String picture = Character.toString(0x1faff);
        assertEquals(picture.repeat(9), SafeText.of(picture.repeat(9)));
    }

    @Test
    void loneSurrogatesAreEscaped() {
        assertEquals("a\\ud83dz\\ude00", SafeText.of("a\ud83dz\ude00"));
    }

    @Test
    void twoHundredCharactersStayWholeAndMoreAreCut() {
        assertEquals("x".repeat(200), SafeText.of("x".repeat(200)));
        assertEquals("x".repeat(200) + "…", SafeText.of("x".repeat(201)));
        assertEquals("🕊".repeat(200), SafeText.of("🕊".repeat(200)));
        assertEquals("🕊".repeat(200) + "…", SafeText.of("🕊".repeat(65_000)));
    }

    @Test
    void noEscapeIsCutInTwo() {
        assertEquals("x".repeat(198) + "…", SafeText.of("x".repeat(198) + "\u001b"));
        assertEquals("\\x1b".repeat(50) + "…", SafeText.of("\u001b".repeat(51)));
    }

    @Test
    void bytesThatAreNoCharacterAreShownAsTheyAre() {
        byte[] latin1 = {'a', (byte) 0xf1, 'o', (byte) 0xc3};
        assertEquals("a\\xf1o\\xc3", SafeText.of(ByteBuffer.wrap(latin1)));
        assertEquals("a\ufffdo", SafeText.of(ByteBuffer.wrap("a\ufffdo".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void bytesAreReadAsUtf8AndStayWhereTheyAre() {
        ByteBuffer message = ByteBuffer.wrap("ñ\u001b[31m".getBytes(StandardCharsets.UTF_8));
        assertEquals("ñ\\x1b[31m", SafeText.of(message));
        assertEquals(7, message.remaining());
    }

    @Test
    void aLongMessageIsCutInsideACharacterWithoutATrace() {
        for (String character : new String[] {"x", "ñ", "你", "🕊"}) {
            byte[] bytes = ("x" + character.repeat(16_000)).getBytes(StandardCharsets.UTF_8);
            assertEquals("x" + character.repeat(199) + "…", SafeText.of(ByteBuffer.wrap(bytes)));
        }
    }
}
