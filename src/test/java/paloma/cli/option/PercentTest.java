package paloma.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTest {
    @Test
    void theSignMayBeLeftOut() {
        assertEquals(0.5, Percent.parse("0.5%").value());
        assertEquals(0.5, Percent.parse(" 0.5 ").value());
        assertEquals(0, Percent.parse("0").value());
        assertEquals(100, Percent.parse("100%").value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "-1", "100.1%", "999", "1e1", "0,5", "5 %", "NaN", "0.5%%"})
    void otherTextIsNoPercentage(String text) {
        assertThrows(IllegalArgumentException.class, () -> Percent.parse(text));
    }
}
