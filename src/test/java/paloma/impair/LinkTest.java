package paloma.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final long SEED = 7;

    private final PacketCounts counts = new PacketCounts();

    @Test
    void packetWithoutDelayArrivesAtOnce() {
        Link link = link(Faults.NONE);
        assertEquals(Link.NEVER, link.deadline());
        link.offer(packet(1), 100);
        assertEquals(100, link.deadline());
        assertEquals(List.of(1), arrived(link, 100));
        assertEquals(Link.NEVER, link.deadline());
    }

    @Test
    void delayedPacketsArriveInOrderAfterTheDelay() {
        Link link = link(Faults.NONE.withDelayNanos(50));
        link.offer(packet(1), 100);
        link.offer(packet(2), 100);
        link.offer(packet(3), 101);
        assertEquals(150, link.deadline());
        assertNull(link.poll(149));
        assertEquals(3, counts.waiting());
        assertEquals(List.of(1, 2), arrived(link, 150));
        assertEquals(List.of(3), arrived(link, 151));
    }

    @Test
    void jitterReordersPackets() {
        Link link = link(Faults.NONE.withJitterNanos(1_000));
        for (int i = 1; i <= 6; i++) {
            link.offer(packet(i), i);
        }
        assertEquals(List.of(3, 5, 6, 2, 4, 1), arrived(link, 2_000));
    }

    @Test
    void duplicateFollowsItsOriginal() {
        Link link = link(Faults.NONE.withDuplicate(1));
        link.offer(packet(1), 0);
        link.offer(packet(2), 0);
        assertEquals(List.of(1, 1, 2, 2), arrived(link, 0));
        assertEquals(2, counts.of(Count.DUPLICATED));
    }

    @Test
    void heldPacketLetsTheGivenNumberPass() {
        // Of the first nine this seed holds 1, 4 and 9.
        Link link = link(Faults.NONE.withReordering(new Faults.Reordering(0.2, 2, 1_000)));
        for (int i = 1; i <= 9; i++) {
            link.offer(packet(i), 0);
        }
        assertEquals(List.of(2, 3, 1, 5, 6, 4, 7, 8), arrived(link, 0));
        assertEquals(3, counts.of(Count.REORDERED));
    }

    @Test
    void heldPacketFollowsTheDelayedOneThatPassedIt() {
        Faults faults = Faults.NONE.withDelayNanos(100).withReordering(new Faults.Reordering(0.2, 1, 1_000));
        Link link = link(faults);
        for (int i = 1; i <= 9; i++) {
            link.offer(packet(i), i);
        }
        assertEquals(List.of(2, 1, 3, 5, 4, 6, 7, 8), arrived(link, 200));
    }

    @Test
    void heldPacketIsReleasedAfterItsMaximumTime() {
        Link link = link(Faults.NONE.withReordering(new Faults.Reordering(1, 1, 1_000)));
        link.offer(packet(1), 10);
        link.offer(packet(2), 20);
        assertEquals(1_010, link.deadline());
        assertNull(link.poll(1_009));
        assertEquals(List.of(1), arrived(link, 1_010));
        assertEquals(List.of(2), arrived(link, 1_020));
        assertEquals(Link.NEVER, link.deadline());
    }

    @Test
    void lostPacketDoesNotReleaseAHeldOne() {
        Faults faults = Faults.NONE.withDrops(Set.of(2L)).withReordering(new Faults.Reordering(1, 1, 1_000));
        Link link = link(faults);
        link.offer(packet(1), 0);
        link.offer(packet(2), 0);
        assertNull(link.poll(0));
        assertEquals(1, counts.of(Count.DROPPED));
    }

    @Test
    void packetsOverTheQueueLimitAreCounted() {
        Link link = link(Faults.NONE.withDelayNanos(1));
        for (int i = 0; i <= Link.MAX_WAITING; i++) {
            link.offer(packet(1), 0);
        }
        assertEquals(1, counts.of(Count.NO_ROOM));
        assertEquals(Link.MAX_WAITING, counts.waiting());
    }

    @Test
    void everyPacketIsCounted() {
        Faults faults = Faults.NONE
                .withLoss(0.1)
                .withBursts(new Faults.Bursts(0.02, 0.3, 0.8))
                .withDrops(Set.of(17L, 40L))
                .withBlackhole(new Faults.Span(500, 520))
                .withDuplicate(0.1)
                .withReordering(new Faults.Reordering(0.1, 3, 30))
                .withCorrupt(0.1)
                .withTruncate(0.1)
                .withDelayNanos(20)
                .withJitterNanos(15);
        Link link = link(faults);
        List<byte[]> all = new ArrayList<>();
        for (int now = 0; now < 2_000; now++) {
            link.offer(new byte[100], now);
            for (byte[] packet = link.poll(now); packet != null; packet = link.poll(now)) {
                all.add(packet);
            }
        }
        for (byte[] packet = link.poll(Long.MAX_VALUE); packet != null; packet = link.poll(Long.MAX_VALUE)) {
            all.add(packet);
        }
        assertEquals(counts.waiting(), all.size());
        assertEquals(2_000, counts.of(Count.CAME));
        for (Count count : Count.values()) {
            boolean elsewhere = Set.of(Count.NO_ROOM, Count.TOO_LATE, Count.REFUSED, Count.PASSED)
                    .contains(count);
            assertEquals(elsewhere, counts.of(count) == 0, count + " " + counts.of(count));
        }
        assertEquals(counts.of(Count.TRUNCATED) > 0, all.stream().anyMatch(packet -> packet.length < 100));
    }

    private Link link(Faults faults) {
        return new Link(faults, SEED, counts);
    }

    private static byte[] packet(int number) {
        return new byte[] {(byte) number};
    }

    private static List<Integer> arrived(Link link, long now) {
        List<Integer> arrived = new ArrayList<>();
        for (byte[] packet = link.poll(now); packet != null; packet = link.poll(now)) {
            arrived.add((int) packet[0]);
        }
        return arrived;
    }
}
