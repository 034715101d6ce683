package paloma.impair;

/** <em>Immutable.</em> The person asked for something that cannot be; the message is the one line to say. */
final class WrongUse extends Exception {
    private static final long serialVersionUID = 1;

    WrongUse(String line) {
        super(line, null, false, false);
    }
}
