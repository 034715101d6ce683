package paloma.cli.output;

import org.jline.nativ.CLibrary;

/** <em>Any thread.</em> The width of an output in columns; wraps lines to it. */
public final class TerminalWidth {
    /** Of a pipe or a file: lines are not wrapped. */
    public static final TerminalWidth UNBOUNDED = new TerminalWidth(-1, Integer.MAX_VALUE);

    /** Used when the terminal reports no width. */
    private static final int DEFAULT_COLUMNS = 80;

    private final int descriptor;
    private final int defaultColumns;

    private TerminalWidth(int descriptor, int defaultColumns) {
        this.descriptor = descriptor;
        this.defaultColumns = defaultColumns;
    }

    /** Returns the width of the descriptor's terminal, queried at each call of {@link #wrap}. */
    public static TerminalWidth of(int descriptor) {
        return StandardStreams.isTerminal(descriptor) ? ofTerminal(descriptor) : UNBOUNDED;
    }

    /** Returns the width of a descriptor that is known to be a terminal. */
    public static TerminalWidth ofTerminal(int descriptor) {
        return new TerminalWidth(descriptor, DEFAULT_COLUMNS);
    }

    /**
     * Returns the number of columns for text that is wrapped once: {@code variable} if it is a positive number, else the
     * width of the first standard stream that is a terminal, output or error, else {@value #DEFAULT_COLUMNS}.
     *
     * @param variable the environment variable COLUMNS, which POSIX gives precedence; or null
     */
    public static int preferred(String variable) {
        if (variable != null && variable.matches("[1-9][0-9]{0,5}")) {
            return Integer.parseInt(variable);
        }
        for (int descriptor : new int[] {1, 2}) {
            if (StandardStreams.isTerminal(descriptor)) {
                return ofTerminal(descriptor).columns();
            }
        }
        return DEFAULT_COLUMNS;
    }

    /** Returns a fixed width. */
    public static TerminalWidth ofColumns(int columns) {
        return new TerminalWidth(-1, columns);
    }

    /** Returns the rows of {@code lines} (see {@link LineWrapper#wrap}). */
    public String wrap(String lines) {
        return this == UNBOUNDED ? lines : LineWrapper.wrap(lines, columns());
    }

    /** Returns the number of columns; {@link Integer#MAX_VALUE} of {@link #UNBOUNDED}. */
    public int columns() {
        int reported = descriptor < 0 ? 0 : query(descriptor);
        return reported > 0 ? reported : defaultColumns;
    }

    /** Returns the width that the system reports, or 0. */
    private static int query(int descriptor) {
        try {
            return CLibrary.getTerminalWidth(descriptor);
        } catch (LinkageError | RuntimeException e) {
            // The native library is missing or does not support this system.
            return 0;
        }
    }
}
