package paloma.load.engine;

/** <em>Reactor-owned.</em> Receives the outcome of each measured message; must not block. */
public interface MessageListener {
    /** Ignores all events. */
    MessageListener NONE = new MessageListener() {
        @Override
        public void answered(int number, long latencyNanos) {
            // Ignored.
        }

        @Override
        public void lost(int number) {
            // Ignored.
        }
    };

    /** The client's message {@code number}, from 0 on, was answered in time. */
    void answered(int number, long latencyNanos);

    /** The message was lost. */
    void lost(int number);

    /** The message was not sent. */
    default void unsent(int number) {}

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
