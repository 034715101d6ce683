package paloma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {
    private static final Counters BALANCED = new Counters(
            10,
            6,
            1,
            Map.of(DropReason.OVERSIZE, 2L, DropReason.FILTERED, 1L),
            2,
            Map.of(FailReason.HANDLER_THREW, 1L),
            1,
            2,
            9,
            4,
            Map.of(UnsentReason.TOO_BIG, 2L),
            1,
            2,
            5,
            3,
            Map.of(CloseReason.IDLE, 2L),
            0);

    @Test
    void matchingCountersAreBalanced() {
        assertTrue(BALANCED.balanced());
        assertEquals(3, BALANCED.droppedTotal());
        assertEquals(1, BALANCED.failedTotal());
        assertEquals(2, BALANCED.unsentTotal());
        assertEquals(2, BALANCED.closedTotal());
    }

    @Test
    void gaugesAreZeroAtRest() throws Exception {
        Counters rest = new Counters(5, 5, 0, Map.of(), 5, Map.of(), 0, 0, 5, 5, Map.of(), 0, 0, 1, 1, Map.of(), 0);
        assertTrue(rest.atRest());
        RecordComponent[] components = Counters.class.getRecordComponents();
        for (int changed = 0; changed < components.length; changed++) {
            boolean gauge = List.of("running", "waiting", "sending", "queued").contains(components[changed].getName());
            assertEquals(!gauge, withOneMore(rest, components, changed).atRest(), components[changed].getName());
        }
    }

    @Test
    void incrementOfAnyCounterBreaksTheBalance() throws Exception {
        RecordComponent[] components = Counters.class.getRecordComponents();
        for (int changed = 0; changed < components.length; changed++) {
            Counters off = withOneMore(BALANCED, components, changed);
            boolean ofTheLaw = !components[changed].getName().equals("rebuilds");
            assertEquals(!ofTheLaw, off.balanced(), components[changed].getName());
        }
    }

    private static Counters withOneMore(Counters counters, RecordComponent[] components, int changed) throws Exception {
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = components[i].getAccessor().invoke(counters);
        }
        values[changed] =
                values[changed] instanceof Long number ? (Object) (number + 1) : oneMoreOfFirst(values[changed]);
        Constructor<Counters> constructor = Counters.class.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    private static Map<Object, Long> oneMoreOfFirst(Object counts) {
        Map<Object, Long> more = new LinkedHashMap<>((Map<?, Long>) cast(counts));
        more.merge(more.keySet().iterator().next(), 1L, Long::sum);
        return more;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Long> cast(Object counts) {
        return (Map<Object, Long>) counts;
    }

    @Test
    void everyReasonIsAKeyAndMapsAreCopied() {
        Map<DropReason, Long> mine = new EnumMap<>(DropReason.class);
        mine.put(DropReason.OVERSIZE, 3L);
        Counters counters = new Counters(3, 0, 0, mine, 0, Map.of(), 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, Map.of(), 0);
        mine.put(DropReason.OVERSIZE, 9L);
        assertEquals(3, counters.dropped().get(DropReason.OVERSIZE));
        assertEquals(DropReason.values().length, counters.dropped().size());
        assertEquals(FailReason.values().length, counters.failed().size());
        assertEquals(UnsentReason.values().length, counters.unsent().size());
        assertEquals(CloseReason.values().length, counters.closed().size());
        assertEquals(0, counters.dropped().get(DropReason.DRAINING));
        assertThrows(
                UnsupportedOperationException.class, () -> counters.dropped().put(DropReason.OVERSIZE, 1L));
        assertFalse(counters.dropped().isEmpty());
    }
}
