package paloma.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** <em>Any thread.</em> One non-blocking datagram socket; each method says if only the reactor may call it. */
public interface Transport extends AutoCloseable {
    /**
     * Any thread: connects a socket to {@code remote}. Sends nothing.
     *
     * @param local the address to bind, or null for the system's choice of address and port
     * @param receiveBufferBytes SO_RCVBUF to request
     * @throws IOException when it cannot be opened or bound, or there is no route to {@code remote}
     */
    static Transport connected(InetSocketAddress local, InetSocketAddress remote, int receiveBufferBytes)
            throws IOException {
        return ChannelTransport.connect(local, remote, receiveBufferBytes);
    }

    /**
     * Any thread: whether a socket can be bound to {@code address} at some port. False when the address is not this
     * machine's, or all its ports are taken.
     */
    static boolean canBind(InetAddress address) {
        return ChannelTransport.canBind(address);
    }

    /**
     * Reactor-owned: receives the oldest pending datagram at the buffer's position.
     *
     * @return its source, or null when none is pending
     * @throws IOException an ICMP error of an earlier send, or an error of the socket; the next call may succeed
     */
    InetSocketAddress receive(ByteBuffer buffer) throws IOException;

    /**
     * Any thread: hands the remaining bytes of the buffer to the kernel as one datagram.
     *
     * @param target the destination; a connected socket ignores it
     * @return false when the kernel has no room; the buffer is unchanged then
     * @throws IOException when this datagram or, on a connected socket, an earlier one cannot be sent
     */
    boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException;

    /**
     * Any thread: whether the socket is connected. Only then may any call throw the pending error of an earlier
     * datagram (SO_ERROR).
     */
    default boolean isConnected() {
        return false;
    }

    /** Any thread: sets interest in room in the send buffer; takes effect at the next poll. */
    void awaitRoom(boolean wanted);

    /** Any thread: sets interest in datagrams, which is set at first; takes effect at the next poll. */
    void awaitDatagrams(boolean wanted);

    /** Any thread: whether the local address is still one of this machine's; a system call. */
    default boolean isAddressLocal() {
        return true;
    }

    /** The local address. */
    InetSocketAddress localAddress();

    /** SO_RCVBUF as the kernel granted it, in bytes. */
    int receiveBufferBytes();

    /** Closes the socket; idempotent. */
    @Override
    void close() throws IOException;
}
