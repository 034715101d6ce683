package paloma.load.report;

/**
 * <em>Immutable.</em> The progress of a run at one time.
 *
 * @param counts the counts up to now
 * @param p99Nanos p99 of the latencies of the current second, in nanoseconds; 0 without answers
 */
public record ProgressSnapshot(Counts counts, long p99Nanos) {
    public static final ProgressSnapshot NONE = new ProgressSnapshot(Counts.NONE, 0);

    /** Returns the progress of both together: the sum of the counts, the higher p99. */
    public ProgressSnapshot plus(ProgressSnapshot other) {
        return new ProgressSnapshot(counts.plus(other.counts), Math.max(p99Nanos, other.p99Nanos));
    }

    /** Returns the snapshot as one word, for another process. */
    public String toText() {
        return counts.toText() + ";" + p99Nanos;
    }

    /** @throws IllegalArgumentException when the text is not one of {@link #toText} */
    public static ProgressSnapshot ofText(String text) {
        int end = text.indexOf(';');
        if (end < 0) {
            throw new IllegalArgumentException("not a progress snapshot: " + text);
        }
        return new ProgressSnapshot(Counts.ofText(text.substring(0, end)), Long.parseLong(text.substring(end + 1)));
    }
}
