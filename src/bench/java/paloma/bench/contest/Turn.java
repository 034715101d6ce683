package paloma.bench.contest;

import java.util.Comparator;

/**
 * <em>Immutable.</em> When a number was measured.
 *
 * @param time which of several in that round, from 1 on; 0 when it is the only one
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
