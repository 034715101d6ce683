package paloma.cli.console;

import java.io.IOException;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.StandardStreams;
import paloma.cli.output.TerminalWidth;

/** <em>Any thread</em>, but only one reads. The person's side of a command: lines in, lines out. */
public interface Console extends AsyncPrinter.Sink {
    /**
     * The console that the standard streams make.
     *
     * @param prompts whether prompts and what was typed show when there is no terminal
     * @param interrupt hears of a Ctrl-C that makes no signal, because a line is being edited
     */
    static Console open(boolean prompts, Runnable interrupt) {
        boolean terminal = StandardStreams.areTerminal();
        if (terminal) {
            try {
                return TerminalConsole.open(interrupt);
            } catch (IOException | LinkageError e) {
                // A terminal too simple for line editing, or no library for it: lines as they come.
            }
        }
        PipeConsole.Shows shows = !prompts
                ? PipeConsole.Shows.OUTPUT
                : terminal ? PipeConsole.Shows.PROMPTS : PipeConsole.Shows.TRANSCRIPT;
        return new PipeConsole(StandardStreams.in(), StandardStreams.out(), TerminalWidth.of(1), shows);
    }

    /**
     * Shows {@code prompt} and waits for a line.
     *
     * @param atEnd the line that the end of the input stands for, or null
     * @return the line without its line break, or {@code atEnd} at the end of the input and after {@link #end()}
     */
    InputLine read(String prompt, String atEnd) throws IOException;

    /** Shows whole lines: above the prompt that is waiting, if one is. */
    @Override
    void write(String lines) throws IOException;

    /** Stops prompting and reading, without waiting for the output; what is written later still shows. */
    void end();
}
