package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTextTest {
    @ParameterizedTest
    @CsvSource({
        "PT-1S, 0s",
        "PT0.999S, 0s",
        "PT59.9S, 59s",
        "PT1M, 1m00s",
        "PT59M59S, 59m59s",
        "PT1H, 1h00m",
        "PT23H59M59S, 23h59m",
        "P1D, 1d00h",
        "P99DT23H, 99d23h",
        "P100D, 100d",
        "P3650D, 3650d",
    })
    void theTwoLargestUnitsAreShown(Duration duration, String text) {
        assertEquals(text, AgeText.of(duration));
    }
}
