package paloma.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1",
        "0, 1, 0",
        "9, 10, 0",
        "10, 10, 1",
        "11, 10, 1",
        "0, 9223372036854775807, 0",
        "9223372036854775807, 0, 1",
        "9223372036854775806, 9223372036854775807, 0"
    })
    void messagesFromTheFirstMeasuredOneOnAreMeasured(long number, long first, int phase) {
        assertEquals(phase, Phase.of(number, first));
    }
}
