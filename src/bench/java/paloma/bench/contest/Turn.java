package paloma.bench.contest;

import java.util.Comparator;

/**
 * <em>Immutable.</em> Identifies one measurement of a metric.
 *
 * @param time number of the measurement in the round, from 1; 0 if it is the only one
 */
record Turn(int round, int time) implements Comparable<Turn> {
    private static final Comparator<Turn> ORDER =
            Comparator.comparingInt(Turn::round).thenComparingInt(Turn::time);

    @Override
    public int compareTo(Turn other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return time == 0 ? Integer.toString(round) : round + "." + time;
    }
}
