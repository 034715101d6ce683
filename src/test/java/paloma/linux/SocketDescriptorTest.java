package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.BatchRefusal;
import paloma.BatchRefusedException;

class SocketDescriptorTest {
    private final AtomicInteger closed = new AtomicInteger();
    private final SocketDescriptor counted = new SocketDescriptor(7, closed::incrementAndGet);

    @Test
    void descriptorWithoutUsersIsClosedAtOnceAndOnce() throws IOException {
        assertTrue(counted.enter());
        counted.exit();
        assertEquals(0, closed.get());
        counted.close();
        counted.close();
        assertEquals(1, closed.get());
        assertFalse(counted.enter());
    }

    @Test
    void lastUserClosesTheChannel() throws IOException {
        assertTrue(counted.enter());
        assertTrue(counted.enter());
        counted.close();
        assertFalse(counted.enter());
        counted.exit();
        assertEquals(0, closed.get());
        counted.exit();
        counted.close();
        assertEquals(1, closed.get());
    }

    @Test
    void errorOfTheCloseIsThrownByTheOneThatCloses() throws IOException {
        SocketDescriptor failing = new SocketDescriptor(7, () -> {
            throw new IOException("close");
        });
        assertTrue(failing.enter());
        failing.close();
        assertThrows(UncheckedIOException.class, failing::exit);
        SocketDescriptor unused = new SocketDescriptor(7, () -> {
            throw new IOException("close");
        });
        assertThrows(IOException.class, unused::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "::"})
    void descriptorIsThatOfTheOnlySocketWithTheAddress(String host) throws IOException {
        NativeSocket.needsCalls();
        try (NativeSocket found = NativeSocket.open(host);
                NativeSocket other = NativeSocket.open(host);
                ServerSocketChannel tcp = ServerSocketChannel.open()) {
            // The same number, for TCP.
            tcp.bind(found.address);
            assertEquals(
                    found.descriptor.number(),
                    SocketDescriptor.of(found.address, other.channel).number());
            Path link = Path.of("/proc/self/fd", Integer.toString(found.descriptor.number()));
            assertTrue(Files.exists(link));
            found.descriptor.close();
            assertFalse(Files.exists(link));
        }
    }

    @Test
    void linkLocalAddressesOfTwoLinksAreDifferent() throws IOException {
        InetSocketAddress left = linkLocal(2);
        assertTrue(DescriptorSearch.areEqual(left, linkLocal(2)));
        assertFalse(DescriptorSearch.areEqual(left, linkLocal(3)));
        assertFalse(DescriptorSearch.areEqual(left, null));
    }

    private static InetSocketAddress linkLocal(int scope) throws IOException {
        byte[] host = InetAddress.getByName("fe80::1").getAddress();
        return new InetSocketAddress(Inet6Address.getByAddress(null, host, scope), 50_000);
    }

    @Test
    void twoSocketsWithTheAddressAreRefused() throws IOException {
        NativeSocket.needsCalls();
        try (DatagramChannel one = DatagramChannel.open();
                DatagramChannel other = DatagramChannel.open()) {
            one.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            one.bind(new InetSocketAddress("127.0.0.1", 0));
            other.bind(one.getLocalAddress());
            assertRefused(BatchRefusal.NO_DESCRIPTOR, one);
            assertTrue(one.isOpen());
        }
    }

    @Test
    void channelOfAnotherPortOrClosedIsRefused() throws IOException {
        NativeSocket.needsCalls();
        DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        channel.close();
        assertEquals(
                BatchRefusal.NO_DESCRIPTOR,
                assertThrows(BatchRefusedException.class, () -> SocketDescriptor.of(local, channel))
                        .reason());
    }

    @Test
    void reasonAgainstTheCallsIsOneAgainstTheDescriptor() throws IOException {
        Optional<BatchRefusal> refusal = SocketCalls.refusal();
        Assumptions.assumeTrue(refusal.isPresent(), "the calls can be made");
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            assertRefused(refusal.orElseThrow(), channel);
        }
    }

    private static void assertRefused(BatchRefusal reason, DatagramChannel channel) throws IOException {
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        assertEquals(
                reason,
                assertThrows(BatchRefusedException.class, () -> SocketDescriptor.of(local, channel))
                        .reason());
    }
}
