package paloma.cli.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import paloma.cli.output.TerminalWidth;
import paloma.cli.process.Signals;
import paloma.cli.text.LosslessUtf8;

/**
 * <em>Any thread</em>, but only one reads. A console on a terminal: lines are edited, and others appear above them. What is
 * pasted is text, tabs and line breaks included; nothing of it is done before Enter is typed (bracketed paste, xterm).
 */
public final class TerminalConsole implements Console {
    /** For a terminal that does not tell how large it is. */
    private static final Size UNTOLD_SIZE = Size.of(80, 24);

    private static final long RESTORE_MILLIS = 500;

    private final Terminal terminal;
    private final Attributes attributes;
    private final LineReader reader;
    private final TerminalWidth width = TerminalWidth.ofTerminal(1);
    private final Runnable interrupt;
    private final ReentrantLock reading = new ReentrantLock();
    private final Deque<String> pasted = new ArrayDeque<>(); // guarded by reading
    private boolean begun; // guarded by reading
    private volatile Thread readingThread;
    private volatile boolean ended;

    private TerminalConsole(Terminal terminal, Runnable interrupt) {
        this.terminal = terminal;
        this.attributes = terminal.getAttributes();
        this.interrupt = interrupt;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("paloma")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.BRACKETED_PASTE, true)
                .build();
        // There is nothing to complete: a tab is a tab.
        reader.getKeyMaps().get(LineReader.MAIN).bind(new Reference(LineReader.SELF_INSERT), "\t");
    }

    /** @throws IOException when the standard streams are no terminal that lines can be edited on */
    static TerminalConsole open(Runnable interrupt) throws IOException {
        try {
            // Signals stay with this program: Ctrl-C means the same whether a line is being edited or not.
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                    .encoding(StandardCharsets.UTF_8)
                    .stdinEncoding(LosslessUtf8.CHARSET)
                    .graphemeCluster(false)
                    .nativeSignals(false)
                    .dumb(false)
                    .build();
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
                terminal.close();
                throw new IOException("the terminal cannot move its cursor");
            }
            Size size = terminal.getSize();
            if (size.getColumns() == 0 || size.getRows() == 0) {
                terminal.setSize(UNTOLD_SIZE);
            }
            Signals.callOnResize(() -> terminal.raise(Terminal.Signal.WINCH));
            return new TerminalConsole(terminal, interrupt);
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
    }

    @Override
    public InputLine read(String prompt, String atEnd) {
        reading.lock();
        readingThread = Thread.currentThread();
        try {
            if (!ended && pasted.isEmpty()) {
                edit(prompt);
            }
            return ended ? InputLine.ofNullable(atEnd) : InputLine.of(pasted.remove());
        } catch (UserInterruptException e) {
            if (!ended) {
                interrupt.run();
            }
            return InputLine.ofNullable(atEnd);
        } catch (EndOfFileException e) {
            return InputLine.ofNullable(atEnd);
        } finally {
            readingThread = null;
            reading.unlock();
        }
    }

    /** One line, or all of those that were pasted together. */
    private void edit(String prompt) {
        String typed = reader.readLine(prompt);
        boolean marked = !begun && typed.startsWith(InputLine.BYTE_ORDER_MARK);
        begun = true;
        pasted.addAll(Arrays.asList((marked ? typed.substring(1) : typed).split("\n", -1)));
    }

    @Override
    public void write(String lines) throws IOException {
        String rows = width.fold(lines);
        if (ended) {
            terminal.writer().print(rows);
            terminal.flush();
        } else {
            reader.printAbove(rows);
        }
    }

    /**
     * Gives the terminal back the way it was. The reading thread does, and soon, unless the terminal takes no output: then its
     * attributes, which need none, are set here.
     */
    @Override
    public void end() {
        ended = true;
        Thread thread = readingThread;
        if (thread != null) {
            thread.interrupt();
            try {
                if (reading.tryLock(RESTORE_MILLIS, TimeUnit.MILLISECONDS)) {
                    reading.unlock();
                } else {
                    terminal.setAttributes(attributes);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
