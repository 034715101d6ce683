package paloma.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class HostPortTest {
    @Test
    void ipv6AddressesGetBracketsOnce() {
        assertEquals("localhost:8080", HostPort.of("localhost", 8_080));
        assertEquals("127.0.0.1:1", HostPort.of("127.0.0.1", 1));
        assertEquals("[::1]:8080", HostPort.of("::1", 8_080));
        assertEquals("[::1]:8080", HostPort.of("[::1]", 8_080));
        assertEquals("[2001:db8::1]:1", HostPort.of("2001:DB8:0:0:0:0:0:1", 1));
        assertEquals("[2001:db8::1]:1", HostPort.of("[2001:DB8:0:0:0:0:0:1]", 1));
        assertEquals("[::ffff:z]:1", HostPort.of("::ffff:z", 1));
        assertEquals("[fe80::1%no-such]:1", HostPort.of("fe80::1%no-such", 1));
    }

    @Test
    void addressesShowAsNumbersAlsoWhenTheirNameIsKnown() throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress("a.name.example", new byte[] {127, 0, 0, 9});
        assertEquals("127.0.0.9:57000", HostPort.of(new InetSocketAddress(named, 57_000)));
        InetAddress six = InetAddress.getByName("::1");
        assertEquals("[::1]:7", HostPort.of(new InetSocketAddress(six, 7)));
    }
}
