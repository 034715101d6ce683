package paloma.sim;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;

/** Simulated sources. */
final class Addresses {
    static final InetSocketAddress SERVER = address(ipv4(10, 0, 0, 1), 8080);

    private Addresses() {}

    static InetSocketAddress address(InetAddress host, int port) {
        return new InetSocketAddress(host, port);
    }

    static InetAddress ipv4(int a, int b, int c, int d) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Link-local, so that the same address exists in every scope. */
    private static InetAddress ipv6(int host, int scope) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) 0xfe;
        bytes[1] = (byte) 0x80;
        bytes[15] = (byte) host;
        try {
            return Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The host of peer {@code number}: several share an address, some have the same one in different scopes. */
    static InetAddress hostOf(int number) {
        return number % 4 == 3 ? ipv6(1 + number / 16, 1 + number % 3) : ipv4(10, 1, 0, 1 + number / 3);
    }

    /** A source that must never be answered. */
    static InetSocketAddress refusedSource(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> address(ipv4(10, 1, 0, 9), 0);
            case 1 -> address(ipv4(10, 1, 0, 9), 53);
            case 2 -> SERVER;
            case 3 -> address(ipv4(224, 0, 0, 1), 5_353);
            case 4 -> address(ipv4(255, 255, 255, 255), 4_000);
            default -> address(ipv4(0, 0, 0, 0), 4_000);
        };
    }

    /** The key of the limit per address: the address, or for IPv6 the link, which is one /64 here. */
    static Object network(InetSocketAddress source) {
        return source.getAddress() instanceof Inet6Address six ? (Object) six.getScopeId() : source.getAddress();
    }

    static boolean areEqual(InetSocketAddress one, InetSocketAddress other) {
        return one.equals(other)
                && (!(one.getAddress() instanceof Inet6Address six)
                        || six.getScopeId() == ((Inet6Address) other.getAddress()).getScopeId());
    }

    static InetSocketAddress copy(InetSocketAddress source) {
        return new InetSocketAddress(source.getAddress(), source.getPort());
    }
}
