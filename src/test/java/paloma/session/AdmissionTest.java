package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.DropReason;
import paloma.Limits;
import paloma.net.Source;
import paloma.net.SourceFixtures;

/** Sources without a session. */
class AdmissionTest {
    private final Admission admission = admission(1_024);

    private static Admission admission(int lowestSourcePort) {
        return new Admission(Limits.builder().lowestSourcePort(lowestSourcePort).build());
    }

    private static DropReason refusal(Admission admission, String address, int port) {
        InetSocketAddress source = SessionFixtures.source(address, port);
        DropReason refusal = admission.refusal(SourceFixtures.of(source));
        if (source.getAddress() instanceof Inet4Address) {
            Source packed = SourceFixtures.packed(source);
            assertEquals(refusal, admission.refusal(packed));
            boolean byPort = refusal == DropReason.SOURCE_PORT_ZERO || refusal == DropReason.SOURCE_PORT_RESERVED;
            assertEquals(byPort, packed.addressIfMade() == null);
        }
        return refusal;
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.9, 1024",
        "192.0.2.9, 8080",
        "192.0.2.1, 8081",
        "127.0.0.1, 65535",
        "2001:db8::9, 8080",
        "fe80::1, 5000",
        "255.255.255.254, 5000",
        "223.255.255.255, 5000"
    })
    void ordinarySourcesAreAdmitted(String address, int port) {
        assertNull(refusal(admission, address, port));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_024})
    void portZeroIsRefusedAtAnyLimit(int lowestSourcePort) {
        assertEquals(DropReason.SOURCE_PORT_ZERO, refusal(admission(lowestSourcePort), "192.0.2.9", 0));
    }

    @Test
    void onlyPortsBelowTheLimitAreRefused() {
        assertEquals(DropReason.SOURCE_PORT_RESERVED, refusal(admission, "192.0.2.9", 1));
        assertEquals(DropReason.SOURCE_PORT_RESERVED, refusal(admission, "192.0.2.9", 1_023));
        assertNull(refusal(admission, "192.0.2.9", 1_024));
        assertNull(refusal(admission(0), "192.0.2.9", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "239.255.255.255", "255.255.255.255", "0.0.0.0", "::", "ff02::1"})
    void nonUnicastAddressesAreRefused(String address) {
        assertEquals(DropReason.SOURCE_NOT_UNICAST, refusal(admission, address, 5_000));
    }
}
