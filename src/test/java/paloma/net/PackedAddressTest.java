package paloma.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class PackedAddressTest {
    @Test
    void keyIsTheIpv4AddressAboveThePort() {
        InetSocketAddress source = new InetSocketAddress("192.0.2.7", 50_001);
        assertEquals(0xC0000207L << 16 | 50_001, PackedAddress.of(source));
        assertEquals(PackedAddress.of(source), PackedAddress.ofIpv4(source.getAddress(), source.getPort()));
    }

    @Test
    void extremeIpv4AddressesAreRecoveredFromTheirKeys() {
        for (String address : new String[] {"0.0.0.0", "127.255.255.255", "128.0.0.0", "255.255.255.255"}) {
            for (int port : new int[] {0, 1, 32_768, 65_535}) {
                InetSocketAddress source = new InetSocketAddress(address, port);
                assertTrue(PackedAddress.isExact(PackedAddress.of(source)));
                assertEquals(source, PackedAddress.addressOf(PackedAddress.of(source)));
            }
        }
    }

    @Test
    void ipv6AddressHasNoExactKey() {
        assertFalse(PackedAddress.isExact(PackedAddress.of(new InetSocketAddress("2001:db8::7", 50_001))));
        assertFalse(PackedAddress.isExact(PackedAddress.HASHED));
    }
}
