package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectMemoryTest {
    @ParameterizedTest
    @CsvSource({
        "1024, 1024",
        "512k, 524288",
        "64M, 67108864",
        "3g, 3221225472",
        "1T, 1099511627776",
        "0x100, 256",
        "0X2m, 2097152",
        "0010, 10"
    })
    void valueOfTheOptionHasItsUnit(String value, long bytes) {
        assertEquals(bytes, DirectMemory.bytes(value));
    }

    /** The JVM of the tests has no option for it. */
    @Test
    void limitIsThatOfTheHeapByDefault() {
        assertEquals(Runtime.getRuntime().maxMemory(), DirectMemory.limit());
    }
}
