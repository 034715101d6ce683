package paloma.linux;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import paloma.net.Source;

/**
 * <em>Main thread.</em> A program that collects a number of datagrams, answers all at once, and begins again. Prints its port, the
 * sources, and the result of each call that sends: {@code sent 2}, {@code full}, {@code errno 101 to /192.0.2.1:50000}.
 */
public final class BatchEcho {
    private static final int SLOT_BYTES = 2_000;

    private final DatagramChannel channel;
    private final Selector selector;
    private final SocketDescriptor descriptor;
    private final MessageVector in;
    private final MessageVector out;
    private final InetSocketAddress[] targets;

    private BatchEcho(InetAddress host, int count) throws IOException {
        StandardProtocolFamily family =
                host instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        channel = DatagramChannel.open(family);
        channel.configureBlocking(false);
        // The least that the kernel grants.
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 1);
        channel.bind(new InetSocketAddress(host, 0));
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        descriptor = SocketDescriptor.of(local, channel);
        in = MessageVector.forReceiving(count, SLOT_BYTES, 1 << 16);
        out = MessageVector.forSending(count, SLOT_BYTES, family);
        targets = new InetSocketAddress[count];
        System.out.println("port " + local.getPort());
    }

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws IOException {
        BatchEcho echo = new BatchEcho(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1]));
        while (true) {
            echo.collect();
            echo.answer();
        }
    }

    private void collect() throws IOException {
        Source source = new Source();
        int collected = 0;
        while (collected < targets.length) {
            await(SelectionKey.OP_READ);
            int received = SocketCalls.receive(descriptor.number(), in, targets.length - collected);
            for (int i = 0; i < received; i++) {
                in.source(i, source);
                targets[collected] = source.address();
                System.out.println("from " + source.address());
                ByteBuffer datagram = in.payload().slice(i * SLOT_BYTES, in.length(i));
                if (source.packed() < 0) {
                    out.put(collected, datagram, source.address());
                } else {
                    out.put(collected, datagram, source.packed());
                }
                collected++;
            }
        }
    }

    private void answer() throws IOException {
        int from = 0;
        while (from < targets.length) {
            int sent = SocketCalls.send(descriptor.number(), out, from, targets.length - from);
            if (sent > 0) {
                System.out.println("sent " + sent);
                from += sent;
            } else if (sent == -SocketCalls.EAGAIN) {
                System.out.println("full");
                await(SelectionKey.OP_WRITE);
            } else {
                System.out.println("errno " + -sent + " to " + targets[from]);
                from++;
            }
        }
        System.out.println("answered");
    }

    private void await(int operation) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        selector.select(key -> {});
    }
}
