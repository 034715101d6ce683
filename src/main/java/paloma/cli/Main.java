package paloma.cli;

/** The command line's entry: {@code java -jar paloma.jar server|client|load}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        throw new UnsupportedOperationException();
    }
}
