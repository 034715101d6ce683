package paloma.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeValueTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1023, 1023",
        "1k, 1024",
        "1025, 1025",
        "1536k, 1572864",
        "64m, 67108864",
        "1g, 1073741824",
        "1024g, 1099511627776"
    })
    void sizeIsWrittenInTheLargestUnitThatDividesIt(String text, long bytes) {
        assertEquals(new SizeValue(text, bytes), SizeValue.of(bytes));
        assertEquals(SizeValue.of(bytes), SizeValue.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "1t", "-1", "1.5m", "9999999999999g"})
    void otherTextIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SizeValue.parse(text));
    }
}
