package paloma.cli.output;

import org.jline.nativ.CLibrary;

/** <em>Any thread.</em> How wide the rows are where an output shows, and lines folded to that. */
public final class TerminalWidth {
    /** Of a pipe or a file, where a line is a line. */
    public static final TerminalWidth UNBOUNDED = new TerminalWidth(-1, Integer.MAX_VALUE);

    /** For a terminal that does not tell. */
    private static final int UNTOLD_COLUMNS = 80;

    private final int descriptor;
    private final int untold;

    private TerminalWidth(int descriptor, int untold) {
        this.descriptor = descriptor;
        this.untold = untold;
    }

    /** Of what that descriptor of this process leads to, whichever width it has at the time. */
    public static TerminalWidth of(int descriptor) {
        return StandardStreams.isTerminal(descriptor) ? ofTerminal(descriptor) : UNBOUNDED;
    }

    /** The same of a descriptor that leads to a terminal. */
    public static TerminalWidth ofTerminal(int descriptor) {
        return new TerminalWidth(descriptor, UNTOLD_COLUMNS);
    }

    /** Always that many. */
    public static TerminalWidth ofColumns(int columns) {
        return new TerminalWidth(-1, columns);
    }

    /** The rows of {@code lines}, as {@link LineWrapper#rows} has it. */
    public String fold(String lines) {
        return this == UNBOUNDED ? lines : LineWrapper.rows(lines, columns());
    }

    private int columns() {
        int told = descriptor < 0 ? 0 : told(descriptor);
        return told > 0 ? told : untold;
    }

    /** As the system tells now; 0 when it does not. */
    private static int told(int descriptor) {
        try {
            return CLibrary.getTerminalWidth(descriptor);
        } catch (LinkageError | RuntimeException e) {
            // No library for it, or none for this system.
            return 0;
        }
    }
}
