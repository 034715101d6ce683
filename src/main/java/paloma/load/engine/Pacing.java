package paloma.load.engine;

import paloma.lifecycle.Deadline;

/** <em>Reactor-owned.</em> Decides when which client sends. Times are nanoseconds from the start of the run. */
public interface Pacing {
    /** Sends what is due at {@code now}, at most {@code most} messages. */
    void turn(long now, int most);

    /** The latest instant for the next {@link #turn}, or {@link Deadline#NEVER}. */
    long deadline();

    /** A message of {@code client} was answered or given up. */
    void over(int client, long now);

    /** Whether every message was answered or given up. */
    boolean finished(long now);

    /** Messages that were due and will not be sent. */
    long skipped();
}
