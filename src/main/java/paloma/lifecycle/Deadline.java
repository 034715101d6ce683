package paloma.lifecycle;

/** <em>Any thread.</em> Deadlines: instants in nanoseconds on the clock of their owner. */
public final class Deadline {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private Deadline() {}
}
