package paloma.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import paloma.cli.output.TerminalWidth;
import paloma.cli.text.SafeText;

/** <em>Any thread</em>, but only one reads. A console without line editing. */
final class PipeConsole implements Console {
    /** What it shows besides what is written. */
    enum Shows {
        /** Nothing. */
        OUTPUT,
        /** Each prompt; the lines that are read show anyhow. */
        PROMPTS,
        /** Each prompt, followed by the line that was read: what a terminal would show. */
        TRANSCRIPT
    }

    private final LineReader in;
    private final OutputStream out;
    private final TerminalWidth width;
    private final Shows shows;
    private volatile boolean ended;
    private String waitingPrompt; // guarded by this

    /** @param width of the terminal that {@code out} leads to, if it is one */
    PipeConsole(InputStream in, OutputStream out, TerminalWidth width, Shows shows) {
        this.in = new LineReader(in);
        this.out = out;
        this.width = width;
        this.shows = shows;
    }

    @Override
    public InputLine read(String prompt, String atEnd) throws IOException {
        if (shows != Shows.OUTPUT) {
            showPrompt(prompt);
        }
        InputLine line = in.next();
        // With nothing to show, nothing waits for a stalled output either: commands are read on.
        if (shows != Shows.OUTPUT) {
            finishPrompt(line, atEnd);
        }
        return line == null || ended ? InputLine.ofNullable(atEnd) : line;
    }

    @Override
    public synchronized void write(String lines) throws IOException {
        String rows = width.fold(lines);
        if (waitingPrompt == null) {
            put(rows);
        } else if (ended) {
            waitingPrompt = null;
            put("\n" + rows);
        } else {
            put("\n" + rows + width.fold(waitingPrompt));
        }
    }

    @Override
    public void end() {
        ended = true;
    }

    private synchronized void showPrompt(String prompt) {
        if (!ended) {
            waitingPrompt = prompt;
            putIfPossible(width.fold(prompt));
        }
    }

    private synchronized void finishPrompt(InputLine line, String atEnd) {
        if (waitingPrompt == null || ended) {
            return;
        }
        String prompt = waitingPrompt;
        waitingPrompt = null;
        if (line == null) {
            putIfPossible((atEnd == null ? "" : atEnd) + "\n");
        } else if (shows == Shows.TRANSCRIPT) {
            // Rows are filled from the first on, so the prompt's, which are there already, begin those of both.
            String rows = width.fold(prompt + SafeText.text(line.text(), LineReader.BYTES) + "\n");
            putIfPossible(rows.substring(width.fold(prompt).length()));
        }
    }

    /** Input goes on when nobody reads the output any more. */
    private void putIfPossible(String text) {
        try {
            put(text);
        } catch (IOException e) {
            // Who ended the output does not want to know.
        }
    }

    private void put(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
