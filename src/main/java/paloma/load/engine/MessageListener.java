package paloma.load.engine;

/** <em>Reactor-owned.</em> Called for each message that is measured, and when the server is gone; must not block. */
public interface MessageListener {
    /** Nobody wants to know. */
    MessageListener NONE = new MessageListener() {
        @Override
        public void answered(int number, long latencyNanos) {
            // The figures tell.
        }

        @Override
        public void lost(int number) {
            // The figures tell.
        }
    };

    /** The client's message {@code number}, from 0 on, was answered in time. */
    void answered(int number, long latencyNanos);

    /** It was not. */
    void lost(int number);

    /** It did not leave. */
    default void unsent(int number) {}

    /**
     * The server's host said that nobody listens.
     *
     * @return whether the run goes on
     */
    default boolean unreachable() {
        return false;
    }

    /**
     * The server said that it stops.
     *
     * @return whether the run goes on
     */
    default boolean serverLeft() {
        return false;
    }
}
