package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.cli.text.Language;

class PageFormatTest {
    private final PageFormat en = PageFormat.of(Language.EN);
    private final PageFormat es = PageFormat.of(Language.ES);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0          | 0             | 0
            999        | 999           | 999
            1234       | 1,234         | 1234
            12345      | 12,345        | 12_345
            1234567890 | 1,234,567,890 | 1_234_567_890
            """)
    void digitsAreGroupedAsInTheLanguage(long number, String english, String spanish) {
        assertEquals(english, en.count(number));
        assertEquals(spanish.replace('_', '\u202f'), es.count(number));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0          | 0 s
            0.0000004  | 0.4 ns
            0.0502     | 50.2 µs
            0.9996     | 1 ms
            0.9994     | 999 µs
            1.9681     | 1.97 ms
            22.5771    | 22.6 ms
            1968.177   | 1.97 s
            2000       | 2 s
            3600000    | 3,600 s
            """)
    void aTimeHasThreeDigitsAndTheUnitThatFits(double millis, String text) {
        assertEquals(text, en.time(millis));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0          | 0/s
            0.012345   | 0.0123/s
            9.5        | 9.5/s
            10         | 10/s
            99.94      | 99.9/s
            99.96      | 100/s
            123.4      | 123/s
            1234567.8  | 1,234,568/s
            """)
    void aRateBelowAHundredHasThreeDigits(double rate, String text) {
        assertEquals(text, en.perSecond(rate));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0         | 0 %
            0.0012345 | 0.00123 %
            0.5       | 0.5 %
            12.3456   | 12.3 %
            100       | 100 %
            """)
    void aPercentageHasThreeDigits(double percent, String text) {
        assertEquals(text, en.percent(percent));
    }
}
