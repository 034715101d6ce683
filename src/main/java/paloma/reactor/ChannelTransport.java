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

    /** @param remote the peer of a connected channel, or null */
    private ChannelTransport(DatagramChannel channel, InetSocketAddress remote) {
        this.channel = channel;
        this.remote = remote;
    }

    /**
     * Binds a socket to {@code local}. SO_REUSEADDR stays off: with it a second process could receive every
     * datagram.
     */
    static ChannelTransport bind(InetSocketAddress local, int receiveBufferBytes) throws IOException {
        return open(local.getAddress(), null, receiveBufferBytes, channel -> channel.bind(local));
    }

    /**
     * Connects a socket to {@code remote}, from {@code local} unless that is null. A socket that was connected to
     * itself is replaced: where nobody listens at {@code remote}, the system may choose that very port as the local
     * one.
     *
     * @throws BindException when there is no other port
     */
    static ChannelTransport connect(InetSocketAddress local, InetSocketAddress remote, int receiveBufferBytes)
            throws IOException {
        ChannelTransport first = connectOnce(local, remote, receiveBufferBytes);
        if (!first.isSelfConnected()) {
            return first;
        }
        // The first socket occupies the port, so that the second gets another one or none.
        try {
            return connectOnce(local, remote, receiveBufferBytes);
        } finally {
            first.close();
        }
    }

    /** Whether a socket can be bound to {@code address} at some port: the address is one of this machine's. */
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

    /** One family per socket: a dual-stack socket would report IPv4 peers as IPv6 addresses. */
    private static DatagramChannel open(InetAddress address) throws IOException {
        try {
            return DatagramChannel.open(family(address));
        } catch (UnsupportedOperationException e) {
            throw new SocketException("the JVM has no sockets for " + AddressText.of(address));
        }
    }

    /** Reuses the caller's object if it is equal, so that {@link #send} can compare references. */
    private static InetSocketAddress reuse(InetSocketAddress asked, InetSocketAddress connected) {
        return asked != null && asked.equals(connected) ? asked : connected;
    }

    private static StandardProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /** The channel, for the poller. */
    DatagramChannel channel() {
        return channel;
    }

    /** Called by the poller with the key of this channel. */
    void onRegistered(SelectionKey watching) {
        key = watching;
    }

    @Override
    public InetSocketAddress receive(ByteBuffer buffer) throws IOException {
        if (remote == null) {
            return (InetSocketAddress) channel.receive(buffer);
        }
        // Cheaper than receive, which returns the source. 0 means none waits; an empty datagram is -1, like the end
        // of a stream.
        return channel.read(buffer) == 0 ? null : remote;
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        if (datagram.hasRemaining()) {
            // Cheaper than send, which compares addresses that are not in the cache with thousands of sockets.
            return (remote == null ? channel.send(datagram, target) : channel.write(datagram)) > 0;
        }
        // For an empty datagram 0 bytes may mean sent or no room; it is taken as sent.
        if (remote == null) {
            channel.send(datagram, target);
        } else {
            sendEmptyUnconnected(remote);
        }
        return true;
    }

    /**
     * Sends an empty datagram from a second, unconnected channel, because the JDK sends none on a connected one.
     * Both channels have SO_REUSEPORT while the second one binds: Linux lets only sockets of one effective user
     * share a port in this way. With SO_REUSEADDR a process of another user could bind in that moment, connect, and
     * so take over the address. The kernel delivers the peer's datagrams to the connected channel, which it
     * prefers.
     *
     * @throws SocketException where SO_REUSEPORT does not exist (Windows)
     */
    private synchronized void sendEmptyUnconnected(InetSocketAddress target) throws IOException {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new SocketException("this system lets no second socket send from the port (SO_REUSEPORT)");
        }
        try (DatagramChannel beside = open(target.getAddress())) {
            // An interrupted thread could not send in blocking mode.
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
            // The transport was closed meanwhile: no error to report.
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
