package paloma.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * <em>Immutable.</em> Hashes a source by address bytes, port and scope with SipHash-1-3 (Aumasson and Bernstein, 2012)
 * under a random key, so that nobody outside can choose sources that share a bucket.
 * {@link InetSocketAddress#hashCode()} is address plus port, which anybody can.
 */
final class SourceHash {
    /** Tells the words of an IPv6 sum from those of a whole address. */
    private static final long SUM = -1;

    private final long key0;
    private final long key1;

    SourceHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    static SourceHash random() {
        SecureRandom random = new SecureRandom();
        return new SourceHash(random.nextLong(), random.nextLong());
    }

    /**
     * Of what can be had of the source without a copy: all of it for IPv4. Of an IPv6 address only the sum of its words
     * is, which several may share, and an attacker can make them.
     */
    long quick(InetSocketAddress source) {
        InetAddress address = source.getAddress();
        // An Inet4Address's hash code is its four bytes.
        return address instanceof Inet6Address six
                ? hash(address.hashCode(), scopeAndPort(six, source), SUM)
                : hash(address.hashCode(), source.getPort());
    }

    /** Of the whole source. For IPv6 this copies the address: the JDK has no other way to its bytes. */
    long of(InetSocketAddress source) {
        InetAddress address = source.getAddress();
        if (address instanceof Inet6Address six) {
            ByteBuffer bytes = ByteBuffer.wrap(six.getAddress());
            return hash(bytes.getLong(), bytes.getLong(), scopeAndPort(six, source));
        }
        return quick(source);
    }

    private static long scopeAndPort(Inet6Address address, InetSocketAddress source) {
        return (long) address.getScopeId() << 16 | source.getPort();
    }

    /** Of the host alone, which for IPv6 is its /64: a subscriber has all of that (RFC 6177 §2). */
    long ofHost(InetAddress address) {
        if (address instanceof Inet6Address six) {
            return hash(ByteBuffer.wrap(six.getAddress()).getLong(), six.getScopeId());
        }
        return hash(address.hashCode(), -1);
    }

    private long hash(long first, long second) {
        return hash(first, second, 0);
    }

    private long hash(long first, long second, long third) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        for (int block = 0; block < 7; block++) {
            // Three words of input, the length, and three rounds to finish.
            long word = block == 0 ? first : block == 1 ? second : block == 2 ? third : block == 3 ? 24L << 56 : 0;
            if (block == 4) {
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
}
