package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import paloma.net.PackedAddress;
import paloma.net.Source;
import paloma.net.SourceFixtures;

class AddressHashTest {
    private final AddressHash hash = new AddressHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    /** SipHash-c-d over bytes, as in its authors' paper. */
    private static long sipHash(int c, int d, byte[] key, byte[] message) {
        ByteBuffer keys = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        long k0 = keys.getLong();
        long k1 = keys.getLong();
        long[] v = {
            k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L, k1 ^ 0x7465646279746573L
        };
        byte[] padded = new byte[(message.length / 8 + 1) * 8];
        System.arraycopy(message, 0, padded, 0, message.length);
        padded[padded.length - 1] = (byte) message.length;
        ByteBuffer words = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
            long word = words.getLong();
            v[3] ^= word;
            rounds(c, v);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        rounds(d, v);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void rounds(int count, long[] v) {
        for (int i = 0; i < count; i++) {
            half(v, 0, 1, 13);
            half(v, 2, 3, 16);
            v[0] = Long.rotateLeft(v[0], 32);
            half(v, 0, 3, 21);
            half(v, 2, 1, 17);
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }

    private static void half(long[] v, int a, int b, int rotation) {
        v[a] += v[b];
        v[b] = Long.rotateLeft(v[b], rotation) ^ v[a];
    }

    private static byte[] key() {
        byte[] key = new byte[16];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    private static byte[] words(long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : words) {
            bytes.putLong(word);
        }
        return bytes.array();
    }

    /** The example of the paper's appendix A: key 00 to 0f, message 00 to 0e. */
    @Test
    void referenceAgreesWithPublishedExample() {
        byte[] message = new byte[15];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) i;
        }
        assertEquals(0xa129ca6149be45e5L, sipHash(2, 4, key(), message));
    }

    @Test
    void ipv4KeyIsThePackedSourceAndHashedBySipHash13() {
        InetSocketAddress source = SessionFixtures.source("192.0.2.7", 50_001);
        long key = hash.key(source);
        assertEquals(PackedAddress.of(source), key);
        assertEquals((int) sipHash(1, 3, key(), words(key)), hash.spread(key));
        assertEquals(key, hash.fullKey(source));
    }

    @Test
    void keysOfASourceAreThoseOfItsAddress() {
        InetSocketAddress four = SessionFixtures.source("203.0.113.250", 65_535);
        InetSocketAddress six = SessionFixtures.scoped("fe80::1:2", 3, 50_001);
        Source packed = SourceFixtures.packed(four);
        assertEquals(hash.key(four), hash.key(packed));
        assertEquals(hash.fullKey(four), hash.fullKey(packed));
        assertNull(packed.addressIfMade());
        assertEquals(hash.key(four), hash.key(SourceFixtures.of(four)));
        assertEquals(hash.fullKey(four), hash.fullKey(SourceFixtures.of(four)));
        assertEquals(hash.key(six), hash.key(SourceFixtures.of(six)));
        assertEquals(hash.fullKey(six), hash.fullKey(SourceFixtures.of(six)));
    }

    @Test
    void fullKeyOfIpv6SourceHashesAddressScopeAndPort() {
        InetSocketAddress source = SessionFixtures.scoped("fe80::1:2", 3, 50_001);
        long expected = sipHash(1, 3, key(), words(0xfe80L << 48, 0x10002L, 3L << 16 | 50_001));
        assertEquals(expected | Long.MIN_VALUE, hash.fullKey(source));
        assertEquals((int) expected, hash.spread(hash.fullKey(source)));
        assertFalse(PackedAddress.isExact(hash.fullKey(source)));
        assertFalse(PackedAddress.isExact(hash.key(source)));
    }

    @Test
    void everyPartOfTheSourceChangesTheKey() {
        Set<Long> hashes = new HashSet<>();
        hashes.add(hash.fullKey(SessionFixtures.source("192.0.2.7", 50_001)));
        hashes.add(hash.fullKey(SessionFixtures.source("192.0.2.8", 50_001)));
        hashes.add(hash.fullKey(SessionFixtures.source("192.0.2.7", 50_002)));
        hashes.add(hash.fullKey(SessionFixtures.scoped("fe80::1", 1, 50_001)));
        hashes.add(hash.fullKey(SessionFixtures.scoped("fe80::1", 2, 50_001)));
        hashes.add(hash.fullKey(SessionFixtures.scoped("fe80::1", 1, 50_002)));
        hashes.add(hash.fullKey(SessionFixtures.scoped("fe80::2", 1, 50_001)));
        hashes.add(hash.fullKey(SessionFixtures.scoped("fe81::1", 1, 50_001)));
        assertEquals(8, hashes.size());
    }

