package paloma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import paloma.Limits.Bound;

class LimitsTest {
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    /** A bound, its smallest and largest value, and its default. */
    static Stream<Arguments> ranges() {
        return Stream.of(
                arguments("sessions", 1L, 16_777_216L, 100_000L),
                arguments("sessionsPerAddress", 0L, 65_535L, 0L),
                arguments("mailboxMessages", 1L, 32_767L, 64L),
                arguments("backlogMessages", 1L, 16_777_216L, 65_536L),
                arguments("backlogBytes", 1L, 1L << 40, 64L << 20),
                arguments("outboxDatagrams", 1L, 1_048_576L, 4_096L),
                arguments("outboxBytes", 1L, 1L << 40, 16L << 20),
                arguments("receiveBytes", 1L, 65_507L, 65_507L),
                arguments("sendBytes", 1L, 65_507L, 65_507L),
                arguments("datagramsPerTurn", 1L, 1_024L, 256L),
                arguments("expirationsPerTurn", 1L, 1_024L, 256L),
                arguments("messagesPerSecond", 0L, 1_000_000L, 0L),
                arguments("burst", 1L, 32_767L, 64L),
                arguments("lowestSourcePort", 0L, 65_535L, 1_024L),
                arguments("amplification", 0L, 1_000L, 3L),
                arguments("drainTime", 0L, HOUR_NANOS, 4_000_000_000L));
    }

    @Test
    void everyBoundIsTested() {
        assertEquals(
                Arrays.stream(Bound.values()).map(Bound::toString).toList(),
                ranges().map(range -> range.get()[0]).toList());
    }

    @ParameterizedTest(name = "{0} from {1} to {2}, by default {3}")
    @MethodSource("ranges")
    void valueOutOfRangeIsRefusedWithValueAndRange(String name, long min, long max, long byDefault) throws Exception {
        assertEquals(byDefault, value(Limits.DEFAULTS, name), name);
        assertEquals(min, value(with(name, min), name), name);
        assertEquals(max, value(with(name, max), name), name);
        for (long beyond : new long[] {min - 1, max + 1}) {
            Throwable refusal = assertThrows(InvocationTargetException.class, () -> with(name, beyond))
                    .getCause();
            assertEquals(
                    name + " is " + text(name, beyond) + "; it must be from " + text(name, min) + " to "
                            + text(name, max),
                    refusal.getMessage());
            assertEquals(IllegalArgumentException.class, refusal.getClass());
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachSetterChangesOneBound(Bound bound) throws Exception {
        Limits changed = with(bound.toString(), bound.max() - 1);
        for (Bound other : Bound.values()) {
            long expected = other == bound ? bound.max() - 1 : other.defaultValue();
            assertEquals(expected, value(changed, other.toString()), other.toString());
            assertEquals(expected, changed.get(other), other.toString());
        }
        assertEquals(changed, Limits.builder().set(bound, bound.max() - 1).build());
    }

    @ParameterizedTest
    @EnumSource
    void setByNameRefusesAsTheSetterDoes(Bound bound) {
        for (long beyond : new long[] {bound.min() - 1, bound.max() + 1}) {
            Throwable refusal = assertThrows(InvocationTargetException.class, () -> with(bound.toString(), beyond))
                    .getCause();
            assertEquals(
                    refusal.getMessage(),
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Limits.builder().set(bound, beyond))
                            .getMessage());
        }
    }

    @Test
    void drainTimeIsFromZeroToOneHour() {
        assertEquals(
                Duration.ZERO, Limits.builder().drainTime(Duration.ZERO).build().drainTime());
        assertEquals(
                Duration.ofHours(1),
                Limits.builder().drainTime(Duration.ofHours(1)).build().drainTime());
        assertEquals(
                "drainTime is PT-1S; it must be from PT0S to PT1H",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Limits.builder().drainTime(Duration.ofSeconds(-1)))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Limits.builder().drainTime(Duration.ofHours(1).plusNanos(1)));
        // More nanoseconds than a long can count.
        assertEquals(
                "drainTime is PT24000000H; it must be from PT0S to PT1H",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Limits.builder().drainTime(Duration.ofDays(1_000_000)))
                        .getMessage());
    }

    @Test
    void limitsOfEqualBoundsAreEqual() {
        Limits limits = Limits.builder().sessions(7).build();
        assertEquals(limits, Limits.builder().sessions(7).build());
        assertEquals(limits.hashCode(), Limits.builder().sessions(7).build().hashCode());
        assertNotEquals(limits, Limits.DEFAULTS);
        assertNotEquals(limits, null);
        Set<Limits> changed = new HashSet<>(List.of(Limits.DEFAULTS));
        for (Bound bound : Bound.values()) {
            changed.add(Limits.builder().set(bound, bound.max() - 1).build());
        }
        assertEquals(Bound.values().length + 1, changed.size());
    }

    @Test
    void builderStartsWithTheGivenBoundsAndChangesNoneBuiltBefore() {
        Limits.Builder builder = Limits.builder().sessions(7);
        Limits seven = builder.build();
        Limits.Builder other = seven.toBuilder().burst(8);
        assertEquals(Limits.builder().sessions(7).burst(8).build(), other.build());
        builder.sessions(9);
        other.sessions(10);
        assertEquals(7, seven.sessions());
        assertEquals(Limits.DEFAULTS, Limits.DEFAULTS.toBuilder().build());
    }

    @Test
    void textNamesEveryBound() {
        assertEquals(
                "Limits[sessions=100000, sessionsPerAddress=0, mailboxMessages=64, backlogMessages=65536, "
                        + "backlogBytes=67108864, outboxDatagrams=4096, outboxBytes=16777216, receiveBytes=65507, "
                        + "sendBytes=65507, datagramsPerTurn=256, expirationsPerTurn=256, messagesPerSecond=0, burst=64, "
                        + "lowestSourcePort=1024, amplification=3, drainTime=PT4S]",
                Limits.DEFAULTS.toString());
    }

    /** Durations are given in nanoseconds. */
    private static Limits with(String name, long value) throws Exception {
        Class<?> type = Limits.class.getMethod(name).getReturnType();
        Method setter = Limits.Builder.class.getMethod(name, type);
        return ((Limits.Builder) setter.invoke(Limits.builder(), argument(type, value))).build();
    }

    private static Object argument(Class<?> type, long value) {
        if (type == Duration.class) {
            return Duration.ofNanos(value);
        }
        return type == int.class ? (Object) (int) value : (Object) value;
    }

    private static long value(Limits limits, String name) throws Exception {
        Object value = Limits.class.getMethod(name).invoke(limits);
        return value instanceof Duration time ? time.toNanos() : ((Number) value).longValue();
    }

    private static String text(String name, long value) {
        return name.equals("drainTime") ? Duration.ofNanos(value).toString() : Long.toString(value);
    }
}
