package paloma.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "9090, localhost, 9090",
        "0, localhost, 0",
        "65535, localhost, 65535",
        "localhost:9090, localhost, 9090",
        "127.0.0.1:80, 127.0.0.1, 80",
        "metrics.example:9090, metrics.example, 9090",
        "[::1]:9090, ::1, 9090",
        "[fe80::1%eth0]:9090, fe80::1%eth0, 9090"
    })
    void aPortOrAHostAndItsPort(String text, String host, int port) {
        assertEquals(new ListenAddress(host, port), ListenAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-1",
                "65536",
                "99999",
                "123456",
                "localhost",
                "localhost:",
                ":9090",
                "::1",
                "::1:9090",
                "[::1]",
                "[]:9090",
                "[localhost]:9090",
                "[::1]9090",
                "a b:9090",
                "a:b:9090",
                "localhost:+9090"
            })
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
    }

    @Test
    void whiteSpaceAroundItIsIgnored() {
        assertEquals(new ListenAddress("localhost", 9090), ListenAddress.parse(" 9090 "));
    }
}
