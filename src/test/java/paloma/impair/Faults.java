package paloma.impair;

import java.util.Set;

/**
 * <em>Immutable.</em> What the packets of one direction suffer. Shares are chances from 0 to 1 for each packet; instants are
 * nanoseconds since the proxy started.
 *
 * @param loss share that is lost, each packet for itself
 * @param bursts losses that come together
 * @param drops the packets that are lost by number, the first of a client being 1
 * @param blackhole when everything is lost
 * @param duplicate share that arrives twice
 * @param reordering packets that later ones overtake
 * @param corrupt share of which one bit is flipped
 * @param truncate share whose end is cut off
 * @param delayNanos how long every packet is on its way
 * @param jitterNanos how much longer at most, drawn for each packet, so that they may overtake each other
 */
record Faults(
        double loss,
        Bursts bursts,
        Set<Long> drops,
        Span blackhole,
        double duplicate,
        Reordering reordering,
        double corrupt,
        double truncate,
        long delayNanos,
        long jitterNanos) {
    /** No faults. */
    static final Faults NONE = new Faults(
            0, new Bursts(0, 1, 1), Set.of(), new Span(0, 0), 0, new Reordering(0, 1, 200_000_000), 0, 0, 0, 0);

    /**
     * The Gilbert-Elliott model: before each packet a burst begins with probability {@code enter}, or the current
     * one ends with probability {@code exit}; during a burst, {@code loss} of the packets are lost.
     */
    record Bursts(double enter, double exit, double loss) {}

    /** From {@code fromNanos} on, until before {@code toNanos}. */
    record Span(long fromNanos, long toNanos) {
        boolean includes(long now) {
            return fromNanos <= now && now < toNanos;
        }
    }

    /** {@code share} of the packets wait until {@code gap} later ones have passed, for at most {@code holdNanos}. */
    record Reordering(double share, int gap, long holdNanos) {}

    Faults withLoss(double value) {
        return new Faults(
                value, bursts, drops, blackhole, duplicate, reordering, corrupt, truncate, delayNanos, jitterNanos);
    }

    Faults withBursts(Bursts value) {
        return new Faults(
                loss, value, drops, blackhole, duplicate, reordering, corrupt, truncate, delayNanos, jitterNanos);
    }

    Faults withDrops(Set<Long> value) {
        return new Faults(
                loss, bursts, value, blackhole, duplicate, reordering, corrupt, truncate, delayNanos, jitterNanos);
    }

    Faults withBlackhole(Span value) {
        return new Faults(
                loss, bursts, drops, value, duplicate, reordering, corrupt, truncate, delayNanos, jitterNanos);
    }

    Faults withDuplicate(double value) {
        return new Faults(
                loss, bursts, drops, blackhole, value, reordering, corrupt, truncate, delayNanos, jitterNanos);
    }

    Faults withReordering(Reordering value) {
        return new Faults(loss, bursts, drops, blackhole, duplicate, value, corrupt, truncate, delayNanos, jitterNanos);
    }

    Faults withCorrupt(double value) {
        return new Faults(
                loss, bursts, drops, blackhole, duplicate, reordering, value, truncate, delayNanos, jitterNanos);
    }

    Faults withTruncate(double value) {
        return new Faults(
                loss, bursts, drops, blackhole, duplicate, reordering, corrupt, value, delayNanos, jitterNanos);
    }

    Faults withDelayNanos(long value) {
        return new Faults(loss, bursts, drops, blackhole, duplicate, reordering, corrupt, truncate, value, jitterNanos);
    }

    Faults withJitterNanos(long value) {
        return new Faults(loss, bursts, drops, blackhole, duplicate, reordering, corrupt, truncate, delayNanos, value);
    }
}
