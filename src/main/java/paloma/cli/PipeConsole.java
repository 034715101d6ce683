package paloma.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

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

    private final InputLines in;
    private final OutputStream out;
    private final Shows shows;
    private volatile boolean ended;
    private String waitingPrompt; // guarded by this

    PipeConsole(InputStream in, OutputStream out, Shows shows) {
        this.in = new InputLines(in);
        this.out = out;
        this.shows = shows;
    }

    @Override
    public String read(String prompt, String atEnd) throws IOException {
        if (shows != Shows.OUTPUT) {
            showPrompt(prompt);
        }
        String line = in.next();
        finishPrompt(line, atEnd);
        return line == null || ended ? atEnd : line;
    }

    @Override
    public synchronized void write(String lines) throws IOException {
        if (waitingPrompt == null) {
            put(lines);
        } else if (ended) {
            waitingPrompt = null;
            put("\n" + lines);
        } else {
            put("\n" + lines + waitingPrompt);
        }
    }

    @Override
    public void end() {
        ended = true;
    }

    private synchronized void showPrompt(String prompt) {
        if (!ended) {
            waitingPrompt = prompt;
            putIfPossible(prompt);
        }
    }

    private synchronized void finishPrompt(String line, String atEnd) {
        if (waitingPrompt == null || ended) {
            return;
        }
        waitingPrompt = null;
        if (line == null) {
            putIfPossible((atEnd == null ? "" : atEnd) + "\n");
        } else if (shows == Shows.TRANSCRIPT) {
            putIfPossible(line + "\n");
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
