package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Limits;

class HeapBudgetTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final InetAddress IPV4 = address("127.0.0.1");
    private static final InetAddress IPV6 = address("::1");

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Limits fitted(Limits limits, long heapBytes) {
        return heap(limits, 2, IPV4, heapBytes).fitted(limits);
    }

    private static HeapBudget heap(Limits limits, int workers, InetAddress local, long heapBytes) {
        return new HeapBudget(ServerOptions.on(0).withWorkers(workers).withLimits(limits), local, heapBytes);
    }

    /** The heap of all bounds together, for the worst sizes of messages. */
    private static long worst(Limits limits, int workers, InetAddress local) {
        long address = local == IPV6 ? 160 : 0;
        long counted = limits.sessionsPerAddress() > 0 ? 88 : 0;
        return limits.sessions() * (320L + address + counted)
                + (limits.backlogMessages() + Math.max(1, workers)) * (232 + address)
                + limits.backlogBytes()
                + limits.outboxDatagrams() * (352 + address)
                + limits.outboxBytes()
                // Waiting broadcasts.
                + limits.outboxBytes() / 16
                + 65_536;
    }

    /** Besides classes, command line, and the sixth of the heap for the collector and the console. */
    private static long room(long heapBytes) {
        return heapBytes - Math.min(8 * MEBIBYTE, heapBytes / 2) - heapBytes / 6;
    }

    @Test
    void smallHeapLowersEachBound() {
        Limits fitted = fitted(Limits.DEFAULTS, 16 * MEBIBYTE);
        assertEquals(
                Limits.builder()
                        .sessions(8_532)
                        .backlogMessages(2_942)
                        .backlogBytes(682_688)
                        .outboxDatagrams(1_846)
                        .outboxBytes(611_675)
                        .build(),
                fitted);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 16, 32, 64, 256})
    void allBoundsTogetherFitTheHeap(long mebibytes) {
        SplittableRandom random = new SplittableRandom(mebibytes);
        for (int i = 0; i < 10_000; i++) {
            Limits requested = Limits.builder()
                    .sessions(upTo(random, 16_777_216))
                    .sessionsPerAddress(random.nextInt(2))
                    .backlogMessages(upTo(random, 16_777_216))
                    .backlogBytes(upTo(random, Integer.MAX_VALUE) * (random.nextBoolean() ? 512L : 1L))
                    .outboxDatagrams(upTo(random, 1_048_576))
                    .outboxBytes(upTo(random, Integer.MAX_VALUE) * (random.nextBoolean() ? 512L : 1L))
                    .receiveBytes(upTo(random, 65_507))
                    .build();
            int workers = upTo(random, 1_025) - 1;
            long heapBytes = mebibytes * MEBIBYTE - random.nextLong(MEBIBYTE / 2);
            InetAddress local = random.nextBoolean() ? IPV6 : IPV4;
            HeapBudget heap = heap(requested, workers, local, heapBytes);
            Limits fitted = heap.fitted(requested);
            long handlers = Math.max(1, workers) * (long) requested.receiveBytes();
            long forHandlers = heap.bytesForHandlers(fitted);
            assertTrue(
                    worst(fitted, workers, local) + forHandlers <= room(heapBytes),
                    () -> requested + " became " + fitted);
            assertNoneRaised(requested, fitted);
            if (worst(requested, workers, local) + handlers <= room(heapBytes)) {
                assertEquals(requested, fitted);
            } else {
                // The heap is used up: each of the five bounds leaves at most one unit.
                assertTrue(forHandlers < handlers + 2_000, () -> requested + " became " + fitted);
                assertTrue(forHandlers >= Math.min(handlers, room(heapBytes) / 5 - 1_025 * 392), fitted::toString);
            }
        }
    }

    /** From 1 on, uniform in the number of bits. */
    private static int upTo(SplittableRandom random, int limit) {
        int bound = (int) Math.min(limit, 1L << random.nextInt(1, 32));
        return random.nextInt(bound) + 1;
    }

    private static void assertNoneRaised(Limits requested, Limits fitted) {
        assertTrue(fitted.sessions() <= requested.sessions());
        assertTrue(fitted.backlogMessages() <= requested.backlogMessages());
        assertTrue(fitted.backlogBytes() <= requested.backlogBytes());
        assertTrue(fitted.outboxDatagrams() <= requested.outboxDatagrams());
        assertTrue(fitted.outboxBytes() <= requested.outboxBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 16, 32, 64, 256})
    void messageOfAnySizeFitsBacklogAndOutbox(long mebibytes) {
        Limits fitted = fitted(Limits.DEFAULTS, mebibytes * MEBIBYTE - MEBIBYTE / 4);
        assertTrue(fitted.backlogBytes() >= 4 * 65_507, fitted::toString);
        assertTrue(fitted.outboxBytes() >= 4 * 65_507, fitted::toString);
    }

    @Test
    void millionSessionsFitInto512Mebibytes() {
        Limits million = Limits.builder().sessions(1_000_000).build();
        // The heap of the serial collector with -Xmx512m.
        assertEquals(million, fitted(million, 494 * MEBIBYTE));
        assertEquals(
                50_000,
                fitted(million.toBuilder().sessions(50_000).build(), 62 * MEBIBYTE)
                        .sessions());
    }

    @Test
    void largeHeapRaisesNoBound() {
        assertEquals(Limits.DEFAULTS, fitted(Limits.DEFAULTS, 1L << 40));
        assertEquals(Limits.DEFAULTS, fitted(Limits.DEFAULTS, 163 * MEBIBYTE));
        Limits minimum = Limits.builder()
                .sessions(1)
                .backlogMessages(1)
                .backlogBytes(1)
                .outboxDatagrams(1)
                .outboxBytes(1)
                .build();
        assertEquals(minimum, fitted(minimum, 8 * MEBIBYTE));
    }
}
