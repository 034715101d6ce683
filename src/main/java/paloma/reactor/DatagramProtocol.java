package paloma.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import paloma.lifecycle.Deadline;
import paloma.net.Source;

/** <em>Reactor-owned.</em> Callbacks of one socket, called by its reactor. No callback may block. */
public interface DatagramProtocol {
    /**
     * Two or more datagrams were received and are delivered next, one by one.
     * A protocol with a large table may prefetch here. Not called for a single datagram.
     *
     * @param sources the source of each datagram, in order; they and the array are valid during the call only
     * @param n number of datagrams; later elements of {@code sources} are undefined
     */
    default void onBatch(Source[] sources, int n) {}

    /**
     * One datagram was received.
     *
     * @param source the sender's address; valid during the call only, while its address object may be kept
     * @param datagram from position to limit, in the reactor's shared buffer; valid during the call only; empty for
     *     an empty datagram
     * @param now the turn's clock reading, in nanoseconds since the reactor was created
     */
    void onDatagram(Source source, ByteBuffer datagram, long now);

    /**
     * Upper bound of datagrams pending in the socket, at least 1; read once per turn.
     * Saves the last, empty receive call. Datagrams beyond it are read in the next turn, and {@link #onSocketDrained}
     * is not called in this one.
     */
    default int maxPending() {
        return Integer.MAX_VALUE;
    }

    /**
     * Maximum datagrams received before the first is delivered, at least 1.
     * Larger batches cost less per datagram; 1 gives the exact arrival time of each.
     */
    default int maxBatch() {
        return Integer.MAX_VALUE;
    }

    /** All datagrams that had arrived at the socket before {@code now} are delivered. */
    default void onSocketDrained(long now) {}

    /**
     * The peer of a connected socket, or a router, reported a datagram undeliverable (ICMP).
     *
     * @param cause the socket's exception, see {@link IcmpErrors}: a {@link java.net.PortUnreachableException} when
     *     nothing listens at the peer's port; otherwise only the text differs. Of several errors the last one
     */
    default void onUnreachable(IOException cause) {}

    /** End of a turn of this socket: all datagrams of the turn are delivered. */
    void onTurn(long now);

    /** Latest time of the next {@link #onTurn}, or {@link Deadline#NEVER}; read after each turn. */
    long deadline();

    /** The socket is closed: on request, or by an error when {@code cause} is not null. The last callback. */
    void onClosed(Throwable cause);
}
