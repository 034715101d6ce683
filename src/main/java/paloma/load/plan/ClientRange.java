package paloma.load.plan;

/**
 * <em>Immutable.</em> The clients of a plan that one process runs.
 *
 * @param first the number of the first client
 * @param count the number of clients
 */
public record ClientRange(int first, int count) {
    /** The range as one line for another process. */
    public String toLine() {
        return first + " " + count;
    }

    /** @throws IllegalArgumentException when the line is not one of {@link #toLine} */
    public static ClientRange ofLine(String line) {
        String[] fields = line.split(" ");
        if (fields.length != 2) {
            throw new IllegalArgumentException("not a client range: " + line);
        }
        return new ClientRange(Integer.parseInt(fields[0]), Integer.parseInt(fields[1]));
    }
}
