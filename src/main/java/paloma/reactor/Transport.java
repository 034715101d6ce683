package paloma.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** <em>Any thread.</em> One non-blocking datagram socket; each method says if only the reactor may call it. */
public interface Transport extends AutoCloseable {
    /**
     * Any thread: a socket that is connected to {@code remote}. Nothing is sent.
     *
     * @param local where it is bound, or null for an address and a port of the system's choice
     * @param receiveBufferBytes SO_RCVBUF to ask for
     * @throws IOException when it cannot be opened or bound, or the system has no route to {@code remote}
     */
    static Transport connected(InetSocketAddress local, InetSocketAddress remote, int receiveBufferBytes)
            throws IOException {
        return ChannelTransport.connect(local, remote, receiveBufferBytes);
    }

    /**
     * Any thread: whether a socket can be bound to {@code address} at some port. Not when it is no address of this machine, or
     * every port of it is taken.
     */
    static boolean canBind(InetAddress address) {
        return ChannelTransport.canBind(address);
    }

    /**
     * Reactor-owned: takes the oldest datagram that waits, at the buffer's position.
     *
     * @return its source, or null when none waits
     * @throws IOException an ICMP message that belongs to an earlier send, or trouble of the socket; the next call may work
     */
    InetSocketAddress receive(ByteBuffer buffer) throws IOException;

    /**
     * Any thread: hands the buffer's remaining bytes to the kernel as one datagram.
     *
     * @param target where to; a connected socket sends to its peer whatever it says
     * @return false when the kernel has no room now; the buffer is as it was then
     * @throws IOException when this datagram, or for a connected socket an earlier one, cannot be sent
     */
    boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException;

    /**
     * Any thread: whether the socket is connected. Only then can an error of a datagram that was sent before come out of the
     * next call, whatever that one does (SO_ERROR).
     */
    default boolean isConnected() {
        return false;
    }

    /** Any thread: whether the poller is to report room in the kernel. Takes effect at the next poll. */
    void awaitRoom(boolean wanted);

    /** Any thread: whether the poller is to report datagrams, as it does at first. Takes effect at the next poll. */
    void awaitDatagrams(boolean wanted);

    /** Any thread: whether the local address is still one of this machine's; asks the system. */
    default boolean isAddressLocal() {
        return true;
    }

    /** The local address. */
    InetSocketAddress localAddress();

    /** The receive buffer as the kernel granted it, in bytes. */
    int receiveBufferBytes();

    /** Closes the socket; idempotent. */
    @Override
    void close() throws IOException;
}
