package paloma.cli.text;

/** <em>Immutable.</em> A command cannot run as requested. Carries one line for the user and the exit status. */
public final class CommandException extends RuntimeException {
    /** The environment prevents it, e.g. port in use or missing permission. */
    public static final int COULD_NOT_RUN = 1;
    /** The command line is invalid (usage error). */
    public static final int USAGE_ERROR = 2;
    /** Accepted messages are unaccounted for, or the server did not stop within its drain time. */
    public static final int UNACCOUNTED = 3;

    private static final long serialVersionUID = 1;

    private final int status;

    public CommandException(int status, String line) {
        super(line, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Returns the line for an unexpected error. */
    public static String unexpected(Throwable error, Messages texts) {
        return texts.format("failure.unexpected", SafeText.of(String.valueOf(error)));
    }
}
