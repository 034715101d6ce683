package paloma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountersTest {
    private static final Counters BALANCED = new Counters(
            Map.ofEntries(
                    Map.entry(Counter.RECEIVED, 10L),
                    Map.entry(Counter.CARRIED, 6L),
                    Map.entry(Counter.KEEP_ALIVES, 1L),
                    Map.entry(Counter.ACCEPTED, 6L),
                    Map.entry(Counter.HANDLED, 2L),
                    Map.entry(Counter.RUNNING, 1L),
                    Map.entry(Counter.WAITING, 2L),
                    Map.entry(Counter.SENDS, 9L),
                    Map.entry(Counter.SENT, 4L),
                    Map.entry(Counter.SENDING, 1L),
                    Map.entry(Counter.QUEUED, 2L),
                    Map.entry(Counter.OPENED, 5L),
                    Map.entry(Counter.LIVE, 3L)),
            Map.of(DropReason.OVERSIZE, 2L, DropReason.FILTERED, 1L),
            Map.of(FailReason.HANDLER_THREW, 1L),
            Map.of(UnsentReason.TOO_BIG, 2L),
            Map.of(CloseReason.IDLE, 2L));

    @Test
    void matchingCountersAreBalanced() {
        assertTrue(BALANCED.balanced());
        assertEquals(3, BALANCED.get(Counter.DROPPED));
        assertEquals(1, BALANCED.get(Counter.FAILED));
        assertEquals(2, BALANCED.get(Counter.UNSENT));
        assertEquals(2, BALANCED.get(Counter.CLOSED));
        assertEquals(10, BALANCED.get(Counter.RECEIVED));
        assertEquals(0, BALANCED.get(Counter.BYTES_RECEIVED));
    }

    @ParameterizedTest
    @EnumSource
    void gaugesAreZeroAtRest(Counter counter) {
        Counters rest = new Counters(Map.of(Counter.RECEIVED, 5L), Map.of(), Map.of(), Map.of(), Map.of());
        assertTrue(rest.atRest());
        boolean inProgress = Set.of(Counter.RUNNING, Counter.WAITING, Counter.SENDING, Counter.QUEUED)
                .contains(counter);
        assertEquals(!inProgress, withOneMore(rest, counter).atRest());
    }

    @ParameterizedTest
    @EnumSource
    void incrementOfAnyTermBreaksTheBalance(Counter counter) {
        Counters off = withOneMore(BALANCED, counter);
        assertEquals(BALANCED.get(counter) + 1, off.get(counter));
        assertEquals(counter.line() == null, off.balanced());
        for (Counter.Line line : Counter.Line.values()) {
            long expected = line != counter.line() ? 0 : line.source() == counter ? 1 : -1;
            assertEquals(expected, off.difference(line), line.name());
        }
    }

    private static Counters withOneMore(Counters counters, Counter changed) {
        Map<Counter, Long> values = new EnumMap<>(counters.values());
        values.merge(changed, 1L, Long::sum);
        return new Counters(
                values,
                withOneMore(counters.dropped(), changed == Counter.DROPPED),
                withOneMore(counters.failed(), changed == Counter.FAILED),
                withOneMore(counters.unsent(), changed == Counter.UNSENT),
                withOneMore(counters.closed(), changed == Counter.CLOSED));
    }

    /** One more of the first reason. */
    private static <R extends Enum<R>> Map<R, Long> withOneMore(Map<R, Long> counts, boolean changed) {
        Map<R, Long> more = new TreeMap<>(counts);
        if (changed) {
            more.merge(counts.keySet().iterator().next(), 1L, Long::sum);
        }
        return more;
    }

    @ParameterizedTest
    @EnumSource
    void reasonsOfACounterAddUpToItsTotal(Counter counter) {
        Map<? extends Enum<?>, Long> reasons = BALANCED.byReason(counter);
        assertEquals(Set.copyOf(counter.reasons()), reasons.keySet());
        if (!reasons.isEmpty()) {
            long sum = reasons.values().stream().mapToLong(Long::longValue).sum();
            assertEquals(BALANCED.get(counter), sum);
        }
    }

    @Test
    void everyReasonIsAKeyAndMapsAreCopied() {
        Map<DropReason, Long> mine = new EnumMap<>(DropReason.class);
        mine.put(DropReason.OVERSIZE, 3L);
        Map<Counter, Long> values = new EnumMap<>(Map.of(Counter.RECEIVED, 3L));
        Counters counters = new Counters(values, mine, Map.of(), Map.of(), Map.of());
        mine.put(DropReason.OVERSIZE, 9L);
        values.put(Counter.RECEIVED, 9L);
        assertEquals(3, counters.get(Counter.RECEIVED));
        assertEquals(3, counters.dropped().get(DropReason.OVERSIZE));
        assertEquals(Counter.values().length, counters.values().size());
        assertEquals(DropReason.values().length, counters.dropped().size());
        assertEquals(FailReason.values().length, counters.failed().size());
        assertEquals(UnsentReason.values().length, counters.unsent().size());
        assertEquals(CloseReason.values().length, counters.closed().size());
        assertEquals(0, counters.dropped().get(DropReason.DRAINING));
        assertThrows(
                UnsupportedOperationException.class, () -> counters.dropped().put(DropReason.OVERSIZE, 1L));
        assertThrows(
                UnsupportedOperationException.class, () -> counters.values().put(Counter.RECEIVED, 1L));
        assertFalse(counters.dropped().isEmpty());
    }
}
