package paloma.load.plan;

/**
 * <em>Immutable.</em> Whether a message is of the warm-up or counts, as an index and without a branch. The warm-up
 * goes exactly the ways that what counts will go, to a place of its own: a JVM compiles what has run, and throws it away when
 * it meets what has not. At the first message that counts that would be the whole path of every message.
 */
public final class Phase {
    public static final int WARMUP = 0;
    public static final int COUNTING = 1;

    private Phase() {}

    /** {@link #COUNTING} from {@code first} on, {@link #WARMUP} before; both 0 or more. */
    public static int of(long number, long first) {
        return (int) (first - 1 - number >>> Long.SIZE - 1);
    }
}