    @Test
    void equalSourcesHaveEqualHashes() {
        assertEquals(
                hash.fullKey(SessionFixtures.source("192.0.2.7", 9)),
                hash.fullKey(SessionFixtures.source("192.0.2.7", 9)));
        assertEquals(
                hash.fullKey(SessionFixtures.source("2001:db8::7", 9)),
                hash.fullKey(SessionFixtures.source("2001:db8::7", 9)));
    }

    @Test
    void secretChangesTheHash() {
        long key = hash.key(SessionFixtures.source("192.0.2.7", 50_001));
        assertNotEquals(new AddressHash(1, 2).spread(key), new AddressHash(1, 3).spread(key));
        assertNotEquals(new AddressHash(1, 2).spread(key), new AddressHash(2, 2).spread(key));
        InetSocketAddress six = SessionFixtures.source("2001:db8::7", 50_001);
        assertNotEquals(new AddressHash(1, 2).fullKey(six), new AddressHash(1, 3).fullKey(six));
        assertNotEquals(new AddressHash(1, 2).key(six), new AddressHash(2, 2).key(six));
        assertNotEquals(AddressHash.random().key(six), AddressHash.random().key(six));
    }

    @Test
    void hostIsIpv4AddressOrIpv6Prefix64() {
        assertEquals(
                hash.hostHash(SessionFixtures.host("192.0.2.7")), hash.hostHash(SessionFixtures.host("192.0.2.7")));
        assertNotEquals(
                hash.hostHash(SessionFixtures.host("192.0.2.7")), hash.hostHash(SessionFixtures.host("192.0.2.8")));
        assertEquals(
                hash.hostHash(SessionFixtures.host("2001:db8::7")),
                hash.hostHash(SessionFixtures.host("2001:db8::ffff:1:2:8")));
        assertNotEquals(
                hash.hostHash(SessionFixtures.host("2001:db8::7")),
                hash.hostHash(SessionFixtures.host("2001:db8:0:1::7")));
        assertNotEquals(
                hash.hostHash(SessionFixtures.scoped("fe80::1", 1, 1).getAddress()),
                hash.hostHash(SessionFixtures.scoped("fe80::1", 2, 1).getAddress()));
    }

    /** 20,000 sources with the same JDK hash code. */
    @Test
    void ipv4SourcesWithEqualHashCodesAreSpreadEvenly() throws Exception {
        int[] buckets = new int[1_024];
        for (int i = 0; i < 20_000; i++) {
            int address = 0x0A000000 + i;
            InetSocketAddress source = new InetSocketAddress(
                    InetAddress.getByAddress(
                            ByteBuffer.allocate(4).putInt(address).array()),
                    40_000 - i);
            assertEquals(0x0A000000 + 40_000, source.hashCode());
            buckets[hash.spread(hash.fullKey(source)) & 1_023]++;
        }
        assertEven(buckets, 20_000);
    }

    @Test
    void ipv6SourcesWithEqualHashCodesAreSpreadEvenly() throws Exception {
        int[] buckets = new int[1_024];
        for (int i = 0; i < 20_000; i++) {
            // The JDK adds the four words of an address: the sum is the same for all.
            int first = (i >> 10 & 31) << 16 | (i >> 5 & 31) << 8 | i & 31;
            byte[] bytes = ByteBuffer.allocate(16)
                    .putInt(0x20010d38)
                    .putInt(first)
                    .putInt(0x1F1F1F - first)
                    .putInt(1)
                    .array();
            InetSocketAddress source = new InetSocketAddress(Inet6Address.getByAddress(bytes), 5_000);
            assertEquals(0x20010d38 + 0x1F1F1F + 1 + 5_000, source.hashCode());
            buckets[hash.spread(hash.fullKey(source)) & 1_023]++;
        }
        assertEven(buckets, 20_000);
    }

    /** A chi-squared of 1,023 degrees of freedom exceeds 1,250 by chance once in ten million keys; this key is fixed. */
    private static void assertEven(int[] buckets, int total) {
        double expected = (double) total / buckets.length;
        double chiSquared = 0;
        for (int count : buckets) {
            chiSquared += (count - expected) * (count - expected) / expected;
        }
        assertTrue(chiSquared < 1_250, "chi-squared is " + chiSquared);
    }
}
