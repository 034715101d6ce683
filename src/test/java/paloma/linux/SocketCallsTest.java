package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.linux.NativeSocket.SLOTS;
import static paloma.linux.NativeSocket.SLOT_BYTES;
import static paloma.linux.NativeSocket.bytes;
import static paloma.linux.NativeSocket.source;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.net.PackedAddress;
import paloma.net.Source;

/** The calls on real sockets. On loopback a datagram is there when the call that sends it returns. */
class SocketCallsTest {
    private static final int EMSGSIZE = 90;
    private static final int EINVAL = 22;
    /** Exceeds what UDP over IPv4 can carry by 1. */
    private static final int TOO_LONG = 65_508;

    private static final int ROUNDS = 20;
    /** Twice three calls, each of one object; 16 datagrams are received in a round. */
    private static final int BYTES_PER_ROUND = 6 * 40;

    @BeforeAll
    static void needs() {
        NativeSocket.needsCalls();
    }

    private static List<String> texts(NativeSocket socket, int count) {
        return IntStream.range(0, count).mapToObj(socket::text).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void echoOfManyDatagramsComesBackInOrder(String host) throws IOException {
        try (NativeSocket server = NativeSocket.open(host);
                NativeSocket client = NativeSocket.open(host)) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 5; i++) {
                    client.out.put(i, bytes("message " + i), server.address);
                }
                assertEquals(5, client.send(0, 5));
                assertEquals(5, server.receive());
                for (int i = 0; i < 5; i++) {
                    InetSocketAddress source = source(server.in, i).address();
                    assertEquals(client.address, source);
                    server.out.put(i, bytes("answer to " + server.text(i)), source);
                }
                assertEquals(5, server.send(0, 5));
                assertEquals(5, client.receive());
                assertEquals(
                        IntStream.range(0, 5)
                                .mapToObj(i -> "answer to message " + i)
                                .toList(),
                        texts(client, 5));
                assertEquals(-SocketCalls.EAGAIN, server.receive());
            }
        }
    }

    @Test
    void packedSourceIsThatOfTheChannel() throws IOException {
        try (NativeSocket server = NativeSocket.open("127.0.0.1");
                NativeSocket client = NativeSocket.open("127.0.0.1")) {
            client.channel.send(bytes("hello"), server.address);
            assertEquals(1, server.receive());
            assertEquals(
                    0x7f000001L << 16 | client.address.getPort(),
                    source(server.in, 0).packed());
            server.out.put(3, bytes("answer"), source(server.in, 0).packed());
            assertEquals(1, server.send(3, 1));
            ByteBuffer answer = ByteBuffer.allocate(SLOT_BYTES);
            assertEquals(server.address, client.channel.receive(answer));
            assertEquals(bytes("answer"), answer.flip());
        }
    }

    @Test
    void ipv6SourceIsThatOfTheChannel() throws IOException {
        try (NativeSocket server = NativeSocket.open("::1");
                NativeSocket client = NativeSocket.open("::1")) {
            client.channel.send(bytes("hello"), server.address);
            client.channel.send(bytes("hello"), server.address);
            assertEquals(1, server.receive(1));
            InetSocketAddress byChannel = (InetSocketAddress) server.channel.receive(ByteBuffer.allocate(SLOT_BYTES));
            assertEquals(byChannel.toString(), source(server.in, 0).address().toString());
            assertEquals(byChannel, source(server.in, 0).address());
            assertTrue(source(server.in, 0).packed() < 0);
        }
    }

    @Test
    void ipv6SocketExchangesWithIpv4() throws IOException {
        try (NativeSocket server = NativeSocket.open("::");
                NativeSocket client = NativeSocket.open("127.0.0.1")) {
            client.out.put(0, bytes("hello"), new InetSocketAddress("127.0.0.1", server.address.getPort()));
            assertEquals(1, client.send(0, 1));
            assertEquals(1, server.receive());
            assertEquals(client.address, source(server.in, 0).address());
            server.out.put(0, bytes("one"), source(server.in, 0).packed());
            server.out.put(1, bytes("two"), source(server.in, 0).address());
            assertEquals(2, server.send(0, 2));
            assertEquals(2, client.receive());
            assertEquals(List.of("one", "two"), texts(client, 2));
        }
    }

    @Test
    void emptyDatagramsAreDatagrams() throws IOException {
        try (NativeSocket server = NativeSocket.open("127.0.0.1");
                NativeSocket client = NativeSocket.open("127.0.0.1")) {
            client.out.put(0, bytes("before"), server.address);
            client.out.put(1, bytes(""), server.address);
            client.out.put(2, bytes("after"), server.address);
            assertEquals(3, client.send(0, 3));
            assertEquals(3, server.receive());
            assertEquals(List.of("before", "", "after"), texts(server, 3));
            assertEquals(0, server.in.length(1));
            assertEquals(client.address, source(server.in, 1).address());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SLOT_BYTES, SLOT_BYTES + 1, 65_507})
    void truncatedDatagramHasItsLength(int length) throws IOException {
        try (NativeSocket server = NativeSocket.open("127.0.0.1");
                NativeSocket client = NativeSocket.open("127.0.0.1")) {
            byte[] long0 = new byte[length];
            long0[SLOT_BYTES - 1] = 'x';
            client.channel.send(ByteBuffer.wrap(long0), server.address);
            client.channel.send(bytes("next"), server.address);
            assertEquals(2, server.receive());
            assertEquals(length, server.in.length(0));
            assertEquals('x', server.in.payload().get(SLOT_BYTES - 1));
            assertEquals(
                    length, server.in.payload().slice(0, server.in.length(0)).capacity());
            assertEquals("next", server.text(1));
        }
    }

    @Test
    void fewerDatagramsAreReceivedThanArePending() throws IOException {
        try (NativeSocket server = NativeSocket.open("127.0.0.1");
                NativeSocket client = NativeSocket.open("127.0.0.1")) {
            for (int i = 0; i < SLOTS; i++) {
                client.out.put(i, bytes("message " + i), server.address);
            }
            assertEquals(3, client.send(2, 3));
            assertEquals(2, server.receive(2));
            assertEquals(List.of("message 2", "message 3"), texts(server, 2));
            assertEquals(1, server.receive(2));
            assertEquals("message 4", server.text(0));
            assertEquals(-SocketCalls.EAGAIN, server.receive(2));
        }
    }

    @Test
    void refusedDatagramEndsTheCallAndItsErrnoTheNext() throws IOException {
        try (NativeSocket server = NativeSocket.open("127.0.0.1");
                NativeSocket client = NativeSocket.open("127.0.0.1")) {
            client.out.put(0, bytes("before"), server.address);
            client.out.put(1, bytes("to port 0"), new InetSocketAddress("127.0.0.1", 0));
            client.out.put(2, bytes("after"), server.address);
            assertEquals(1, client.send(0, 3));
            assertEquals(-EINVAL, client.send(1, 2));
            assertEquals(1, client.send(2, 1));
            assertEquals(2, server.receive());
            assertEquals(List.of("before", "after"), texts(server, 2));
        }
    }

    @Test
    void tooLongDatagramIsRefusedWithEmsgsize() throws IOException {
        try (NativeSocket server = NativeSocket.open("127.0.0.1")) {
            MessageVector out = MessageVector.forSending(2, TOO_LONG, StandardProtocolFamily.INET);
            out.put(0, ByteBuffer.allocate(TOO_LONG - 1), server.address);
            out.put(1, ByteBuffer.allocate(TOO_LONG), server.address);
            assertEquals(1, SocketCalls.send(server.descriptor.number(), out, 0, 2));
            assertEquals(-EMSGSIZE, SocketCalls.send(server.descriptor.number(), out, 1, 1));
            assertEquals(1, server.receive());
            assertEquals(TOO_LONG - 1, server.in.length(0));
        }
    }

    @Test
    void closedDescriptorHasItsErrno() throws IOException {
        try (NativeSocket server = NativeSocket.open("127.0.0.1")) {
            int notOpen = Integer.MAX_VALUE;
            int ebadf = 9;
            assertEquals(-ebadf, SocketCalls.receive(notOpen, server.in, 1));
            assertEquals(-ebadf, SocketCalls.send(notOpen, server.out, 0, 1));
        }
    }

    /** One is per call: the linked function makes a segment for errno, unless the optimizing compiler removes it. */
    @Test
    void noObjectIsAllocatedPerDatagram() throws IOException {
        try (NativeSocket server = NativeSocket.open("127.0.0.1");
                NativeSocket client = NativeSocket.open("127.0.0.1");
                NativeSocket server6 = NativeSocket.open("::1");
                NativeSocket client6 = NativeSocket.open("::1")) {
            ByteBuffer message = bytes("message");
            for (int i = 0; i < SLOTS; i++) {
                client.out.put(i, message, server.address);
                client6.out.put(i, message, server6.address);
            }
            Source source = new Source();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = Long.MAX_VALUE;
            // The first calls link the functions.
            for (int tries = 0; tries < 50 && allocated > ROUNDS * BYTES_PER_ROUND; tries++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < ROUNDS; i++) {
                    exchange(client, server, source);
                    exchange(client6, server6, source);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertTrue(allocated <= ROUNDS * BYTES_PER_ROUND, allocated + " bytes");
        }
    }

    private static void exchange(NativeSocket client, NativeSocket server, Source source) {
        client.send(0, SLOTS);
        int received = server.receive();
        for (int i = 0; i < received; i++) {
            server.in.source(i, source);
            if (PackedAddress.isExact(source.packed())) {
                server.out.put(i, server.in.payload().limit(7).position(0), source.packed());
            }
        }
        server.receive();
    }
}
