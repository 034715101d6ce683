package paloma.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import paloma.net.PackedAddress;

/**
 * <em>Any thread.</em> An array of socket addresses in the kernel's form, used by one thread at a time. Each slot holds a
 * {@code struct sockaddr_in} (ip(7)) or {@code struct sockaddr_in6} (ipv6(7)).
 *
 * <p>IPv4 and IPv4-mapped IPv6 (RFC 4291, section 2.5.5.2) are one address, as in {@link InetAddress}. All members of this class
 * handle an IPv4 address as a mapped one.
 */
final class SocketAddresses {
    /** A slot has room for each structure and is aligned. */
    static final int SLOT_BYTES = 32;

    /** sizeof(struct sockaddr_in). */
    static final int IPV4_BYTES = 16;
    /** sizeof(struct sockaddr_in6). */
    static final int IPV6_BYTES = 28;

    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;

    // Offsets in both structures.
    private static final int FAMILY = 0;
    private static final int PORT = 2;
    // In struct sockaddr_in.
    private static final int IPV4_HOST = 4;
    // In struct sockaddr_in6.
    private static final int IPV6_HIGH = 8;
    private static final int IPV6_LOW = 16;
    private static final int SCOPE = 24;

    private static final int PORT_BITS = 16;
    private static final int PORT_MASK = (1 << PORT_BITS) - 1;

    /** The low half of a mapped address above the 32 bits of IPv4. */
    private static final long MAPPED = 0xffffL << Integer.SIZE;

    /** Must be a power of two. */
    private static final int CACHED = 256;

    /** In native order: family and scope. */
    private final ByteBuffer host;
    /** The same memory in network order: port and address. */
    private final ByteBuffer network;
    /** The most recent address of each hash; made when first used. */
    private InetSocketAddress[] cached;
    /** Three words of each cached address: high and low half, port and scope. */
    private long[] cachedWords;

    SocketAddresses(ByteBuffer memory) {
        host = memory.duplicate().order(ByteOrder.nativeOrder());
        network = memory.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    /** The address and port as {@link PackedAddress#of} packs them. */
    long packed(int slot) {
        int at = slot * SLOT_BYTES;
        long low = low(at);
        return low >>> Integer.SIZE == MAPPED >>> Integer.SIZE && high(at) == 0
                ? (low & ~MAPPED) << PORT_BITS | port(at)
                : PackedAddress.HASHED;
    }

    /** The address, an earlier object if it is among those cached; for a slot that holds IPv4 or IPv6. */
    InetSocketAddress getCached(int slot) {
        if (cached == null) {
            cached = new InetSocketAddress[CACHED];
            cachedWords = new long[3 * CACHED];
        }
        int at = slot * SLOT_BYTES;
        long high = high(at);
        long low = low(at);
        long portAndScope = (long) port(at) << Integer.SIZE | Integer.toUnsignedLong(scope(at));
        int index = hash(high, low, portAndScope) & CACHED - 1;
        int word = 3 * index;
        if (cached[index] == null
                || cachedWords[word] != high
                || cachedWords[word + 1] != low
                || cachedWords[word + 2] != portAndScope) {
            cached[index] = make(at);
            cachedWords[word] = high;
            cachedWords[word + 1] = low;
            cachedWords[word + 2] = portAndScope;
        }
        return cached[index];
    }

    private static int hash(long high, long low, long portAndScope) {
        long mixed = ((high * 31 + low) * 31 + portAndScope) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 48);
    }

    /** The address as a new object; null when the slot holds neither IPv4 nor IPv6. */
    InetSocketAddress get(int slot) {
        int at = slot * SLOT_BYTES;
        short family = family(at);
        return family == AF_INET || family == AF_INET6 ? make(at) : null;
    }

    private InetSocketAddress make(int at) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(high(at))
                .putLong(low(at))
                .array();
        int scope = scope(at);
        try {
            // A scope of 0 means none; as an argument it would be a scope.
            InetAddress address =
                    scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
            return new InetSocketAddress(address, port(at));
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an IPv6 address", e);
        }
    }

    /** Stores an IPv4 address, packed as by {@link #packed}; returns the length of the structure. */
    int putIpv4(int slot, long packed) {
        int at = slot * SLOT_BYTES;
        putFamilyAndPort(at, AF_INET, (int) packed);
        network.putInt(at + IPV4_HOST, (int) (packed >> PORT_BITS));
        return IPV4_BYTES;
    }

    /** Stores an IPv4 address as a mapped one, for an IPv6 socket; returns the length of the structure. */
    int putMapped(int slot, long packed) {
        int at = slot * SLOT_BYTES;
        putFamilyAndPort(at, AF_INET6, (int) packed);
        network.putLong(at + IPV6_HIGH, 0).putLong(at + IPV6_LOW, MAPPED | packed >> PORT_BITS);
        host.putInt(at + SCOPE, 0);
        return IPV6_BYTES;
    }

    /** Stores an IPv6 address; returns the length of the structure. */
    int putIpv6(int slot, Inet6Address address, int port) {
        int at = slot * SLOT_BYTES;
        putFamilyAndPort(at, AF_INET6, port);
        host.put(at + IPV6_HIGH, address.getAddress()).putInt(at + SCOPE, address.getScopeId());
        return IPV6_BYTES;
    }

    private void putFamilyAndPort(int at, short family, int port) {
        host.putShort(at + FAMILY, family);
        network.putShort(at + PORT, (short) port);
    }

    private short family(int at) {
        return host.getShort(at + FAMILY);
    }

    private int port(int at) {
        return network.getShort(at + PORT) & PORT_MASK;
    }

    private long high(int at) {
        return family(at) == AF_INET ? 0 : network.getLong(at + IPV6_HIGH);
    }

    private long low(int at) {
        return family(at) == AF_INET
                ? MAPPED | Integer.toUnsignedLong(network.getInt(at + IPV4_HOST))
                : network.getLong(at + IPV6_LOW);
    }

    private int scope(int at) {
        return family(at) == AF_INET ? 0 : host.getInt(at + SCOPE);
    }
}
