package paloma.reactor;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/** The real {@link Transport}: a non-blocking {@link DatagramChannel}. */
final class ChannelTransport implements Transport {
    private final DatagramChannel channel;
    private volatile SelectionKey key;

    private ChannelTransport(DatagramChannel channel) {
        this.channel = channel;
    }

    /** A socket bound to {@code local}. SO_REUSEADDR stays off: with it a second process could take every datagram. */
    static ChannelTransport bind(InetSocketAddress local, int receiveBufferBytes) throws IOException {
        return open(local.getAddress(), receiveBufferBytes, channel -> channel.bind(local));
    }

    /** A socket that talks to {@code remote} only. */
    static ChannelTransport connect(InetSocketAddress remote, int receiveBufferBytes) throws IOException {
        return open(remote.getAddress(), receiveBufferBytes, channel -> channel.connect(remote));
    }

    private interface Setup {
        void apply(DatagramChannel channel) throws IOException;
    }

    private static ChannelTransport open(InetAddress address, int receiveBufferBytes, Setup setup) throws IOException {
        // One family per socket: a dual-stack one would show IPv4 peers in a second form.
        DatagramChannel channel = DatagramChannel.open(
                address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
            channel.configureBlocking(false);
            setup.apply(channel);
            return new ChannelTransport(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The channel, for the poller that is to watch it. */
    DatagramChannel channel() {
        return channel;
    }

    /** The poller watches the channel under {@code watching} from now on. */
    void watchedBy(SelectionKey watching) {
        key = watching;
    }

    @Override
    public InetSocketAddress receive(ByteBuffer buffer) throws IOException {
        return (InetSocketAddress) channel.receive(buffer);
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        boolean empty = !datagram.hasRemaining();
        int sent = channel.send(datagram, target);
        // An empty datagram counts 0 bytes whether there was room or not; it is taken as sent.
        return empty || sent > 0;
    }

    @Override
    public void awaitRoom(boolean wanted) {
        try {
            if (wanted) {
                key.interestOpsOr(SelectionKey.OP_WRITE);
            } else {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
        } catch (CancelledKeyException closed) {
            // Closed meanwhile: nobody awaits anything of it.
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new IllegalStateException("the socket is closed", e);
        }
    }

    @Override
    public int receiveBufferBytes() {
        try {
            return channel.getOption(StandardSocketOptions.SO_RCVBUF);
        } catch (IOException e) {
            throw new IllegalStateException("the socket is closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
