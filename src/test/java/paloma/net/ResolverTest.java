package paloma.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.reactor.Transport;

class ResolverTest {
    /** The answer of a JVM that prefers IPv6, for any host. */
    private final Resolver prefersIpv6 = new Resolver(host -> addresses("::1", "127.0.0.1"));

    private static InetAddress[] addresses(String... texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "localhost."})
    void localhostIs127001WithAnyJvmPreference(String host) throws UnknownHostException {
        assertEquals(List.of(addresses("127.0.0.1")), prefersIpv6.resolve(host));
        assertEquals(List.of(addresses("127.0.0.1")), Resolver.SYSTEM.resolve(host));
    }

    @Test
    void otherNamesKeepTheAddressOrderOfTheSystem() throws UnknownHostException {
        assertEquals(List.of(addresses("::1", "127.0.0.1")), prefersIpv6.resolve("some.name"));
        assertEquals(List.of(addresses("::1")), Resolver.SYSTEM.resolve("::1"));
        assertThrows(UnknownHostException.class, () -> Resolver.SYSTEM.resolve("no-such-host.invalid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1", "FE80::1", "[fe80::1]", "febf:0:0:0:1:2:3:4", "fe80::1:192.0.2.1"})
    void linkLocalAddressNeedsAScope(String host) {
        assertTrue(Resolver.lacksScope(host));
        UnknownHostException refused = assertThrows(UnknownHostException.class, () -> Resolver.SYSTEM.resolve(host));
        assertTrue(refused.getMessage().contains("%eth0"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1%eth0", "fec0::1", "fe7f::1", "::1", "fe80.example", "2001:db8::1", "127.0.0.1"})
    void otherHostsNeedNoScope(String host) {
        assertFalse(Resolver.lacksScope(host));
    }

    @Test
    void firstAddressWithARouteIsConnected() throws IOException {
        InetAddress taken = prefersIpv6.firstConnected("some.name", address -> {
            if (address.equals(addresses("::1")[0])) {
                throw new IOException("Network is unreachable");
            }
            return address;
        });
        assertEquals(addresses("127.0.0.1")[0], taken);
    }

    @Test
    void firstExceptionIsThrownWithoutARoute() {
        IOException first = new IOException("Network is unreachable");
        IOException second = new IOException("Invalid argument");
        IOException thrown = assertThrows(
                IOException.class,
                () -> prefersIpv6.firstConnected("some.name", address -> {
                    throw address.equals(addresses("::1")[0]) ? first : second;
                }));
        assertSame(first, thrown);
        assertEquals(List.of(second), List.of(thrown.getSuppressed()));
    }

    @Test
    void socketIsBoundToLocalAddressesOnly() throws IOException {
        assertTrue(Transport.canBind(addresses("127.0.0.1")[0]));
        assertTrue(Transport.canBind(addresses("0.0.0.0")[0]));
        assertFalse(Transport.canBind(addresses("192.0.2.1")[0]));
    }
}
