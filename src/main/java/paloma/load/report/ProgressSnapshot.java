package paloma.load.report;

/**
 * <em>Immutable.</em> How a run goes, a few times per second.
 *
 * @param counts what has been counted up to now
 * @param p99Nanos what 99 % of the latest answers did not exceed, 0 when there were none
 */
public record ProgressSnapshot(Counts counts, long p99Nanos) {
    public static final ProgressSnapshot NONE = new ProgressSnapshot(Counts.NONE, 0);

    public ProgressSnapshot plus(ProgressSnapshot other) {
        return new ProgressSnapshot(counts.plus(other.counts), Math.max(p99Nanos, other.p99Nanos));
    }

    /** This as one word for the process that merges. */
    public String toText() {
        return counts.toText() + ";" + p99Nanos;
    }

    /** @throws IllegalArgumentException when the text is not one of {@link #toText} */
    public static ProgressSnapshot ofText(String text) {
        int end = text.indexOf(';');
        if (end < 0) {
            throw new IllegalArgumentException("not a moment: " + text);
        }
        return new ProgressSnapshot(Counts.ofText(text.substring(0, end)), Long.parseLong(text.substring(end + 1)));
    }
}
