package paloma.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * <em>Immutable.</em> Makes text of unknown origin safe to print: what could steer a terminal, break the line or
 * reorder it is shown as a visible escape ({@code \x1b}, {@code \u202e}), and what is long is cut.
 */
final class Inert {
    /** Characters that are printed of one message at most; what is cut shows as one more, {@code …}. */
    static final int CHARACTERS = 200;

    private static final int UTF_8_BYTES = 4;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Inert() {}

    /** At most {@link #CHARACTERS} of {@code text}. */
    static String text(String text) {
        return text(text, CHARACTERS);
    }

    /** At most {@link #CHARACTERS} of the UTF-8 in {@code message}, which is left as it was. */
    static String text(ByteBuffer message) {
        ByteBuffer view = message.duplicate();
        int enough = (CHARACTERS + 1) * UTF_8_BYTES;
        view.limit(view.position() + Math.min(view.remaining(), enough));
        return text(StandardCharsets.UTF_8.decode(view).toString());
    }

    /** At most {@code most} characters (code points, counted as printed) of {@code text}; no escape is cut in two. */
    static String text(String text, int most) {
        StringBuilder inert = new StringBuilder(Math.min(text.length(), most) + 1);
        int printed = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            String escape = isHarmless(character) ? null : escape(character);
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

    /** Emoji and several scripts need the two joiners, which can do no harm. */
    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> character == ZERO_WIDTH_NON_JOINER || character == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }

    private static String escape(int character) {
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
