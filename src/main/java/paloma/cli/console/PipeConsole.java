package paloma.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import paloma.cli.output.TerminalWidth;
import paloma.cli.text.SafeText;

/** <em>Any thread.</em> Only one thread reads. A console without line editing. */
final class PipeConsole implements Console {
    /** <em>Immutable.</em> Which parts of the input side are printed. */
    enum Display {
        /** None. */
        NONE,
        /** Prompts. The terminal echoes the input. */
        PROMPTS,
        /** Prompts and input lines, as a terminal would display them. */
        TRANSCRIPT
    }

    private final LineReader in;
    private final OutputStream out;
    private final TerminalWidth width;
    private final Display display;
    private volatile boolean ended;
    private String shownPrompt; // guarded by this

    /** @param width of the terminal that {@code out} is, or unbounded */
    PipeConsole(InputStream in, OutputStream out, TerminalWidth width, Display display) {
        this.in = new LineReader(in);
        this.out = out;
        this.width = width;
        this.display = display;
    }

    @Override
    public InputLine read(String prompt, String endLine) throws IOException {
        if (display != Display.NONE) {
            showPrompt(prompt);
        }
        InputLine line = in.next();
        // Without a display a stalled output does not block the input.
        if (display != Display.NONE) {
            finishPrompt(line, endLine);
        }
        return line == null || ended ? InputLine.ofNullable(endLine) : line;
    }

    @Override
    public int columns() {
        return width.columns();
    }

    @Override
    public synchronized void write(String lines) throws IOException {
        String rows = width.wrap(lines);
        if (shownPrompt == null) {
            put(rows);
        } else if (ended) {
            shownPrompt = null;
            put("\n" + rows);
        } else {
            put("\n" + rows + width.wrap(shownPrompt));
        }
    }

    @Override
    public void stopReading() {
        ended = true;
    }

    private synchronized void showPrompt(String prompt) {
        if (!ended) {
            shownPrompt = prompt;
            tryPut(width.wrap(prompt));
        }
    }

    private synchronized void finishPrompt(InputLine line, String endLine) {
        if (shownPrompt == null || ended) {
            return;
        }
        String prompt = shownPrompt;
        shownPrompt = null;
        if (line == null) {
            tryPut((endLine == null ? "" : endLine) + "\n");
        } else if (display == Display.TRANSCRIPT) {
            // Wrapping depends only on the preceding text, so the rows of the prompt, already printed, are a prefix of
            // these rows.
            String rows = width.wrap(prompt + SafeText.of(line.text(), LineReader.MAX_BYTES) + "\n");
            tryPut(rows.substring(width.wrap(prompt).length()));
        }
    }

    /** Reading continues after the output has failed. */
    private void tryPut(String text) {
        try {
            put(text);
        } catch (IOException e) {
            // Ignored: the reader closed the output.
        }
    }

    private void put(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
