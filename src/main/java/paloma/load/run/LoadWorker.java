package paloma.load.run;

import java.io.IOException;
import java.util.function.Consumer;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;

/**
 * <em>Any thread.</em> Runs a range of clients, in this process ({@link LocalWorker}) or in another ({@link RemoteWorker}).
 */
interface LoadWorker extends AutoCloseable {
    /** Opens a socket for every client; sends nothing. */
    void connect() throws LoadException, IOException, InterruptedException;

    /**
     * Runs every client to its end; blocks until then.
     *
     * @param progress called with the progress about five times a second
     */
    Result run(Consumer<ProgressSnapshot> progress) throws LoadException, IOException, InterruptedException;

    /** Any thread: ends {@link #run} early; it returns the result so far. */
    void stop();

    /** Sends the clients' goodbyes and closes their sockets, which the kernel lists until then. */
    @Override
    void close();
}
