package paloma.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import paloma.server.Server;

/** <em>One thread at a time.</em> The account of a server in a file, at its end and, if asked, every so often before. */
final class Reports {
    private final Path path;
    private final ReportFile file;
    private final Duration every;
    private final Words words;
    private boolean failing;

    /**
     * @param path where to, or null for nowhere
     * @param every how often while the server runs, or zero for never
     */
    Reports(Path path, Duration every, Words words) {
        this.path = path;
        this.file = path == null ? null : new ReportFile(path);
        this.every = every;
        this.words = words;
    }

    /** Waits for {@code stopped}, and reports while it does. */
    void untilStopped(Server server, CompletableFuture<?> stopped, Printer err) {
        if (file == null || every.isZero()) {
            stopped.join();
            return;
        }
        while (true) {
            try {
                stopped.get(every.toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException due) {
                write(server, null, err);
            } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                // Joining tells of the error in the way that the caller knows.
                stopped.join();
                return;
            }
        }
    }

    /** Writes the report; one line when that fails, and not again before it has worked. */
    void write(Server server, Boolean drained, Printer err) {
        if (file == null) {
            return;
        }
        try {
            file.write(new LawText(server.counters(), server.kernelDrops()).json(drained));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                String reason = e.getMessage() == null ? e.toString() : e.getMessage();
                err.print(words.say("server.report-failed", Inert.text(path.toString()), Inert.text(reason)));
            }
            failing = true;
        }
    }
}
