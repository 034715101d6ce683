package paloma.bench.contest;

import java.io.IOException;
import java.util.List;

/** A contestant that the driver can be let loose on. */
interface ContestantProcess {
    /**
     * Lets the driver work and returns its measurements.
     *
     * @param mostPeers how many peers have a session afterwards, if there were not more before
     * @param more what the mode needs after the ports and the process
     */
    List<Measurement> drive(String mode, int mostPeers, Object... more) throws IOException, InterruptedException;

    boolean isAlive();

    /** Ends it; says what does not fit in what it counted, or nothing. */
    List<String> stop() throws IOException, InterruptedException;
}
