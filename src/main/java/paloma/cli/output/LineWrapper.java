package paloma.cli.output;

import paloma.cli.text.SafeText;

/**
 * <em>Immutable.</em> Folds lines that are wider than a terminal, so that the terminal has nothing to wrap: where it wraps
 * by itself, text of unknown origin could begin a row and be taken for a line of its own. Each row that continues a line
 * begins with {@link #MARK}, as no line does.
 */
public final class LineWrapper {
    /**
     * Begins a row that continues a line. The left-to-right mark in front keeps a terminal with bidirectional text (UAX
     * #9) from taking the row for one that begins at the right.
     */
    public static final String MARK = "\u200e  ↳ ";

    /** All characters before it take one column at most; of the others some take two (UAX #11). */
    private static final int FIRST_WIDE = 0x1100;

    private static final int MARK_COLUMNS = columns(MARK, 0, MARK.length());

    private LineWrapper() {}

    /**
     * The rows of {@code lines}, each of which takes {@code columns} at most and ends behind a space, if it has one. A
     * character stays with its marks, even in a terminal too narrow for them.
     *
     * @param lines whole lines, each with its line break but perhaps the last
     */
    public static String rows(String lines, int columns) {
        StringBuilder rows = new StringBuilder(lines.length());
        int start = 0;
        while (start < lines.length()) {
            int end = lines.indexOf('\n', start) + 1;
            end = end == 0 ? lines.length() : end;
            fold(lines, start, end, columns, rows);
            start = end;
        }
        return rows.toString();
    }

    private static void fold(String lines, int start, int end, int columns, StringBuilder rows) {
        int row = start;
        int afterSpace = start;
        int taken = 0;
        for (int i = start; i < end && lines.charAt(i) != '\n'; ) {
            int next = behindMarks(lines, i, end);
            int wide = columns(lines, i, next);
            if (taken + wide > columns && i > row) {
                int cut = afterSpace > row ? afterSpace : i;
                rows.append(lines, row, cut).append('\n').append(MARK);
                row = cut;
                i = cut;
                taken = MARK_COLUMNS;
                continue;
            }
            taken += wide;
            afterSpace = lines.charAt(i) == ' ' ? next : afterSpace;
            i = next;
        }
        rows.append(lines, row, end);
    }

    /** Behind the character at {@code start} and the marks on it. */
    private static int behindMarks(String line, int start, int end) {
        int next = start + Character.charCount(line.codePointAt(start));
        while (next < end && SafeText.isMark(line.codePointAt(next))) {
            next += Character.charCount(line.codePointAt(next));
        }
        return next;
    }

    /**
     * Columns that a terminal gives this part of a line at most. One that gives accented letters two columns each, as
     * some do for East Asian users, is not covered.
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
