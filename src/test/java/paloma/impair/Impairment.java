package paloma.impair;

/**
 * <em>One thread.</em> Decides what becomes of each packet of one direction. Every decision is drawn from the seed and the packet's
 * number alone: the same seed decides the same again, and switching one fault on does not move the others.
 */
final class Impairment {
    /** The random draws for a packet; a seed depends on their order. */
    private enum Draw {
        BURST,
        LOSS_IN_BURST,
        LOSS,
        DUPLICATE,
        REORDER,
        CORRUPT,
        BIT,
        TRUNCATE,
        LENGTH,
        JITTER
    }

    private static final int DRAWS = 16;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final Faults faults;
    private final long seed;
    private long number;
    private boolean inBurst;

    Impairment(Faults faults, long seed) {
        this.faults = faults;
        this.seed = mix(seed);
    }

    /** Derives a seed from {@code seed} and {@code index}. */
    static long seedOf(long seed, long index) {
        return mix(seed + GOLDEN * (index + 1));
    }

    /** Draws the fate of the next packet, of {@code length} bytes, received at {@code now}. */
    Fate next(int length, long now) {
        number++;
        boolean burst = burst();
        Count loss = faults.drops().contains(number)
                ? Count.DROPPED
                : faults.blackhole().includes(now)
                        ? Count.BLACKHOLED
                        : burst ? Count.LOST_IN_BURST : hits(Draw.LOSS, faults.loss()) ? Count.LOST : null;
        if (loss != null) {
            return Fate.lost(loss);
        }
        boolean cut = length > 0 && hits(Draw.TRUNCATE, faults.truncate());
        int left = cut ? (int) (draw(Draw.LENGTH) * length) : length;
        boolean corrupt = left > 0 && hits(Draw.CORRUPT, faults.corrupt());
        return new Fate(
                null,
                hits(Draw.DUPLICATE, faults.duplicate()) ? 2 : 1,
                hits(Draw.REORDER, faults.reordering().share()),
                faults.delayNanos() + (long) (draw(Draw.JITTER) * faults.jitterNanos()),
                left,
                corrupt ? (int) (draw(Draw.BIT) * left * Byte.SIZE) : Fate.NO_BIT);
    }

    /** Moves between the two states; returns whether this packet is lost in the burst state. */
    private boolean burst() {
        inBurst = inBurst
                ? !hits(Draw.BURST, faults.bursts().exit())
                : hits(Draw.BURST, faults.bursts().enter());
        return inBurst && hits(Draw.LOSS_IN_BURST, faults.bursts().loss());
    }

    private boolean hits(Draw draw, double share) {
        return draw(draw) < share;
    }

    /** From 0 to below 1. */
    private double draw(Draw draw) {
        return (mix(seed + GOLDEN * (number * DRAWS + draw.ordinal())) >>> 11) * 0x1.0p-53;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
        return b ^ b >>> 31;
    }
}
