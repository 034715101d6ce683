package paloma.cli.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.OutputFile;
import paloma.cli.text.CommandException;
import paloma.server.Server;

/** <em>One thread at a time.</em> The account of a server in a file, at its end and, if asked, every so often before. */
final class ReportWriter {
    private final OutputFile file;
    private final Duration every;
    private final AsyncPrinter out;
    private final AsyncPrinter err;
    private boolean failing;

    /**
     * @param file where to, or null for nowhere
     * @param every how often while the server runs, or zero for never
     */
    ReportWriter(OutputFile file, Duration every, AsyncPrinter out, AsyncPrinter err) {
        this.file = file;
        this.every = every;
        this.out = out;
        this.err = err;
    }

    /** Waits for {@code stopped}, and reports while it does. */
    void untilStopped(Server server, CompletableFuture<?> stopped) {
        if (file == null || every.isZero()) {
            stopped.join();
            return;
        }
        while (true) {
            try {
                stopped.get(every.toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException due) {
                write(server, null, stopped);
            } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                // Joining tells of the error in the way that the caller knows.
                stopped.join();
                return;
            }
        }
    }

    /**
     * Writes the report; one line when that fails, and not again before it has worked. Waits for a device that stalls until
     * {@code stopped} is done.
     *
     * @return false when a file that was asked for could not be written
     */
    boolean write(Server server, Boolean drained, CompletableFuture<?> stopped) {
        if (file == null) {
            return true;
        }
        String report = new CountersText(server.counters(), server.kernelDrops()).json(drained);
        if (file.standard() != null) {
            // In turn with what else is said there, and without waiting for who reads it.
            (file.standard() == OutputFile.Standard.OUT ? out : err).print(report.strip());
            return true;
        }
        try {
            file.write(report, stopped);
            failing = false;
        } catch (IOException e) {
            tell(file.unwritten(e));
        } catch (CommandException e) {
            tell(e.getMessage());
        }
        return !failing;
    }

    private void tell(String line) {
        if (!failing) {
            err.print(line);
        }
        failing = true;
    }
}
