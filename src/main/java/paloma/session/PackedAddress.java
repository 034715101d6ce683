package paloma.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * <em>Immutable.</em> Packs an IPv4 address and port into a session's key: the port in the low 16 bits, the address in the
 * 32 bits above. Such a key is exact: the address can be derived from it. A key that is not exact is a hash; it has the
 * sign bit set.
 */
final class PackedAddress {
    /** The bit of a key that is not exact. */
    static final long HASHED = Long.MIN_VALUE;

    private static final int PORT_BITS = 16;

    private PackedAddress() {}

    /** Whether the key is a packed IPv4 address and port. */
    static boolean isExact(long key) {
        return key >= 0;
    }

    /** The key of an IPv4 address; {@link #HASHED} for IPv6, which equals no exact key. */
    static long of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host instanceof Inet6Address ? HASHED : ofIpv4(host, address.getPort());
    }

    /** The key of an IPv4 address and port. */
    static long ofIpv4(InetAddress host, int port) {
        // The hash code of an Inet4Address is its four bytes.
        return Integer.toUnsignedLong(host.hashCode()) << PORT_BITS | port;
    }

    /** The address of an exact key. Allocates. */
    static InetSocketAddress addressOf(long key) {
        byte[] host = ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) (key >> PORT_BITS))
                .array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host), (int) key & (1 << PORT_BITS) - 1);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an IPv4 address", e);
        }
    }
}
