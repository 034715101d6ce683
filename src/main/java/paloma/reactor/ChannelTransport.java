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

/**
 * <em>Any thread.</em> A {@link Transport} on a non-blocking {@link DatagramChannel}.
 * Only the reactor calls {@link #receive}.
 */
public class ChannelTransport implements Transport, ReceiveBatch.SingleReceiver {
    private final DatagramChannel channel;
    private final InetSocketAddress remote;
    private volatile SelectionKey key;

    /** @param remote the connected peer, or null */
    ChannelTransport(DatagramChannel channel, InetSocketAddress remote) {
        this.channel = channel;
        this.remote = remote;
    }

    /** A socket bound to {@code local}. SO_REUSEADDR stays off: it would let another process take the datagrams. */
    static ChannelTransport bind(InetSocketAddress local, int receiveBufferBytes) throws IOException {
        return open(local.getAddress(), null, receiveBufferBytes, channel -> channel.bind(local));
    }

    /**
     * A socket connected to {@code remote}, from {@code local} unless null.
     * Never connected to itself: when nothing listens at {@code remote}, the system may choose that very port.
     *
     * @throws BindException when no other port is left
     */
    static ChannelTransport connect(InetSocketAddress local, InetSocketAddress remote, int receiveBufferBytes)
            throws IOException {
        ChannelTransport first = connectOnce(local, remote, receiveBufferBytes);
        if (!first.isSelfConnected()) {
            return first;
        }
        // The first socket still holds the port, so the second gets another or none.
        try {
            return connectOnce(local, remote, receiveBufferBytes);
        } finally {
            first.close();
        }
    }

    /** Whether a socket can be bound to {@code address} at some port, that is, whether it is a local address. */
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

    /** <em>Any thread.</em> Binds or connects an open channel. */
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

    /** Returns the caller's object if it is equal, so that {@link #send} can compare references. */
    private static InetSocketAddress reuse(InetSocketAddress requested, InetSocketAddress connected) {
        return requested != null && requested.equals(connected) ? requested : connected;
    }

    private static StandardProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /** The channel, for registration. */
    DatagramChannel channel() {
        return channel;
    }

    /** Stores the selection key of a new registration. */
    void onRegistered(SelectionKey watching) {
        key = watching;
    }

    @Override
    public boolean receive(ReceiveBatch batch, int max) throws IOException {
        return batch.receiveSingly(this, max);
    }

    @Override
    public InetSocketAddress receive(ByteBuffer buffer) throws IOException {
        if (remote == null) {
            return (InetSocketAddress) channel.receive(buffer);
        }
        // Cheaper than receive(): no source address. 0 means none; an empty datagram returns -1.
        return channel.read(buffer) == 0 ? null : remote;
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        if (datagram.hasRemaining()) {
            // Cheaper for a connected channel: no comparison of addresses, which miss the cache with thousands of
            // peers.
            return (remote == null ? channel.send(datagram, target) : channel.write(datagram)) > 0;
        }
        // An empty datagram returns 0 with or without room; it counts as sent.
        if (remote == null) {
            channel.send(datagram, target);
        } else {
            sendEmptyUnconnected(remote);
        }
        return true;
    }

    /**
     * Sends an empty datagram by a second, unconnected channel at the same address.
     * The JDK sends nothing when a connected channel writes an empty buffer. Both sockets have SO_REUSEPORT during
     * the bind only: Linux limits that sharing to one effective user. With SO_REUSEADDR a process of another user
     * could bind and connect in that moment, and take the address. Datagrams of the peer go to the connected socket,
     * which the kernel prefers.
     *
     * @throws SocketException where SO_REUSEPORT is missing (Windows)
     */
    private synchronized void sendEmptyUnconnected(InetSocketAddress target) throws IOException {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new SocketException("this system lets no second socket send from the port (SO_REUSEPORT)");
        }
        try (DatagramChannel beside = open(target.getAddress())) {
            // In blocking mode an interrupted thread cannot send.
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
            // Closed by another thread.
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
