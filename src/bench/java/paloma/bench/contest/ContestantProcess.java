package paloma.bench.contest;

import java.io.IOException;
import java.util.List;

/** A running contestant, to which the driver can send load. */
interface ContestantProcess {
    /**
     * Runs the driver and returns its measurements.
     *
     * @param sessions lower bound of the sessions that the contestant has afterwards
     * @param arguments arguments of the mode, after the ports and the process
     */
    List<Measurement> runDriver(String mode, int sessions, Object... arguments)
            throws IOException, InterruptedException;

    boolean isAlive();

    /** Ends the process and returns the errors in its counts. */
    List<String> stop() throws IOException, InterruptedException;
}
