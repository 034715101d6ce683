package paloma.load.report;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * <em>Immutable.</em> The number of messages and answers by outcome.
 *
 * <p>At the end of a run {@code sent = answered + late + lost}. The last four count datagrams in addition to these.
 *
 * @param sent handed to the kernel
 * @param unsent refused by the kernel or by the client
 * @param skipped due, but not sent: the generator was too far behind its schedule
 * @param behind sent more than {@link Verdict#BEHIND} after they were due
 * @param queued sent from the queue, because the send buffer was full; the time of sending is unknown
 * @param answered answered within the timeout
 * @param late answered after the timeout
 * @param lost timed out and not answered yet
 * @param readLate answers read more than {@link Verdict#BEHIND} after the read pass began, so part of their latency may be
 *     the generator's; included in {@code answered} or {@code late}
 * @param duplicated answers to messages that were answered before
 * @param reordered answers received after the answer to a later message of the same client; included in {@code answered} or
 *     {@code late}
 * @param corrupted answers with a wrong checksum
 * @param foreign datagrams that are no answer to a message of the client that received them
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

    /** Returns the counts with {@code failures} queued messages as unsent instead of sent and lost. */
    public Counts afterFailures(long failures) {
        long failed = Math.min(failures, queued);
        long[] n = values();
        n[SENT] -= failed;
        n[UNSENT] += failed;
        n[QUEUED] -= failed;
        n[LOST] = Math.max(0, lost - failed);
        return of(n);
    }

    /** Returns the counts as one word, for another process. */
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

    /** Messages with an outcome: answered, timed out, or unsent. */
    public long completed() {
        return answered + late + lost + unsent;
    }

    /** Messages that were sent and have no outcome yet. */
    public long outstanding() {
        return sent - answered - late - lost;
    }

    /** Messages that were not answered within the timeout. */
    public long missing() {
        return lost + late;
    }

    /** Answers that show an error of the server or the network. */
    public long wrong() {
        return duplicated + reordered + corrupted + foreign;
    }
}
