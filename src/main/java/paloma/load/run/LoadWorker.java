package paloma.load.run;

import java.io.IOException;
import java.util.function.Consumer;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;

/**
 * <em>Any thread.</em> Plays a range of clients, in this process ({@link LocalWorker}) or in another ({@link RemoteWorker}).
 */
interface LoadWorker extends AutoCloseable {
    /** Gives every client its socket; nothing is sent yet. */
    void connect() throws LoadException, IOException, InterruptedException;

    /**
     * Plays every client to its end, from now on.
     *
     * @param progress hears a few times per second how it goes
     */
    Result run(Consumer<ProgressSnapshot> progress) throws LoadException, IOException, InterruptedException;

    /** Ends {@link #run} early, from any thread; it returns what it has. */
    void stop();

    /** Lets the clients say goodbye and closes their sockets. Until then the kernel's tables still list them. */
    @Override
    void close();
}
