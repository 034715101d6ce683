package paloma.lifecycle;

/** <em>Any thread.</em> The end of an opening in steps that an exception, or an {@link Error}, has broken off. */
public final class Cleanup {
    private Cleanup() {}

    /** Closes what the steps before {@code cause} have opened; null is nothing. What closing throws is added to {@code cause}. */
    public static void after(Throwable cause, AutoCloseable opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (Throwable e) {
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
    }
}
