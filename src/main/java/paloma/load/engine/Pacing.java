package paloma.load.engine;

/** <em>Reactor-owned.</em> Decides when which client sends. Times are nanoseconds from the start of the run. */
public interface Pacing {
    /** {@link #deadline()} when nothing is to leave before something else happens. */
    long NEVER = Long.MAX_VALUE;

    /** Lets leave what is due at {@code now}, {@code most} messages at most. */
    void turn(long now, int most);

    /** When {@link #turn} is wanted at the latest. */
    long deadline();

    /** The turn of one message of {@code client} is over: answered or given up. */
    void over(int client, long now);

    /** Whether every message has had its turn. */
    boolean finished(long now);

    /** Messages that were due and will not leave. */
    long skipped();
}
