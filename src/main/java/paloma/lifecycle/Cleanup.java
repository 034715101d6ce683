package paloma.lifecycle;

/** <em>Any thread.</em> The end of an opening in steps that an exception, or an {@link Error}, has broken off. */
public final class Cleanup {
    private Cleanup() {}

    /**
     * Closes {@code opened}, unless it is null, after the opening failed with {@code cause}; exceptions of the
     * close are suppressed in it.
     */
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
