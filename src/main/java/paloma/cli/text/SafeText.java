package paloma.cli.text;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * <em>Immutable.</em> Makes text of unknown origin safe to print. A character that could steer a terminal, break the
 * line, reorder it or leave a gap in it is shown as a visible escape ({@code \x1b}, {@code \u202e}); so is what exceeds
 * {@link #BLANKS}, {@link #ACCENTS} and {@link #MARKS}. Long text is cut.
 */
public final class SafeText {
    /** Characters that are printed of one message at most; what is cut shows as one more, {@code …}. */
    public static final int CHARACTERS = 200;

    /** Blanks in a row that are printed as they are: more of them could push what follows into the next row. */
    static final int BLANKS = 3;

    /** Marks of no script on one base, such as accents, joiners and variation selectors; Vietnamese needs two. */
    static final int ACCENTS = 3;

    /** Marks of any kind on one base: more of them would cover the rows above and below. Burmese needs five. */
    static final int MARKS = 6;

    private static final int UTF_8_BYTES = 4;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    /** The block of emoji and other pictures, without any mark, where each version of Unicode adds some. */
    private static final int FIRST_PICTURE = 0x1f000;

    private static final int LAST_PICTURE = 0x1faff;

    /** How a character may be printed. */
    private enum Kind {
        /** Takes a place of its own, and something is seen there. */
        VISIBLE,
        BLANK,
        /** Shows on the character before it, or not at all. */
        MARK,
        /** Only as an escape. */
        UNPRINTABLE
    }

    private SafeText() {}

    /** At most {@link #CHARACTERS} of {@code text}. */
    public static String text(String text) {
        return text(text, CHARACTERS);
    }

    /**
     * At most {@link #CHARACTERS} of the UTF-8 in {@code message}, which is left as it was. A byte that is part of no
     * character is shown as {@code \xff}, as {@link LosslessUtf8} has it.
     */
    public static String text(ByteBuffer message) {
        ByteBuffer view = message.duplicate();
        int enough = (CHARACTERS + 1) * UTF_8_BYTES;
        view.limit(view.position() + Math.min(view.remaining(), enough));
        return text(LosslessUtf8.text(view));
    }

    /** At most {@code most} characters (code points, counted as printed) of {@code text}; no escape is cut in two. */
    public static String text(String text, int most) {
        StringBuilder inert = new StringBuilder(Math.min(text.length(), most) + 1);
        Gap gap = new Gap();
        int printed = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            String escape = gap.takes(character) ? null : escape(character);
            printed += escape == null ? 1 : escape.length();
            if (printed > most) {
                return inert.append('…').toString();
            }
            if (escape == null) {
                inert.appendCodePoint(character);
            } else {
                inert.append(escape);
            }
            i += Character.charCount(character);
        }
        return inert.toString();
    }

    /** <em>One thread.</em> What stands between the last visible character and the next one. */
    private static final class Gap {
        private int blanks;
        private int accents;
        private int marks;

        /** Whether {@code character}, which comes next, may be printed as it is. */
        boolean takes(int character) {
            switch (kind(character)) {
                case BLANK -> {
                    accents = 0;
                    marks = 0;
                    return ++blanks <= BLANKS;
                }
                case MARK -> {
                    boolean accent = Character.UnicodeScript.of(character) == Character.UnicodeScript.INHERITED;
                    accents += accent ? 1 : 0;
                    return ++marks <= MARKS && (!accent || accents <= ACCENTS);
                }
                default -> {
                    blanks = 0;
                    accents = 0;
                    marks = 0;
                    return kind(character) == Kind.VISIBLE;
                }
            }
        }
    }

    /** Whether a character shows on the one before it, or not at all, and must stay with it. */
    public static boolean isMark(int character) {
        return kind(character) == Kind.MARK;
    }

    private static Kind kind(int character) {
        if (looksBlank(character)) {
            return Kind.UNPRINTABLE;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE -> Kind.UNPRINTABLE;
            // Emoji and several scripts need the two joiners.
            case Character.FORMAT ->
                character == ZERO_WIDTH_NON_JOINER || character == ZERO_WIDTH_JOINER ? Kind.MARK : Kind.UNPRINTABLE;
            case Character.SPACE_SEPARATOR -> Kind.BLANK;
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> Kind.MARK;
            // A mark perhaps of a Unicode that is newer than the runtime's.
            case Character.UNASSIGNED ->
                character >= FIRST_PICTURE && character <= LAST_PICTURE ? Kind.VISIBLE : Kind.MARK;
            default -> Kind.VISIBLE;
        };
    }

    /** Letters, symbols and code points without a glyph (Unicode, {@code Default_Ignorable_Code_Point} and others). */
    private static boolean looksBlank(int character) {
        return switch (character) {
            // Fillers of Hangul, vowels of Khmer that are not written, and the object that is not there.
            case 0x115f, 0x1160, 0x3164, 0xffa0, 0x17b4, 0x17b5, 0xfffc -> true;
            // Braille without a dot, half of an ideographic space, a note without a head, blanks among hieroglyphs.
            case 0x2800, 0x303f, 0x1d159, 0x13441, 0x13442 -> true;
            case 0x2065, 0xfff0, 0xfff1, 0xfff2, 0xfff3, 0xfff4, 0xfff5, 0xfff6, 0xfff7, 0xfff8 -> true;
            // Tags. The selectors of ideographs in the same plane are marks.
            default -> character >= 0xe0000 && character <= 0xe0fff && !Character.isDefined(character);
        };
    }

    private static String escape(int character) {
        if (LosslessUtf8.isByte(character)) {
            return escape(LosslessUtf8.byteOf(character));
        }
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                String form = character < 0x100 ? "\\x%02x" : character < 0x10000 ? "\\u%04x" : "\\u{%x}";
                yield String.format(Locale.ROOT, form, character);
            }
        };
    }
}
