package paloma.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, 0, 127.0.0.1",
        "127.0.0.0/8, 1, 127.0.0.2",
        "127.0.0.0/8, 254, 127.0.0.255",
        "127.0.0.0/8, 16777213, 127.255.255.254",
        "127.0.0.0/8, 16777214, 127.0.0.1",
        "192.0.2.0/30, 0, 192.0.2.1",
        "192.0.2.0/30, 1, 192.0.2.2",
        "192.0.2.0/30, 2, 192.0.2.1",
        "192.0.2.0/31, 0, 192.0.2.0",
        "192.0.2.0/31, 3, 192.0.2.1",
        "192.0.2.7, 5, 192.0.2.7",
        "192.0.2.7/32, 5, 192.0.2.7",
        "::1, 5, 0:0:0:0:0:0:0:1",
        "2001:db8::/64, 0, 2001:db8:0:0:0:0:0:1",
        "2001:db8::/126, 3, 2001:db8:0:0:0:0:0:1",
        "0.0.0.0/0, 0, 0.0.0.1"
    })
    void clientsTakeTheAddressesInTurn(String network, int client, String address) {
        assertEquals(
                address, SourceAddresses.parse(network).of(client).getAddress().getHostAddress());
    }

    @Test
    void withoutANetworkTheSystemChoosesTheAddress() {
        assertNull(SourceAddresses.ANY.of(3));
        assertEquals(SourceAddresses.ANY, SourceAddresses.parse(SourceAddresses.ANY.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "127.0.0.1/8", "127.0.0.0/33", "::/129", "127.0.0/", "1", "abc", "127.0.0.0/x"})
    void aTextThatIsNoNetworkIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SourceAddresses.parse(text));
    }
}
