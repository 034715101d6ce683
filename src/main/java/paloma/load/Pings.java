package paloma.load;

/** Hears, on the reactor thread, of every message that counts; must not block for long. */
public interface Pings {
    /** Nobody wants to know. */
    Pings NONE = new Pings() {
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
}
