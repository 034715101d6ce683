package paloma.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** <em>Any thread</em>, but only one reads. A console on a terminal: lines are edited, and others appear above them. */
final class TerminalConsole implements Console {
    private final Terminal terminal;
    private final LineReader reader;
    private volatile Thread readingThread;
    private volatile boolean ended;

    private TerminalConsole(Terminal terminal) {
        this.terminal = terminal;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("paloma")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.BRACKETED_PASTE, false)
                .build();
    }

    /** @throws IOException when the standard streams are no terminal that lines can be edited on */
    static TerminalConsole open() throws IOException {
        try {
            // Signals stay with this program: Ctrl-C means the same whether a line is being read or not.
            return new TerminalConsole(TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                    .encoding(StandardCharsets.UTF_8)
                    .graphemeCluster(false)
                    .nativeSignals(false)
                    .dumb(false)
                    .build());
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String read(String prompt, String atEnd) {
        readingThread = Thread.currentThread();
        try {
            return ended ? atEnd : reader.readLine(prompt);
        } catch (UserInterruptException | EndOfFileException e) {
            return atEnd;
        } finally {
            readingThread = null;
        }
    }

    @Override
    public void write(String lines) throws IOException {
        if (ended) {
            terminal.writer().print(lines);
            terminal.flush();
        } else {
            reader.printAbove(lines);
        }
    }

    @Override
    public void end() {
        ended = true;
        Thread thread = readingThread;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
