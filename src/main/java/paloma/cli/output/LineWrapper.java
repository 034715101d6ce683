package paloma.cli.output;

import paloma.cli.text.SafeText;

/**
 * <em>Any thread.</em> Wraps lines at the terminal's width, so that the terminal does not. In a line that the terminal
 * wraps, text of unknown origin could start a row and be mistaken for a separate line. Each continuation row starts
 * with {@link #CONTINUATION}, which starts no line.
 */
public final class LineWrapper {
    /**
     * Starts a continuation row. The leading left-to-right mark keeps a bidirectional terminal (UAX #9) from rendering
     * the row from right to left.
     */
    public static final String CONTINUATION = "\u200e  ↳ ";

    /** Characters below take at most one column; some of the others take two (UAX #11). */
    private static final int FIRST_WIDE = 0x1100;

    private static final int CONTINUATION_COLUMNS = columns(CONTINUATION, 0, CONTINUATION.length());

    private LineWrapper() {}

    /**
     * Returns the rows of {@code lines}, each at most {@code columns} wide and broken after a space where possible. A
     * character and its marks stay together, even in a terminal too narrow for them.
     *
     * @param lines whole lines with their line breaks; the last may have none
     */
    public static String wrap(String lines, int columns) {
        StringBuilder rows = new StringBuilder(lines.length());
        int start = 0;
        while (start < lines.length()) {
            int end = lines.indexOf('\n', start) + 1;
            end = end == 0 ? lines.length() : end;
            wrapLine(lines, start, end, columns, rows);
            start = end;
        }
        return rows.toString();
    }

    private static void wrapLine(String lines, int start, int end, int columns, StringBuilder rows) {
        int row = start;
        int afterSpace = start;
        int column = 0;
        for (int i = start; i < end && lines.charAt(i) != '\n'; ) {
            int next = endOfCharacter(lines, i, end);
            int width = columns(lines, i, next);
            if (column + width > columns && i > row) {
                int cut = afterSpace > row ? afterSpace : i;
                rows.append(lines, row, cut).append('\n').append(CONTINUATION);
                row = cut;
                i = cut;
                column = CONTINUATION_COLUMNS;
                continue;
            }
            column += width;
            afterSpace = lines.charAt(i) == ' ' ? next : afterSpace;
            i = next;
        }
        rows.append(lines, row, end);
    }

    /** Returns the index after the character at {@code start} and its marks. */
    private static int endOfCharacter(String line, int start, int end) {
        int next = start + Character.charCount(line.codePointAt(start));
        while (next < end && SafeText.isMark(line.codePointAt(next))) {
            next += Character.charCount(line.codePointAt(next));
        }
        return next;
    }

    /**
     * Returns the maximum width of this part of a line. Terminals that give accented letters two columns, as some do
     * for East Asian users, are not covered.
     */
    private static int columns(String line, int start, int end) {
        int columns = 0;
        for (int i = start; i < end; ) {
            int character = line.codePointAt(i);
            columns += character < FIRST_WIDE ? 1 : 2;
            i += Character.charCount(character);
        }
        return columns;
    }
}
