package paloma.lifecycle;

/** <em>Any thread.</em> Closes resources after a failed open. */
public final class Cleanup {
    private Cleanup() {}

    /** Closes {@code opened}, which may be null; an exception is added to {@code cause} as suppressed. */
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
