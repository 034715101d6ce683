package paloma.lifecycle;

/** <em>Any thread.</em> Instants of {@link System#nanoTime()} by which something is due. */
public final class Deadline {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private Deadline() {}
}
