package paloma.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import paloma.net.PackedAddress;
import paloma.net.Source;

/**
 * <em>Immutable.</em> Computes the key of a source address, and the hash of a key. The hash is SipHash-1-3 (Aumasson
 * and Bernstein, 2012) under a random secret key, so that no attacker can choose sources that share a bucket.
 * {@link InetSocketAddress#hashCode()} is address plus port, which allows just that.
 *
 * <p>The key of an IPv4 source is its {@link PackedAddress}. The key of an IPv6 source is a hash.
 */
final class AddressHash {
    /** Separates the hash of a sum of IPv6 words from the hash of a whole address. */
    private static final long IPV6_SUM = -1;

    private final long key0;
    private final long key1;

    AddressHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    static AddressHash random() {
        SecureRandom random = new SecureRandom();
        return new AddressHash(random.nextLong(), random.nextLong());
    }

    /**
     * The key that can be computed without a copy: the packed source for IPv4. For IPv6 it covers only the sum of the
     * address's words; an attacker can create sources that share it.
     */
    long key(Source source) {
        long packed = source.packed();
        return PackedAddress.isExact(packed) ? packed : key(source.address());
    }

    /** {@link #key(Source)} of a source with this address. */
    long key(InetSocketAddress source) {
        InetAddress address = source.getAddress();
        return address instanceof Inet6Address six
                ? PackedAddress.HASHED | hash(3, address.hashCode(), scopeAndPort(six, source), IPV6_SUM)
                : PackedAddress.ofIpv4(address, source.getPort());
    }

    /**
     * A key that covers the whole source. For IPv6 this copies the address: the JDK has no other access to its bytes.
     */
    long fullKey(Source source) {
        long packed = source.packed();
        return PackedAddress.isExact(packed) ? packed : fullKey(source.address());
    }

    /** {@link #fullKey(Source)} of a source with this address. */
    long fullKey(InetSocketAddress source) {
        if (source.getAddress() instanceof Inet6Address six) {
            ByteBuffer bytes = ByteBuffer.wrap(six.getAddress());
            return PackedAddress.HASHED | hash(3, bytes.getLong(), bytes.getLong(), scopeAndPort(six, source));
        }
        return key(source);
    }

    /** The hash of a key. */
    int spread(long key) {
        return (int) (PackedAddress.isExact(key) ? hash(1, key, 0, 0) : key);
    }

    private static long scopeAndPort(Inet6Address address, InetSocketAddress source) {
        return (long) address.getScopeId() << 16 | source.getPort();
    }

    /**
     * The hash of a host: an IPv4 address, or the /64 of an IPv6 address, because a subscriber has all of it (RFC 6177
     * §2).
     */
    long hostHash(InetAddress address) {
        if (address instanceof Inet6Address six) {
            return hash(2, ByteBuffer.wrap(six.getAddress()).getLong(), six.getScopeId(), 0);
        }
        return hash(2, address.hashCode(), IPV6_SUM, 0);
    }

    /** SipHash-1-3 of the first {@code words} of three words. */
    private long hash(int words, long first, long second, long third) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        for (int block = 0; block < words + 4; block++) {
            // The words, then their length in bytes in the highest byte, then three rounds.
            long word = block > words ? 0 : block == words ? (long) words << 59 : word(block, first, second, third);
            if (block == words + 1) {
                v2 ^= 0xff;
            }
            v3 ^= word;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long word(int number, long first, long second, long third) {
        return number == 0 ? first : number == 1 ? second : third;
    }
}
