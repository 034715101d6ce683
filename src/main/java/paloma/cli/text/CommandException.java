package paloma.cli.text;

/** <em>Immutable.</em> A command cannot run, or not as asked: one line for the person, and the exit status. */
public final class CommandException extends RuntimeException {
    /** The surroundings do not allow it: a taken port, a missing right. */
    public static final int COULD_NOT_RUN = 1;
    /** The person asked for something that cannot be. */
    public static final int WRONG_USE = 2;
    /** What was accepted could not all be answered, or not all be accounted for. */
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

    /** The line for an error that nobody foresaw. */
    public static String unexpected(Throwable error, Messages words) {
        return words.say("failure.unexpected", SafeText.text(String.valueOf(error)));
    }
}
