package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.lifecycle.Deadline;

/** <em>Reactor-owned.</em> What the loop drives: the meaning of one socket's datagrams. No call may block. */
public interface DatagramProtocol {
    /**
     * Called before the datagrams of a batch of two or more are passed; an implementation may prefetch memory here.
     *
     * @param sources the sources in order, valid during the call only
     * @param n the number of datagrams; entries of {@code sources} behind it are undefined
     */
    default void onBatch(InetSocketAddress[] sources, int n) {}

    /**
     * Called for each datagram.
     *
     * @param datagram from its position to its limit in the reactor's receive buffer, valid during the call only;
     *     empty for an empty datagram
     * @param now the clock reading of this turn, in nanoseconds since the reactor was created
     */
    void onDatagram(InetSocketAddress source, ByteBuffer datagram, long now);

    /**
     * Upper bound of the datagrams pending in the socket, 1 or more; called once a turn. It saves the last, empty
     * receive call. Datagrams beyond it are received in the next turn, and {@link #onSocketDrained} is not called
     * in this one.
     */
    default int maxPending() {
        return Integer.MAX_VALUE;
    }

    /**
     * Datagrams received before the first one is passed, 1 or more. Large batches are cheaper; 1 gives each
     * datagram its own receive time.
     */
    default int maxBatch() {
        return Integer.MAX_VALUE;
    }

    /** Called when no datagram that was received by the kernel before {@code now} is left in the socket. */
    default void onSocketDrained(long now) {}

    /**
     * Called when a queued datagram was sent.
     *
     * @param attachment the argument of {@link Endpoint#send(ByteBuffer, InetSocketAddress, Object)}; not null
     */
    default void onSent(Object attachment) {}

    /**
     * Called when an ICMP message said that a datagram to the peer of a connected socket could not be delivered.
     *
     * @param cause what the socket threw, see {@link IcmpErrors}: a {@link java.net.PortUnreachableException} when
     *     no one listens at the peer's port; otherwise only the text tells the kind. Of several errors the last one
     */
    default void onUnreachable(IOException cause) {}

    /** Called at the end of each turn of this socket, after its datagrams were passed. */
    void onTurn(long now);

    /** The latest instant for the next {@link #onTurn}, or {@link Deadline#NEVER}; called after each turn. */
    long deadline();

    /** Called last, after the socket was closed: by request, or by an error when {@code cause} is not null. */
    void onClosed(Throwable cause);
}
