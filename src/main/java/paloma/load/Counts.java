package paloma.load;

import java.util.stream.Stream;

/**
 * <em>Immutable.</em> What became of the messages. At the end {@code sent = answered + late + lost}; what else came in
 * stands in the last three beside that.
 *
 * @param sent handed to the kernel
 * @param unsent refused by the kernel or by the client
 * @param answered answered in time
 * @param late answered after the timeout
 * @param lost not answered, up to now, within the timeout
 * @param wrong received and not an answer to a message of the client that received it, or not with its bytes
 * @param outOfOrder answered or late, after the answer to a later message
 * @param duplicated answers to messages that had been answered
 */
public record Counts(
        long sent, long unsent, long answered, long late, long lost, long wrong, long outOfOrder, long duplicated) {
    private static final int FIELDS = 8;

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(
                sent + other.sent,
                unsent + other.unsent,
                answered + other.answered,
                late + other.late,
                lost + other.lost,
                wrong + other.wrong,
                outOfOrder + other.outOfOrder,
                duplicated + other.duplicated);
    }

    /** This as one word for the process that merges. */
    String toText() {
        return sent + "," + unsent + "," + answered + "," + late + "," + lost + "," + wrong + "," + outOfOrder + ","
                + duplicated;
    }

    /** @throws IllegalArgumentException when the text is not one of {@link #toText} */
    static Counts ofText(String text) {
        long[] n = Stream.of(text.split(",")).mapToLong(Long::parseLong).toArray();
        if (n.length != FIELDS) {
            throw new IllegalArgumentException("not counts: " + text);
        }
        return new Counts(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
    }

    /** Messages whose turn is over, one way or another. */
    public long over() {
        return answered + late + lost + unsent;
    }
}
