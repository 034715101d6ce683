package paloma.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.TransportChoice;
import paloma.linux.MessageVector;

/** <em>Any thread.</em> One non-blocking datagram socket. Only the reactor calls {@link #receive}. */
public interface Transport extends AutoCloseable {
    /**
     * Opens a socket that is connected to {@code remote}. Sends nothing.
     *
     * @param local the address to bind, or null for one that the system chooses
     * @param receiveBufferBytes SO_RCVBUF to request
     * @throws IOException when it cannot be opened or bound, or the system has no route to {@code remote}
     */
    static Transport connected(InetSocketAddress local, InetSocketAddress remote, int receiveBufferBytes)
            throws IOException {
        return ChannelTransport.connect(local, remote, receiveBufferBytes);
    }

    /**
     * Whether a socket can be bound to {@code address} at some port: false when it is not local or has no free port.
     */
    static boolean canBind(InetAddress address) {
        return ChannelTransport.canBind(address);
    }

    /**
     * Reactor-owned: adds pending datagrams to the empty {@code batch}, oldest first. Those added before an exception stay
     * in it.
     *
     * @param max maximum datagrams to add, at least 1
     * @return false when the socket is drained
     * @throws IOException an ICMP error of an earlier send, or a socket error; the next call may succeed
     */
    boolean receive(ReceiveBatch batch, int max) throws IOException;

    /** Maximum datagrams that are received before the protocol's turn. */
    default int maxPerTurn() {
        return Integer.MAX_VALUE;
    }

    /**
     * Hands the remaining bytes to the kernel as one datagram.
     *
     * @param target ignored by a connected socket
     * @return false when the kernel is full; the buffer is then unchanged
     * @throws IOException when this datagram, or on a connected socket an earlier one, cannot be sent
     */
    boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException;

    /**
     * The memory of a {@link SendBatch}; null when this transport sends one datagram per call, or has no memory left.
     */
    default MessageVector newSendVector() {
        return null;
    }

    /**
     * Hands the datagrams of {@code batch} from {@code from} on to the kernel, by one call.
     *
     * @return how many the kernel took; 0 when it is full, or refused the first of them
     * @throws IOException as {@link #send(ByteBuffer, InetSocketAddress)}; nothing was sent
     */
    default int send(SendBatch batch, int from) throws IOException {
        return 0;
    }

    /** How datagrams are received and sent: {@link TransportChoice#CHANNEL} or {@link TransportChoice#BATCH}. */
    default TransportChoice kind() {
        return TransportChoice.CHANNEL;
    }

    /** Whether the socket is connected. Only then may a call throw the error of an earlier datagram (SO_ERROR). */
    default boolean isConnected() {
        return false;
    }

    /** Sets the poller's interest in room in the kernel, from its next poll on. */
    void awaitRoom(boolean wanted);

    /** Sets the poller's interest in datagrams, initially on, from its next poll on. */
    void awaitDatagrams(boolean wanted);

    /** Whether the local address is still assigned to this machine; a system call. */
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
