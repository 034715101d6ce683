package paloma.impair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImpairmentTest {
    private static final long SEED = 7;
    private static final int LENGTH = 100;

    @Test
    void perfectNetworkChangesNothing() {
        Fate untouched = new Fate(null, 1, false, 0, LENGTH, Fate.NO_BIT);
        assertEquals(List.of(), numbers(Faults.NONE, 10_000, fate -> !fate.equals(untouched)));
    }

    @Test
    void equalSeedsLoseTheSamePackets() {
        Faults faults = Faults.NONE.withLoss(0.3);
        assertEquals(List.of(3, 5, 7), numbers(faults, 20, lost(Count.LOST)));
        assertEquals(3_065, numbers(faults, 10_000, lost(Count.LOST)).size());
    }

    @Test
    void differentSeedsLoseDifferentPackets() {
        Faults faults = Faults.NONE.withLoss(0.3);
        assertNotEquals(fates(faults, SEED, 20), fates(faults, SEED + 1, 20));
        assertNotEquals(fates(faults, Impairment.seedOf(SEED, 0), 20), fates(faults, Impairment.seedOf(SEED, 1), 20));
    }

    @Test
    void lossOf100PercentLosesEveryPacket() {
        assertEquals(
                100, numbers(Faults.NONE.withLoss(1), 100, lost(Count.LOST)).size());
    }

    @Test
    void burstLossesAreConsecutive() {
        Faults faults = Faults.NONE.withBursts(new Faults.Bursts(0.05, 0.4, 1));
        List<Integer> bursts =
                List.of(7, 8, 69, 70, 120, 121, 139, 140, 141, 142, 143, 144, 145, 146, 147, 180, 181, 182);
        assertEquals(bursts, numbers(faults, 200, lost(Count.LOST_IN_BURST)));
    }

    @Test
    void burstMayPassSomePackets() {
        Faults whole = Faults.NONE.withBursts(new Faults.Bursts(0.05, 0.4, 1));
        Faults half = Faults.NONE.withBursts(new Faults.Bursts(0.05, 0.4, 0.5));
        List<Integer> inBursts = numbers(whole, 10_000, lost(Count.LOST_IN_BURST));
        List<Integer> lost = numbers(half, 10_000, lost(Count.LOST_IN_BURST));
        assertEquals(List.of(), lost.stream().filter(n -> !inBursts.contains(n)).toList());
        assertEquals(1_135, inBursts.size());
        assertEquals(559, lost.size());
    }

    @Test
    void onlyTheNumberedPacketsAreDropped() {
        Faults faults = Faults.NONE.withDrops(Set.of(1L, 4L, 5L));
        assertEquals(List.of(1, 4, 5), numbers(faults, 100, lost(Count.DROPPED)));
        assertEquals(List.of(1, 4, 5), numbers(faults, 100, fate -> fate.loss() != null));
    }

    @Test
    void everyPacketIsLostDuringABlackhole() {
        Impairment impairment = new Impairment(Faults.NONE.withBlackhole(new Faults.Span(5, 8)), SEED);
        List<Long> lost = IntStream.range(0, 12)
                .mapToObj(now -> impairment.next(LENGTH, now).loss() == Count.BLACKHOLED ? (long) now : -1L)
                .filter(now -> now >= 0)
                .toList();
        assertEquals(List.of(5L, 6L, 7L), lost);
    }

    @Test
    void seedDeterminesDuplicates() {
        Faults faults = Faults.NONE.withDuplicate(0.2);
        assertEquals(List.of(6), numbers(faults, 20, fate -> fate.copies() == 2));
    }

    @Test
    void seedDeterminesHeldPackets() {
        Faults faults = Faults.NONE.withReordering(new Faults.Reordering(0.2, 3, 1));
        assertEquals(List.of(1, 4, 9, 11, 15, 19), numbers(faults, 20, Fate::held));
    }

    @Test
    void jitterIsAddedToTheFixedDelay() {
        Faults faults = Faults.NONE.withDelayNanos(1_000).withJitterNanos(100);
        assertEquals(
                List.of(1_079L, 1_064L, 1_015L, 1_072L, 1_022L, 1_025L),
                fates(faults, SEED, 6).stream().map(Fate::delayNanos).toList());
    }

    @Test
    void seedDeterminesTruncations() {
        Faults faults = Faults.NONE.withTruncate(0.3);
        assertEquals(
                List.of(100, 33, 87, 100, 91, 23, 100, 100, 100, 20, 100, 100),
                fates(faults, SEED, 12).stream().map(Fate::length).toList());
    }

    @Test
    void seedDeterminesFlippedBits() {
        Faults faults = Faults.NONE.withCorrupt(0.3);
        assertEquals(
                List.of(-1, -1, -1, -1, 62, 680, -1, 129, -1, -1, -1, 516),
                fates(faults, SEED, 12).stream().map(Fate::flippedBit).toList());
    }

    @Test
    void flippedBitIsWithinTheTruncatedPacket() {
        Faults faults = Faults.NONE.withCorrupt(1).withTruncate(1);
        for (Fate fate : fates(faults, SEED, 10_000)) {
            assertEquals(true, fate.flippedBit() < fate.length() * 8, fate.toString());
            assertEquals(fate.length() == 0, fate.flippedBit() == Fate.NO_BIT, fate.toString());
        }
    }

    @Test
    void emptyPacketIsNeitherTruncatedNorFlipped() {
        Impairment impairment = new Impairment(Faults.NONE.withCorrupt(1).withTruncate(1), SEED);
        assertEquals(new Fate(null, 1, false, 0, 0, Fate.NO_BIT), impairment.next(0, 0));
    }

    @Test
    void originalPacketIsNotModified() {
        byte[] packet = {1, 2, 3, 4};
        assertArrayEquals(new byte[] {1, 2 + 64}, new Fate(null, 1, false, 0, 2, 14).of(packet));
        assertArrayEquals(new byte[] {1, 2, 3, 4}, packet);
    }

    @Test
    void faultsDrawIndependently() {
        Faults alone = Faults.NONE.withLoss(0.3);
        Faults among = alone.withDuplicate(0.5)
                .withReordering(new Faults.Reordering(0.5, 1, 1))
                .withCorrupt(0.5)
                .withTruncate(0.5)
                .withJitterNanos(1_000);
        assertEquals(numbers(alone, 1_000, lost(Count.LOST)), numbers(among, 1_000, lost(Count.LOST)));
    }

    private static Predicate<Fate> lost(Count loss) {
        return fate -> fate.loss() == loss;
    }

    /** The numbers, from 1 on, of those of the first {@code packets} whose fate matches {@code condition}. */
    private static List<Integer> numbers(Faults faults, int packets, Predicate<Fate> condition) {
        List<Fate> fates = fates(faults, SEED, packets);
        return IntStream.rangeClosed(1, packets)
                .filter(n -> condition.test(fates.get(n - 1)))
                .boxed()
                .toList();
    }

    private static List<Fate> fates(Faults faults, long seed, int packets) {
        Impairment impairment = new Impairment(faults, seed);
        return IntStream.range(0, packets)
                .mapToObj(n -> impairment.next(LENGTH, 0))
                .toList();
    }
}
