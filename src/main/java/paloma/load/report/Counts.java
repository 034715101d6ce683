package paloma.load.report;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * <em>Immutable.</em> What became of the messages. At the end {@code sent = answered + late + lost}; what else came in
 * stands in the last four beside that.
 *
 * @param sent handed to the kernel
 * @param unsent refused by the kernel or by the client
 * @param skipped due, and not sent at all: the generator was too far behind its schedule
 * @param behind sent, but more than {@link Verdict#BEHIND} after they were due
 * @param queued sent, but not at once: the kernel had no room, and when it had some again is not known
 * @param answered answered in time
 * @param late answered after the timeout
 * @param lost not answered, up to now, within the timeout
 * @param readLate answered or late, and read in a turn that had gone on for more than {@link Verdict#BEHIND}: their latency is
 *     in part the generator's own. One that came to a socket after its turn had begun waited less than that turn, but
 *     where each socket is read once in a turn, as many answers wait for longer as are read later
 * @param duplicated answers to messages that had been answered
 * @param reordered answered or late, after the answer to a later message of the same client
 * @param corrupted answers that disagree with their own check bytes
 * @param foreign received, and no answer to a message of the client that received it
 */
public record Counts(
        long sent,
        long unsent,
        long skipped,
        long behind,
        long queued,
        long answered,
        long late,
        long lost,
        long readLate,
        long duplicated,
        long reordered,
        long corrupted,
        long foreign) {
    private static final int FIELDS = 13;
    private static final int SENT = 0;
    private static final int UNSENT = 1;
    private static final int QUEUED = 4;
    private static final int LOST = 7;

    public static final Counts NONE = of(new long[FIELDS]);

    private static Counts of(long[] n) {
        return new Counts(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11], n[12]);
    }

    private long[] values() {
        return new long[] {
            sent,
            unsent,
            skipped,
            behind,
            queued,
            answered,
            late,
            lost,
            readLate,
            duplicated,
            reordered,
            corrupted,
            foreign
        };
    }

    Counts plus(Counts other) {
        long[] sum = values();
        long[] more = other.values();
        for (int i = 0; i < FIELDS; i++) {
            sum[i] += more[i];
        }
        return of(sum);
    }

    /**
     * This, knowing that {@code failures} of those that waited for room in the kernel never left: they were not lost on
     * their way, as it seemed.
     */
    public Counts afterFailures(long failures) {
        long failed = Math.min(failures, queued);
        long[] n = values();
        n[SENT] -= failed;
        n[UNSENT] += failed;
        n[QUEUED] -= failed;
        n[LOST] = Math.max(0, lost - failed);
        return of(n);
    }

    /** This as one word for the process that merges. */
    public String toText() {
        return LongStream.of(values()).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException when the text is not one of {@link #toText} */
    public static Counts ofText(String text) {
        long[] n = Stream.of(text.split(",")).mapToLong(Long::parseLong).toArray();
        if (n.length != FIELDS || LongStream.of(n).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("not counts: " + text);
        }
        return of(n);
    }

    /** Messages whose turn is over, one way or another. */
    public long over() {
        return answered + late + lost + unsent;
    }

    /** Messages sent that wait for their answers. */
    public long outstanding() {
        return sent - answered - late - lost;
    }

    /** Messages sent and not answered in time. */
    public long missing() {
        return lost + late;
    }

    /** What was received and should not have been, or not so. */
    public long wrong() {
        return duplicated + reordered + corrupted + foreign;
    }
}
