package paloma.cli.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.OutputFile;
import paloma.cli.text.CommandException;
import paloma.report.ServerReport;
import paloma.server.Server;

/**
 * <em>Any thread.</em> Used by one thread at a time. Writes the server's counters to a file, at the end and optionally
 * at an interval.
 */
final class ReportWriter {
    private final OutputFile file;
    private final Duration interval;
    private final AsyncPrinter out;
    private final AsyncPrinter err;
    private boolean failing;

    ReportWriter(MonitoringOptions options, AsyncPrinter out, AsyncPrinter err) {
        this.file = options.report();
        this.interval = options.reportEvery();
        this.out = out;
        this.err = err;
    }

    /** Waits until {@code stopped} completes, and writes reports meanwhile. */
    void writeUntilStopped(Server server, CompletableFuture<?> stopped) {
        if (file == null || interval.isZero()) {
            stopped.join();
            return;
        }
        while (true) {
            try {
                stopped.get(interval.toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException due) {
                write(ServerReport.of(server), stopped);
            } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                // Rethrows the error as the caller expects it.
                stopped.join();
                return;
            }
        }
    }

    /** Writes the report of a closed server; see {@link #write}. */
    boolean writeFinal(Server server, CompletableFuture<?> stopped) {
        return write(ServerReport.ofClosed(server), stopped);
    }

    /**
     * Writes the report. Prints one line at the first failure, and again only after a success. A stalled device is
     * awaited until {@code stopped} completes.
     *
     * @return false when a requested file could not be written
     */
    private boolean write(String report, CompletableFuture<?> stopped) {
        if (file == null) {
            return true;
        }
        if (file.standardStream() != null) {
            // Printed in order with the other lines, without blocking on the reader.
            (file.standardStream() == OutputFile.StandardStreamName.OUT ? out : err).print(report.strip());
            return true;
        }
        try {
            file.write(report, stopped);
            failing = false;
        } catch (IOException e) {
            printFailure(file.failureText(e));
        } catch (CommandException e) {
            printFailure(e.getMessage());
        }
        return !failing;
    }

    private void printFailure(String line) {
        if (!failing) {
            err.print(line);
        }
        failing = true;
    }
}
