package paloma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    /** The examples of RFC 5952 §4 and §5, and the ends of the range. */
    @ParameterizedTest
    @CsvSource({
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::ABCD:EF00, 2001:db8::abcd:ef00",
        "0:0:1:2:3:4:0:0, ::1:2:3:4:0:0",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "127.0.0.1, 127.0.0.1",
    })
    void addressesAreWrittenAsRfc5952HasThem(String written, String expected) throws UnknownHostException {
        assertEquals(expected, AddressText.of(InetAddress.getByName(written)));
    }

    @Test
    void ipv4MappedAddressIsWrittenInDottedForm() throws UnknownHostException {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000201");
        assertEquals("::ffff:192.0.2.1", AddressText.of(Inet6Address.getByAddress(null, mapped, -1)));
    }

    @Test
    void scopeIsKept() throws UnknownHostException {
        byte[] local = HexFormat.of().parseHex("fe800000000000000000000000000001");
        assertEquals("fe80::1%7", AddressText.of(Inet6Address.getByAddress(null, local, 7)));
    }

    @Test
    void ipv6AddressWithAPortIsInBrackets() throws UnknownHostException {
        assertEquals("[::1]:8080", AddressText.of(new InetSocketAddress(InetAddress.getByName("::1"), 8_080)));
        assertEquals(
                "127.0.0.1:8080", AddressText.of(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 8_080)));
    }

    /** No name service is called, and a known name is not shown. */
    @Test
    void addressIsWrittenInsteadOfItsName() throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress("some.name", new byte[] {127, 0, 0, 9});
        assertEquals("127.0.0.9:57000", AddressText.of(new InetSocketAddress(named, 57_000)));
        assertEquals("some.name:80", AddressText.of(InetSocketAddress.createUnresolved("some.name", 80)));
    }
}
