package paloma.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationValueTest {
    @ParameterizedTest
    @CsvSource({"30s, PT30S", "5m, PT5M", "1h, PT1H", "200ms, PT0.2S", "0s, PT0S", "999999999h, PT999999999H"})
    void aNumberAndAUnitAreADurationThatPrintsAsItWasWritten(String text, Duration duration) {
        DurationValue parsed = DurationValue.parse(text);
        assertEquals(duration, parsed.duration());
        assertEquals(text, parsed.toString());
    }

    @Test
    void spacesAroundAndCapitalsDoNotMatter() {
        assertEquals("5m", DurationValue.parse(" 5M ").toString());
    }

    @Test
    void offIsNoDuration() {
        assertTrue(DurationValue.parse("off").isOff());
        assertEquals(Duration.ZERO, DurationValue.parse("off").duration());
        assertFalse(DurationValue.parse("0s").isOff());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5 m", "-5m", "5d", "1.5h", "5m30s", "9999999999s", "٥m"})
    void otherTextIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DurationValue.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0ms", "1ms", "1500ms", "4s", "90s", "5m", "90m", "1h", "25h"})
    void durationIsWrittenInTheLargestUnitThatDividesIt(String text) {
        DurationValue value = DurationValue.of(DurationValue.parse(text).duration());
        assertEquals(DurationValue.parse(text), value);
    }

    @Test
    void fractionOfAMillisecondHasNoText() {
        assertThrows(IllegalArgumentException.class, () -> DurationValue.of(Duration.ofNanos(1_500_000)));
    }

    @Test
    void bothBoundsAreWithin() {
        DurationValue five = DurationValue.parse("5m");
        assertTrue(five.isWithin(Duration.ofMinutes(5), Duration.ofMinutes(5)));
        assertFalse(five.isWithin(Duration.ofSeconds(301), Duration.ofHours(1)));
        assertFalse(five.isWithin(Duration.ZERO, Duration.ofSeconds(299)));
    }
}
