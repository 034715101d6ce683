package paloma.load.report;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * <em>Immutable.</em> The figures of one second of a run.
 *
 * @param sent messages due in this second that were sent
 * @param answered those of them that were answered in time
 * @param missing those of them that were not
 * @param transmitted messages sent in this second, whenever they were due; of a timed run, the last second has the later ones too
 * @param histogram latencies of the answers received in this second, in nanoseconds, as text
 */
public record SecondStats(long sent, long answered, long missing, long transmitted, String histogram) {
    private static final int FIELDS = 5;

    static SecondStats of(long sent, long answered, long missing, long transmitted, Histogram latencies) {
        return new SecondStats(sent, answered, missing, transmitted, Histograms.toText(latencies));
    }

    /** Latencies of the answers received in this second, in nanoseconds. */
    public Histogram latencies() {
        return Histograms.ofText(histogram);
    }

    private SecondStats plus(SecondStats other) {
        return of(
                sent + other.sent,
                answered + other.answered,
                missing + other.missing,
                transmitted + other.transmitted,
                Histograms.sum(latencies(), other.latencies()));
    }

    /** Returns the sums second by second; the longer list keeps its further seconds. */
    static List<SecondStats> sums(List<SecondStats> one, List<SecondStats> other) {
        List<SecondStats> sums = new ArrayList<>(one.size() >= other.size() ? one : other);
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            sums.set(i, one.get(i).plus(other.get(i)));
        }
        return List.copyOf(sums);
    }

    /** Returns the second as one word, for another process. */
    String toText() {
        return sent + "," + answered + "," + missing + "," + transmitted + "," + histogram;
    }

    /** @throws IllegalArgumentException when the text is not one of {@link #toText} */
    static SecondStats ofText(String text) {
        String[] fields = text.split(",");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a second: " + text);
        }
        Histograms.ofText(fields[4]);
        return new SecondStats(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                fields[4]);
    }
}
