package paloma.cli.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jline.reader.Buffer;
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
 * <em>Any thread.</em> Only one thread reads. A console on a terminal with line editing; output appears above the
 * edited line. Pasted text keeps its tabs and line breaks and is not executed before Enter (bracketed paste, xterm).
 */
public final class TerminalConsole implements Console {
    /** Used when the terminal reports no size. */
    private static final Size DEFAULT_SIZE = Size.of(80, 24);

    private static final long RESTORE_MILLIS = 500;

    private static final String COMPLETE = "paloma-complete";

    private final Terminal terminal;
    private final Attributes attributes;
    private final LineReader lineEditor;
    private final TerminalWidth width = TerminalWidth.ofTerminal(1);
    private final Runnable onInterrupt;
    private final ReentrantLock readLock = new ReentrantLock();
    private final Deque<String> pendingLines = new ArrayDeque<>(); // guarded by readLock
    private boolean started; // guarded by readLock
    private volatile Thread reader;
    private volatile boolean ended;

    private TerminalConsole(Terminal terminal, Runnable onInterrupt) {
        this.terminal = terminal;
        this.attributes = terminal.getAttributes();
        this.onInterrupt = onInterrupt;
        this.lineEditor = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("paloma")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.BRACKETED_PASTE, true)
                .build();
        // Without completion, Tab inserts a tab.
        lineEditor.getKeyMaps().get(LineReader.MAIN).bind(new Reference(LineReader.SELF_INSERT), "\t");
    }

    /** @throws IOException when the standard streams are not a terminal with line editing */
    static TerminalConsole open(Runnable onInterrupt) throws IOException {
        try {
            // This program handles the signals itself, so that Ctrl-C has one meaning, whether a line is being edited
            // or not.
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
                terminal.setSize(DEFAULT_SIZE);
            }
            Signals.installResize(() -> terminal.raise(Terminal.Signal.WINCH));
            return new TerminalConsole(terminal, onInterrupt);
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
    }

    @Override
    public InputLine read(String prompt, String endLine) {
        readLock.lock();
        reader = Thread.currentThread();
        try {
            if (!ended && pendingLines.isEmpty()) {
                edit(prompt);
            }
            return ended ? InputLine.ofNullable(endLine) : InputLine.of(pendingLines.remove());
        } catch (UserInterruptException e) {
            if (!ended) {
                onInterrupt.run();
            }
            return InputLine.ofNullable(endLine);
        } catch (EndOfFileException e) {
            return InputLine.ofNullable(endLine);
        } finally {
            reader = null;
            readLock.unlock();
        }
    }

    /** Binds Tab to {@code completer}. In text pasted without its marks, Tab is a key, too. */
    @Override
    public void completeWith(Function<String, Completion> completer) {
        lineEditor.getWidgets().put(COMPLETE, () -> complete(completer));
        lineEditor.getKeyMaps().get(LineReader.MAIN).bind(new Reference(COMPLETE), "\t");
    }

    /** Returns false, for which the editor beeps, when there is nothing to complete. */
    private boolean complete(Function<String, Completion> completer) {
        Buffer buffer = lineEditor.getBuffer();
        String before = buffer.upToCursor();
        // A pasted line break is in the buffer until Enter.
        String typed = before.substring(before.lastIndexOf('\n') + 1);
        Completion completion = completer.apply(typed);
        if (completion == null) {
            buffer.write('\t');
            return true;
        }
        buffer.backspace(typed.codePointCount(0, typed.length()));
        buffer.write(completion.line());
        boolean longer = completion.line().length() > typed.length();
        if (!longer && !completion.choices().isEmpty()) {
            lineEditor.printAbove(width.wrap(String.join("\n", completion.choices()) + "\n"));
        }
        return longer || !completion.choices().isEmpty();
    }

    @Override
    public int columns() {
        return width.columns();
    }

    /** Reads one line, or several that were pasted together. */
    private void edit(String prompt) {
        String typed = lineEditor.readLine(prompt);
        boolean marked = !started && typed.startsWith(InputLine.BYTE_ORDER_MARK);
        started = true;
        pendingLines.addAll(Arrays.asList((marked ? typed.substring(1) : typed).split("\n", -1)));
    }

    @Override
    public void write(String lines) throws IOException {
        String rows = width.wrap(lines);
        if (ended) {
            terminal.writer().print(rows);
            terminal.flush();
        } else {
            lineEditor.printAbove(rows);
        }
    }

    /**
     * Restores the terminal. The reading thread restores it within {@link #RESTORE_MILLIS}, unless the terminal blocks
     * output. Then this thread restores the attributes, which needs no output.
     */
    @Override
    public void stopReading() {
        ended = true;
        Thread thread = reader;
        if (thread != null) {
            thread.interrupt();
            try {
                if (readLock.tryLock(RESTORE_MILLIS, TimeUnit.MILLISECONDS)) {
                    readLock.unlock();
                } else {
                    terminal.setAttributes(attributes);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
