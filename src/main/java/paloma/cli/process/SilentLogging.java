package paloma.cli.process;

import paloma.cli.text.Messages;

/**
 * <em>Any thread.</em> Configures {@code java.util.logging} without a handler. The console prints {@link Messages}
 * instead. {@code -Djava.util.logging.config.file} overrides this configuration.
 */
public final class SilentLogging {
    private static final String CLASS = "java.util.logging.config.class";
    private static final String FILE = "java.util.logging.config.file";

    /** Called by the runtime at the first log record. It configures nothing, so there is no handler. */
    public SilentLogging() {}

    /**
     * Sets the system property. Must be called before the first log record; loads no class of
     * {@code java.util.logging}.
     */
    public static void install() {
        if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
            System.setProperty(CLASS, SilentLogging.class.getName());
        }
    }
}
