package paloma.cli.text;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * <em>Any thread.</em> Makes text of unknown origin safe to print. A character that could control a terminal, break the
 * line, reorder it or leave a gap is printed as a visible escape ({@code \x1b}, {@code \u202e}). Characters over
 * {@link #MAX_BLANKS}, {@link #MAX_ACCENTS} and {@link #MAX_MARKS} are escaped too. Long text is cut.
 */
public final class SafeText {
    /** Characters printed per message at most; a cut text ends with one more, {@code …}. */
    public static final int MAX_CHARACTERS = 200;

    /** Consecutive blanks printed unescaped. More could push the following text into the next row. */
    static final int MAX_BLANKS = 3;

    /** Script-independent marks on one base: accents, joiners, variation selectors. Vietnamese needs two. */
    static final int MAX_ACCENTS = 3;

    /** Marks of any kind on one base. More would cover the rows above and below. Burmese needs five. */
    static final int MAX_MARKS = 6;

    private static final int MAX_UTF_8_BYTES = 4;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    /**
     * The block of emoji and other pictographs. It contains no marks, and each Unicode version adds characters to it.
     */
    private static final int FIRST_PICTURE = 0x1f000;

    private static final int LAST_PICTURE = 0x1faff;

    /** <em>Immutable.</em> How a character is printed. */
    private enum Kind {
        /** Has a glyph and a column of its own. */
        VISIBLE,
        BLANK,
        /** Combines with the character before it, or has no glyph. */
        MARK,
        /** Printed as an escape. */
        UNPRINTABLE
    }

    private SafeText() {}

    /** Escapes {@code text} and cuts it to {@link #MAX_CHARACTERS}. */
    public static String of(String text) {
        return of(text, MAX_CHARACTERS);
    }

    /**
     * Escapes the UTF-8 in {@code message} and cuts it to {@link #MAX_CHARACTERS}. The buffer's position does not
     * change. An invalid byte is printed as {@code \xff} (see {@link LosslessUtf8}).
     */
    public static String of(ByteBuffer message) {
        ByteBuffer view = message.duplicate();
        int maxBytes = (MAX_CHARACTERS + 1) * MAX_UTF_8_BYTES;
        view.limit(view.position() + Math.min(view.remaining(), maxBytes));
        return of(LosslessUtf8.decodeAll(view));
    }

    /**
     * Escapes {@code text} and cuts it to {@code maxCharacters} code points, counted as printed. No escape is cut in
     * two.
     */
    public static String of(String text, int maxCharacters) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), maxCharacters) + 1);
        RunLimits runLimits = new RunLimits();
        int printed = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            String escape = runLimits.allows(character) ? null : escape(character);
            printed += escape == null ? 1 : escape.length();
            if (printed > maxCharacters) {
                return safe.append('…').toString();
            }
            if (escape == null) {
                safe.appendCodePoint(character);
            } else {
                safe.append(escape);
            }
            i += Character.charCount(character);
        }
        return safe.toString();
    }

    /** <em>Any thread.</em> Used by one thread at a time. Counts blanks and marks since the last visible character. */
    private static final class RunLimits {
        private int blanks;
        private int accents;
        private int marks;

        /** Returns whether {@code character}, the next one, is printed unescaped. */
        boolean allows(int character) {
            switch (kind(character)) {
                case BLANK -> {
                    accents = 0;
                    marks = 0;
                    return ++blanks <= MAX_BLANKS;
                }
                case MARK -> {
                    boolean accent = Character.UnicodeScript.of(character) == Character.UnicodeScript.INHERITED;
                    accents += accent ? 1 : 0;
                    return ++marks <= MAX_MARKS && (!accent || accents <= MAX_ACCENTS);
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

    /**
     * Returns whether a character combines with the one before it or has no glyph, and must not be separated from it.
     */
    public static boolean isMark(int character) {
        return kind(character) == Kind.MARK;
    }

    private static Kind kind(int character) {
        if (isInvisible(character)) {
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
            // Possibly a mark of a Unicode version newer than the runtime's.
            case Character.UNASSIGNED ->
                character >= FIRST_PICTURE && character <= LAST_PICTURE ? Kind.VISIBLE : Kind.MARK;
            default -> Kind.VISIBLE;
        };
    }

    /**
     * Returns whether a letter, symbol or unassigned code point has no glyph (Unicode,
     * {@code Default_Ignorable_Code_Point} and others).
     */
    private static boolean isInvisible(int character) {
        return switch (character) {
            // Hangul fillers, unwritten Khmer vowels, object replacement character.
            case 0x115f, 0x1160, 0x3164, 0xffa0, 0x17b4, 0x17b5, 0xfffc -> true;
            // Braille blank, ideographic half fill space, musical null notehead, blanks among hieroglyphs.
            case 0x2800, 0x303f, 0x1d159, 0x13441, 0x13442 -> true;
            case 0x2065, 0xfff0, 0xfff1, 0xfff2, 0xfff3, 0xfff4, 0xfff5, 0xfff6, 0xfff7, 0xfff8 -> true;
            // Tag characters. The ideographic variation selectors of the same plane are marks.
            default -> character >= 0xe0000 && character <= 0xe0fff && !Character.isDefined(character);
        };
    }

    private static String escape(int character) {
        if (LosslessUtf8.isEscapedByte(character)) {
            return escape(LosslessUtf8.unescape(character));
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
