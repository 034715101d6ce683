package paloma.load.plan;

/**
 * <em>Immutable.</em> The phase of a message, an index: 0 for the warm-up, 1 for measured messages. Both run the same
 * compiled code and differ only in an array index. A branch would make the JIT discard its code at the first measured
 * message.
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
