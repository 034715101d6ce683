package paloma.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * <em>Immutable.</em> An IPv4 address and port in one long: the port in the low 16 bits, the address in the 32 bits above.
 * It is the key of an IPv4 session. A key that is not exact has the sign bit set; it is a hash, from which no address can
 * be derived.
 */
public final class PackedAddress {
    /** The bit of a key that is not exact. */
    public static final long HASHED = Long.MIN_VALUE;

    private static final int PORT_BITS = 16;

    private PackedAddress() {}

    /** Whether the key is a packed IPv4 address and port. */
    public static boolean isExact(long key) {
        return key >= 0;
    }

    /** The key of an IPv4 address; {@link #HASHED} for IPv6, which equals no exact key. */
    public static long of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host instanceof Inet6Address ? HASHED : ofIpv4(host, address.getPort());
    }

    /** The key of an IPv4 address and port. */
    public static long ofIpv4(InetAddress host, int port) {
        // The hash code of an Inet4Address is its four bytes.
        return Integer.toUnsignedLong(host.hashCode()) << PORT_BITS | port;
    }

    /** The address of an exact key. Allocates. */
    public static InetSocketAddress addressOf(long key) {
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
