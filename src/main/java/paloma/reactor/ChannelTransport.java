package paloma.reactor;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import paloma.AddressText;
import paloma.lifecycle.Cleanup;

/** <em>Any thread.</em> A {@link Transport} on a non-blocking {@link DatagramChannel}. */
public final class ChannelTransport implements Transport {
    private final DatagramChannel channel;
    private final InetSocketAddress remote;
    private volatile SelectionKey key;

    /** @param remote whom the channel is connected to, or null */
    private ChannelTransport(DatagramChannel channel, InetSocketAddress remote) {
        this.channel = channel;
        this.remote = remote;
    }

    /** A socket bound to {@code local}. SO_REUSEADDR stays off: with it a second process could take every datagram. */
    static ChannelTransport bind(InetSocketAddress local, int receiveBufferBytes) throws IOException {
        return open(local.getAddress(), null, receiveBufferBytes, channel -> channel.bind(local));
    }

    /**
     * A socket that talks to {@code remote} only, from {@code local} unless that is null. Never one that talks to itself: where
     * nobody listens at {@code remote}, the system may pick that very port.
     *
     * @throws BindException when there is no other
     */
    static ChannelTransport connect(InetSocketAddress local, InetSocketAddress remote, int receiveBufferBytes)
            throws IOException {
        ChannelTransport first = connectOnce(local, remote, receiveBufferBytes);
        if (!first.isSelfConnected()) {
            return first;
        }
        // The first holds the port meanwhile, so that the second gets another or none.
        try {
            return connectOnce(local, remote, receiveBufferBytes);
        } finally {
            first.close();
        }
    }

    /** Whether a socket can be bound to {@code address} at some port: not when it is no address of this machine. */
    public static boolean canBind(InetAddress address) {
        try (DatagramChannel probe = open(address)) {
            probe.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isSelfConnected() {
        InetSocketAddress local = localAddress();
        return local.getPort() == remote.getPort() && local.getAddress().equals(remote.getAddress());
    }

    private static ChannelTransport connectOnce(
            InetSocketAddress local, InetSocketAddress remote, int receiveBufferBytes) throws IOException {
        return open(remote.getAddress(), remote, receiveBufferBytes, channel -> {
            if (local != null) {
                channel.bind(local);
            }
            channel.connect(remote);
        });
    }

    /** <em>Any thread.</em> Configures a channel that was opened. */
    interface Setup {
        void apply(DatagramChannel channel) throws IOException;
    }

    static ChannelTransport open(InetAddress address, InetSocketAddress remote, int receiveBufferBytes, Setup setup)
            throws IOException {
        DatagramChannel channel = open(address);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
            channel.configureBlocking(false);
            setup.apply(channel);
            return new ChannelTransport(channel, reuse(remote, (InetSocketAddress) channel.getRemoteAddress()));
        } catch (Throwable e) {
            Cleanup.after(e, channel);
            throw e;
        }
    }

    /** One family per socket: a dual-stack one would show IPv4 peers in a second form. */
    private static DatagramChannel open(InetAddress address) throws IOException {
        try {
            return DatagramChannel.open(family(address));
        } catch (UnsupportedOperationException e) {
            throw new SocketException("the JVM has no sockets for " + AddressText.of(address));
        }
    }

    /** The caller's own object where it says the same, to be known again in {@link #send} without a comparison. */
    private static InetSocketAddress reuse(InetSocketAddress asked, InetSocketAddress connected) {
        return asked != null && asked.equals(connected) ? asked : connected;
    }

    private static StandardProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /** The channel, for the poller that is to watch it. */
    DatagramChannel channel() {
        return channel;
    }

    /** The poller watches the channel under {@code watching} from now on. */
    void onRegistered(SelectionKey watching) {
        key = watching;
    }

    @Override
    public InetSocketAddress receive(ByteBuffer buffer) throws IOException {
        if (remote == null) {
            return (InetSocketAddress) channel.receive(buffer);
        }
        // Cheaper, as the source need not be told. 0 is nothing; an empty datagram is -1, as if a stream had ended.
        return channel.read(buffer) == 0 ? null : remote;
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        if (datagram.hasRemaining()) {
            // Cheaper: the channel need not compare addresses, which are in no cache when there are thousands.
            return (remote == null ? channel.send(datagram, target) : channel.write(datagram)) > 0;
        }
        // An empty datagram counts 0 bytes whether there was room or not; it is taken as sent.
        if (remote == null) {
            channel.send(datagram, target);
        } else {
            sendEmptyUnconnected(remote);
        }
        return true;
    }

    /**
     * The JDK sends nothing when a connected channel is given an empty buffer. So a second, unconnected channel at the same
     * address sends it. Both have SO_REUSEPORT for the moment in which that one binds: Linux lets only sockets of one
     * effective user share a port so. With SO_REUSEADDR another user's process could bind in that moment, and then connect, which
     * takes the address. What the peer sends meanwhile goes to the connected channel, which the kernel prefers.
     *
     * @throws SocketException where there is no SO_REUSEPORT (Windows)
     */
    private synchronized void sendEmptyUnconnected(InetSocketAddress target) throws IOException {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new SocketException("this system lets no second socket send from the port (SO_REUSEPORT)");
        }
        try (DatagramChannel beside = open(target.getAddress())) {
            // In blocking mode an interrupted thread could not send.
            beside.configureBlocking(false);
            bindToSharedPort(beside);
            beside.send(ByteBuffer.allocate(0), target);
        }
    }

    private void bindToSharedPort(DatagramChannel beside) throws IOException {
        beside.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        try {
            beside.bind(channel.getLocalAddress());
        } finally {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, false);
            beside.setOption(StandardSocketOptions.SO_REUSEPORT, false);
        }
    }

    @Override
    public boolean isConnected() {
        return remote != null;
    }

    @Override
    public boolean isAddressLocal() {
        return canBind(localAddress().getAddress());
    }

    @Override
    public void awaitRoom(boolean wanted) {
        await(SelectionKey.OP_WRITE, wanted);
    }

    @Override
    public void awaitDatagrams(boolean wanted) {
        await(SelectionKey.OP_READ, wanted);
    }

    private void await(int operation, boolean wanted) {
        try {
            if (wanted) {
                key.interestOpsOr(operation);
            } else {
                key.interestOpsAnd(~operation);
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
