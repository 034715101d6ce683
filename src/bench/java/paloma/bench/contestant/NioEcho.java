package paloma.bench.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;

/**
 * The contestant "plain NIO": {@code PORT}. A bare receive and send loop, which measures the cost of the JDK.
 */
public final class NioEcho {
    private NioEcho() {}

    /** Sessions are confined to the loop's thread; they are counted after it has ended. */
    public static void main(String[] args) throws Exception {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, EchoProcess.RECEIVE_BUFFER_BYTES);
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        Map<SocketAddress, PeerCount> sessions = new HashMap<>();
        Thread loop = new Thread(() -> echo(channel, selector, sessions));
        loop.setDaemon(true);
        loop.start();
        EchoProcess.serve(() -> counts(loop, sessions));
    }

    private static void echo(DatagramChannel channel, Selector selector, Map<SocketAddress, PeerCount> sessions) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(EchoProcess.MAX_MESSAGE_BYTES);
        try {
            while (!Thread.interrupted()) {
                for (SocketAddress peer = receive(channel, buffer); peer != null; peer = receive(channel, buffer)) {
                    sessions.computeIfAbsent(peer, first -> new PeerCount(null)).add();
                    channel.send(buffer.flip(), peer);
                }
                selector.select(key -> {});
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketAddress receive(DatagramChannel channel, ByteBuffer buffer) throws IOException {
        return channel.receive(buffer.clear());
    }

    private static EchoProcess.EchoCounts counts(Thread loop, Map<SocketAddress, PeerCount> sessions) {
        loop.interrupt();
        try {
            loop.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new EchoProcess.EchoCounts(
                sessions.size(),
                sessions.values().stream().mapToLong(PeerCount::messages).sum());
    }
}
