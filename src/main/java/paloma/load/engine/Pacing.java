package paloma.load.engine;

import paloma.lifecycle.Deadline;

/** <em>Reactor-owned.</em> Decides which client sends at which time. Times are nanoseconds from the start of the run. */
public interface Pacing {
    /** Sends the messages due at {@code now}, at most {@code max} of them. */
    void turn(long now, int max);

    /** The latest instant for the next {@link #turn}, or {@link Deadline#NEVER}. */
    long deadline();

    /** A message of {@code client} was answered or has expired. */
    void onCompleted(int client, long now);

    /** Whether every message was answered or has expired. */
    boolean finished(long now);

    /** Messages that were due and will not be sent. */
    long skipped();
}
