package paloma.cli.process;

import paloma.cli.text.Messages;

/**
 * <em>Any thread.</em> The configuration of {@code java.util.logging} by which nothing is logged to the terminal: what concerns
 * a person is one of the {@link Messages}. Who has a configuration of his own gets that
 * ({@code -Djava.util.logging.config.file}).
 */
public final class SilentLogging {
    private static final String CLASS = "java.util.logging.config.class";
    private static final String FILE = "java.util.logging.config.file";

    /** Called by the runtime when something is logged for the first time: without a configuration there is no handler. */
    public SilentLogging() {}

    /** To be called before anything is logged; loads no class of {@code java.util.logging}. */
    public static void choose() {
        if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
            System.setProperty(CLASS, SilentLogging.class.getName());
        }
    }
}
