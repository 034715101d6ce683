package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;
import paloma.net.Source;

/** <em>One thread.</em> A non-blocking channel on loopback, and its descriptor for the system calls. */
final class NativeSocket implements AutoCloseable {
    static final int SLOTS = 8;
    static final int SLOT_BYTES = 101;

    final DatagramChannel channel;
    final InetSocketAddress address;
    final SocketDescriptor descriptor;
    final MessageVector in = MessageVector.forReceiving(SLOTS, SLOT_BYTES, 1 << 16);
    final MessageVector out;

    private NativeSocket(InetSocketAddress local) throws IOException {
        StandardProtocolFamily family = local.getAddress().getAddress().length == 4
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
        channel = DatagramChannel.open(family);
        channel.configureBlocking(false);
        channel.bind(local);
        address = (InetSocketAddress) channel.getLocalAddress();
        descriptor = SocketDescriptor.of(address, channel);
        out = MessageVector.forSending(SLOTS, SLOT_BYTES, family);
    }

    /** The reason skips the test: before JDK 22, or on another system. */
    static void needsCalls() {
        Assumptions.assumeTrue(
                SocketCalls.refusal().isEmpty(), () -> SocketCalls.refusal().toString());
    }

    static NativeSocket open(String host) throws IOException {
        return new NativeSocket(new InetSocketAddress(InetAddress.getByName(host), 0));
    }

    int receive() {
        return receive(SLOTS);
    }

    int receive(int count) {
        assertTrue(descriptor.enter());
        try {
            return SocketCalls.receive(descriptor.number(), in, count);
        } finally {
            descriptor.exit();
        }
    }

    int send(int from, int count) {
        assertTrue(descriptor.enter());
        try {
            return SocketCalls.send(descriptor.number(), out, from, count);
        } finally {
            descriptor.exit();
        }
    }

    /** The received text in a slot. */
    String text(int slot) {
        byte[] bytes = new byte[Math.min(in.length(slot), SLOT_BYTES)];
        in.payload().get(slot * SLOT_BYTES, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The source of a received datagram. */
    static Source source(MessageVector received, int slot) {
        Source source = new Source();
        received.source(slot, source);
        return source;
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        descriptor.close();
    }
}
