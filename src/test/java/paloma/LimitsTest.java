package paloma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {
    /** A limit, the least and the most that it may be. */
    static Stream<Arguments> ranges() {
        return Stream.of(
                arguments("sessions", 1L, 16_777_216L),
                arguments("sessionsPerAddress", 0L, 65_535L),
                arguments("mailboxMessages", 1L, 32_767L),
                arguments("backlogMessages", 1L, 16_777_216L),
                arguments("backlogBytes", 1L, 1L << 40),
                arguments("outboxDatagrams", 1L, 1_048_576L),
                arguments("outboxBytes", 1L, 1L << 40),
                arguments("receiveBytes", 1L, 65_507L),
                arguments("sendBytes", 1L, 65_507L),
                arguments("datagramsPerTurn", 1L, 1_024L),
                arguments("expirationsPerTurn", 1L, 1_024L),
                arguments("messagesPerSecond", 0L, 1_000_000L),
                arguments("burst", 1L, 32_767L),
                arguments("lowestSourcePort", 0L, 65_535L),
                arguments("amplification", 0L, 1_000L));
    }

    @ParameterizedTest(name = "{0} from {1} to {2}")
    @MethodSource("ranges")
    void valueOutOfRangeIsRefusedWithValueAndRange(String name, long min, long max) throws Exception {
        assertEquals(min, value(with(name, min), name));
        assertEquals(max, value(with(name, max), name));
        for (long beyond : new long[] {min - 1, max + 1}) {
            Throwable refusal = assertThrows(ReflectiveOperationException.class, () -> with(name, beyond))
                    .getCause();
            assertEquals(name + " is " + beyond + "; it must be from " + min + " to " + max, refusal.getMessage());
            assertEquals(IllegalArgumentException.class, refusal.getClass());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ranges")
    void eachWithMethodChangesOneValue(String name, long min, long max) throws Exception {
        Limits changed = with(name, max);
        for (RecordComponent component : Limits.class.getRecordComponents()) {
            if (!component.getName().equals(name)) {
                Method accessor = component.getAccessor();
                assertEquals(accessor.invoke(Limits.DEFAULT), accessor.invoke(changed), component.getName());
            }
        }
    }

    @Test
    void drainTimeIsFromZeroToOneHour() {
        assertEquals(Duration.ZERO, Limits.DEFAULT.withDrainTime(Duration.ZERO).drainTime());
        assertEquals(
                Duration.ofHours(1),
                Limits.DEFAULT.withDrainTime(Duration.ofHours(1)).drainTime());
        assertEquals(
                "drainTime is PT-1S; it must be from PT0S to PT1H",
                assertThrows(IllegalArgumentException.class, () -> Limits.DEFAULT.withDrainTime(Duration.ofSeconds(-1)))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Limits.DEFAULT.withDrainTime(Duration.ofHours(1).plusNanos(1)));
    }

    /** {@code sessions} becomes {@code withSessions}. */
    private static Limits with(String name, long value) throws Exception {
        Class<?> type = type(name);
        Method with = Limits.class.getMethod("with" + Character.toUpperCase(name.charAt(0)) + name.substring(1), type);
        Object argument = type == int.class ? (Object) (int) value : (Object) value;
        return (Limits) with.invoke(Limits.DEFAULT, argument);
    }

    private static long value(Limits limits, String name) throws Exception {
        return ((Number) Limits.class.getMethod(name).invoke(limits)).longValue();
    }

    private static Class<?> type(String name) throws Exception {
        return Limits.class.getMethod(name).getReturnType();
    }
}
