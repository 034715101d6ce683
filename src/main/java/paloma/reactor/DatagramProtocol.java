package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.lifecycle.Deadline;

/** <em>Reactor-owned.</em> What the loop drives: the meaning of one socket's datagrams. No call may block. */
public interface DatagramProtocol {
    /**
     * Several datagrams came and are passed next, one by one. Whoever has much memory to look through can read ahead here. Not
     * called for a single one.
     *
     * @param sources where each came from, in order, valid during the call only
     * @param n how many came; what stands behind them in {@code sources} has no meaning
     */
    default void onBatch(InetSocketAddress[] sources, int n) {}

    /**
     * One datagram came.
     *
     * @param datagram from its position to its limit in the reactor's own buffer, where others stand beside it; to be read
     *     during the call only. Empty for an empty datagram
     * @param now the turn's one reading of the clock, in nanoseconds since the reactor was made
     */
    void onDatagram(InetSocketAddress source, ByteBuffer datagram, long now);

    /**
     * How many datagrams can wait in the socket, as far as the protocol knows: 1 or more, as what is reported must be received.
     * Asked in each turn before the first is. To know it spares the loop the system call that finds nothing more; what has come
     * beyond that is passed in another turn, and {@link #onSocketDrained} is not called in this one.
     */
    default int maxPending() {
        return Integer.MAX_VALUE;
    }

    /**
     * How many datagrams may be received before the first of them is passed, 1 or more. Many together cost less; who has to know
     * when each came, takes one by one.
     */
    default int maxBatch() {
        return Integer.MAX_VALUE;
    }

    /** Nothing is left of what had come to the socket before {@code now}. */
    default void onSocketDrained(long now) {}

    /**
     * A datagram that had to wait for room has now left.
     *
     * @param attachment what was given to {@link Endpoint#send(ByteBuffer, InetSocketAddress, Object)}; not null
     */
    default void onSent(Object attachment) {}

    /**
     * The peer of a connected socket, or a router, said that a datagram could not be delivered (ICMP).
     *
     * @param cause what the socket threw, see {@link IcmpErrors}: a {@link java.net.PortUnreachableException} when no one
     *     listens at the peer's port; else the text alone tells what it is. Of several at once it is the last
     */
    default void onUnreachable(IOException cause) {}

    /** The end of a turn in which the socket was attended to: its datagrams of this turn have all been passed. */
    void onTurn(long now);

    /** When {@link #onTurn} is wanted at the latest, or {@link Deadline#NEVER}. Asked after each turn. */
    long deadline();

    /** The socket is closed, by request or, when {@code cause} is not null, by an error. The last call. */
    void onClosed(Throwable cause);
}
