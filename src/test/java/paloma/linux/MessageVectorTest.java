package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.linux.NativeSocket.bytes;
import static paloma.linux.NativeSocket.source;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of a vector, byte by byte, on every JDK; no system call is made. */
class MessageVectorTest {
    private static final InetSocketAddress IPV4 = new InetSocketAddress("127.0.0.2", 0x1f90);
    private static final long PACKED = 0x7f000002_1f90L;
    private static final byte[] HELLO = {'h', 'e', 'l', 'l', 'o'};

    private final MessageVector in = MessageVector.forReceiving(3, 10, 100);
    private final KernelSide kernel = new KernelSide(in);

    private static InetSocketAddress ipv6(String host, int scope, int port) {
        try {
            byte[] bytes = InetAddress.getByName(host).getAddress();
            return new InetSocketAddress(
                    scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertLittleEndian() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "needs a little-endian machine");
    }

    @Test
    void headersHaveTheLayoutOfStructMmsghdr() {
        ByteBuffer headers = in.headers();
        long address = in.address(0);
        for (int i = 0; i < 3; i++) {
            int at = i * 64;
            assertEquals(address + at, in.address(i));
            assertEquals(address + 3 * 64 + 3 * 16 + i * 32, headers.getLong(at), "msg_name");
            assertEquals(32, headers.getInt(at + 8), "msg_namelen");
            assertEquals(address + 3 * 64 + i * 16, headers.getLong(at + 16), "msg_iov");
            assertEquals(1, headers.getLong(at + 24), "msg_iovlen");
            assertEquals(0, headers.getLong(at + 32), "msg_control");
            assertEquals(0, headers.getLong(at + 40), "msg_controllen");
            assertEquals(LibraryFunctions.address(in.payload()) + i * 10, headers.getLong(3 * 64 + i * 16), "iov_base");
            assertEquals(10, headers.getLong(3 * 64 + i * 16 + 8), "iov_len");
        }
        assertEquals(3 * 10 + 100, in.payload().capacity());
        assertEquals(3, in.slots());
        assertEquals(10, in.slotBytes());
    }

    @Test
    void ipv4TargetIsAStructSockaddrIn() {
        assertLittleEndian();
        MessageVector out = MessageVector.forSending(2, 10, StandardProtocolFamily.INET);
        out.put(1, bytes("hello"), PACKED);
        assertName("0200 1f90 7f000002 0000000000000000", out);
        out.put(1, bytes("hello"), new InetSocketAddress("255.255.255.255", 65_535));
        assertName("0200 ffff ffffffff 0000000000000000", out);
    }

    @Test
    void ipv4TargetOfAnIpv6SocketIsMapped() {
        assertLittleEndian();
        MessageVector out = MessageVector.forSending(2, 10, StandardProtocolFamily.INET6);
        out.put(1, bytes("hello"), ipv6("fe80::1", 7, 1));
        out.put(1, bytes("hello"), IPV4);
        assertName("0a00 1f90 00000000 00000000000000000000ffff7f000002 00000000", out);
        out.put(1, bytes("hello"), 0xffffffff_ffffL);
        assertName("0a00 ffff 00000000 00000000000000000000ffffffffffff 00000000", out);
    }

    @Test
    void ipv6TargetIsAStructSockaddrIn6WithItsScope() {
        assertLittleEndian();
        MessageVector out = MessageVector.forSending(2, 10, StandardProtocolFamily.INET6);
        out.put(1, bytes("hello"), ipv6("fe80::1234", 0x01020304, 50_000));
        assertName("0a00 c350 00000000 fe800000000000000000000000001234 04030201", out);
        out.put(1, bytes("hello"), ipv6("2001:db8::1", 0, 50_000));
        assertName("0a00 c350 00000000 20010db8000000000000000000000001 00000000", out);
    }

    private static void assertName(String hex, MessageVector out) {
        assertEquals(
                hex.replace(" ", ""), HexFormat.of().formatHex(new KernelSide(out).name(1)), "the bytes of msg_name");
    }

    @Test
    void remainingBytesAreCopiedAndStayInTheBuffer() {
        MessageVector out = MessageVector.forSending(2, 5, StandardProtocolFamily.INET);
        KernelSide sender = new KernelSide(out);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(9).put(2, HELLO).position(2).limit(7);
        ByteBuffer heap = ByteBuffer.allocate(9).put(2, HELLO).position(2).limit(7);
        for (ByteBuffer datagram : new ByteBuffer[] {direct, heap, heap.asReadOnlyBuffer()}) {
            out.put(0, datagram.duplicate().limit(3), PACKED);
            out.put(1, datagram, PACKED);
            assertArrayEquals(new byte[] {'h'}, sender.datagram(0));
            assertArrayEquals(HELLO, sender.datagram(1));
            assertEquals(5, datagram.remaining());
        }
        out.put(1, ByteBuffer.allocate(0), IPV4);
        assertArrayEquals(new byte[0], sender.datagram(1));
        assertEquals(IPV4, sender.target(1));
    }

    @Test
    void unsuitableDatagramIsRefused() {
        MessageVector out = MessageVector.forSending(2, 4, StandardProtocolFamily.INET);
        assertThrows(IllegalArgumentException.class, () -> out.put(0, bytes("hello"), PACKED));
        assertThrows(IllegalArgumentException.class, () -> out.put(0, bytes("hi"), ipv6("::1", 0, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "128.1.2.3", "255.255.255.255"})
    void ipv4SourceIsPackedInEitherFamily(String host) throws UnknownHostException {
        InetSocketAddress source = new InetSocketAddress(host, 65_535);
        byte[] four = source.getAddress().getAddress();
        long packed = Integer.toUnsignedLong(ByteBuffer.wrap(four).getInt()) << 16 | 65_535;
        kernel.deliver(0, HELLO, source);
        kernel.deliver(2, HELLO, mapped(four));
        for (int slot : new int[] {0, 2}) {
            assertEquals(packed, source(in, slot).packed());
            assertEquals(source, source(in, slot).address());
            assertInstanceOf(Inet4Address.class, source(in, slot).address().getAddress());
        }
    }

    /** A struct sockaddr_in6 with an IPv4-mapped address and port 65,535. */
    private static byte[] mapped(byte[] host) {
        ByteBuffer name = ByteBuffer.allocate(28).order(ByteOrder.nativeOrder());
        return name.putShort((short) 10)
                .putShort((short) -1)
                .putShort(18, (short) -1)
                .put(20, host)
                .array();
    }

    @Test
    void ipv6SourceHasItsScope() {
        for (InetSocketAddress source :
                new InetSocketAddress[] {ipv6("fe80::1", 3, 0), ipv6("fe80::1", 4, 0), ipv6("::1", 0, 65_535)}) {
            kernel.deliver(1, HELLO, source);
            assertTrue(source(in, 1).packed() < 0);
            assertEquals(source.toString(), source(in, 1).address().toString());
            assertEquals(source, source(in, 1).address());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "::fffe:127.0.0.1", "1::ffff:127.0.0.1", "0:0:0:1::ffff:1:1"})
    void almostMappedAddressIsNoIpv4(String host) {
        InetSocketAddress source = ipv6(host, 0, 1);
        kernel.deliver(0, HELLO, source);
        assertTrue(source(in, 0).packed() < 0);
        assertEquals(source, source(in, 0).address());
    }

    @Test
    void returningSourceKeepsItsObject() {
        InetSocketAddress[] sources = {
            ipv6("fe80::1", 3, 1), ipv6("fe80::1", 4, 1), ipv6("fe80::1", 3, 2), ipv6("fe80::2", 3, 1)
        };
        for (InetSocketAddress source : sources) {
            kernel.deliver(0, HELLO, source);
            kernel.deliver(1, HELLO, source);
            InetSocketAddress first = source(in, 0).address();
            assertSame(first, source(in, 1).address());
            assertEquals(source.toString(), first.toString());
        }
        kernel.deliver(0, HELLO, sources[0]);
        kernel.deliver(1, HELLO, sources[1]);
        assertNotSame(source(in, 0).address(), source(in, 1).address());
    }

    /** Many hash alike, and differ in one part only. */
    @Test
    void manySourcesAreEachTheirOwn() {
        for (int i = 1; i < 1_000; i++) {
            assertIsItsOwn(ipv6("fe80::%x:1".formatted(i), 1, 1));
            assertIsItsOwn(ipv6("fe80:%x::1".formatted(i), 1, 1));
            assertIsItsOwn(ipv6("fe80::1", i, 1));
            assertIsItsOwn(ipv6("fe80::1", 1, i));
        }
    }

    private void assertIsItsOwn(InetSocketAddress source) {
        kernel.deliver(0, HELLO, source);
        assertEquals(source.toString(), source(in, 0).address().toString());
    }

    @Test
    void truncatedDatagramHasItsLengthAndAValidRange() {
        byte[] long110 = new byte[110];
        long110[9] = 1;
        long110[10] = 2;
        kernel.deliver(2, long110, IPV4);
        assertEquals(110, in.length(2));
        ByteBuffer range = in.payload().slice(2 * in.slotBytes(), in.length(2));
        assertEquals(1, range.get(9));
        assertEquals(0, range.get(10));
    }
}
