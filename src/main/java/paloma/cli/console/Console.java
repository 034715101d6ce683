package paloma.cli.console;

import java.io.IOException;
import java.util.function.Function;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.StandardStreams;
import paloma.cli.output.TerminalWidth;

/** <em>Any thread.</em> Only one thread reads. The user's side of a command: reads and prints lines. */
public interface Console extends AsyncPrinter.Sink {
    /**
     * Opens a console on the standard streams.
     *
     * @param prompts whether prompts and input are printed when there is no terminal
     * @param onInterrupt called on Ctrl-C while a line is being edited, which raises no signal
     */
    static Console open(boolean prompts, Runnable onInterrupt) {
        boolean terminal = StandardStreams.isInteractive();
        if (terminal) {
            try {
                return TerminalConsole.open(onInterrupt);
            } catch (IOException | LinkageError e) {
                // The terminal does not support line editing, or its library is missing.
            }
        }
        PipeConsole.Display display = !prompts
                ? PipeConsole.Display.NONE
                : terminal ? PipeConsole.Display.PROMPTS : PipeConsole.Display.TRANSCRIPT;
        return new PipeConsole(StandardStreams.in(), StandardStreams.out(), TerminalWidth.of(1), display);
    }

    /**
     * Prints {@code prompt} and waits for a line.
     *
     * @param endLine the line returned at the end of the input, or null
     * @return the line without its line break, or {@code endLine} at the end of the input and after
     *     {@link #stopReading()}
     */
    InputLine read(String prompt, String endLine) throws IOException;

    /**
     * Sets what Tab does, before the first {@link #read}. Without it, and without line editing, Tab is a character.
     *
     * @param completer called on the reading thread with the line up to the cursor; returns null where Tab is a character.
     *     Output waits until it returns
     */
    default void completeWith(Function<String, Completion> completer) {}

    /** Returns the width of the output in columns; {@link Integer#MAX_VALUE} for a pipe or a file. */
    int columns();

    /** Prints whole lines, above the current prompt if there is one. */
    @Override
    void write(String lines) throws IOException;

    /** Stops prompting and reading, without waiting for the output. Later lines are still printed. */
    void stopReading();
}
