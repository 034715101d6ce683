package paloma.load.engine;

/** <em>Reactor-owned.</em> Called for each message that is measured, and when the server is gone; must not block. */
public interface MessageListener {
    /** Ignores all events. */
    MessageListener NONE = new MessageListener() {
        @Override
        public void answered(int number, long latencyNanos) {
            // The figures suffice.
        }

        @Override
        public void lost(int number) {
            // The figures suffice.
        }
    };

    /** The client's message {@code number}, from 0 on, was answered in time. */
    void answered(int number, long latencyNanos);

    /** The message was lost. */
    void lost(int number);

    /** The message was not sent. */
    default void unsent(int number) {}

    /**
     * The server's host reported that no one listens.
     *
     * @return whether the run goes on
     */
    default boolean unreachable() {
        return false;
    }

    /**
     * The server said goodbye.
     *
     * @return whether the run goes on
     */
    default boolean serverLeft() {
        return false;
    }
}
