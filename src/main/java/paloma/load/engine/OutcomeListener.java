package paloma.load.engine;

/**
 * <em>Reactor-owned.</em> Receives the outcome of each message, of the warm-up too; must not block. A client is an index
 * within the range.
 */
public interface OutcomeListener {
    /** The message was answered in time. */
    void answered(int phase, int client, int number, long latencyNanos);

    /** The message was lost. */
    default void lost(int phase, int client, int number) {}

    /** The message was not sent. */
    default void unsent(int phase, int client, int number) {}

    /** A message was sent {@code nanos} after it was due. */
    default void delayed(int phase, long nanos) {}

    /**
     * The server's port is closed (ICMP port unreachable).
     *
     * @return whether the run continues
     */
    default boolean unreachable() {
        return false;
    }

    /**
     * The server sent its goodbye message.
     *
     * @return whether the run continues
     */
    default boolean serverLeft() {
        return false;
    }
}
