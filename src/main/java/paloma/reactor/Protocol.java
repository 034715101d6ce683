package paloma.reactor;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** <em>Reactor-owned.</em> What the loop drives: the meaning of one socket's datagrams. No call may block. */
public interface Protocol {
    /** {@link #deadline()} of a protocol that waits for nothing. */
    long NEVER = Long.MAX_VALUE;

    /**
     * One datagram came.
     *
     * @param datagram the reactor's own buffer, valid during the call only; empty for an empty datagram
     * @param now the turn's one reading of the clock, in nanoseconds since the reactor was made
     */
    void onDatagram(InetSocketAddress source, ByteBuffer datagram, long now);

    /**
     * How many datagrams can have come since the last turn, as far as the protocol knows: 1 or more. Asked before the first is
     * received. Who knows, spares the loop the system call that finds nothing more; what came all the same, is passed in
     * another turn.
     */
    default int mostExpected() {
        return Integer.MAX_VALUE;
    }

    /** Nothing is left of what had come to the socket before {@code now}. */
    default void onCaughtUp(long now) {}

    /**
     * A datagram that had to wait for room has now left.
     *
     * @param attachment what was given to {@link Endpoint#send(ByteBuffer, InetSocketAddress, Object)}; not null
     */
    default void onLeft(Object attachment) {}

    /** The peer of a connected socket, or a router, said that a datagram could not be delivered (ICMP). */
    default void onUnreachable() {}

    /** The end of a turn in which the socket was attended to: its datagrams of this turn have all been passed. */
    void onTurn(long now);

    /** When {@link #onTurn} is wanted at the latest, or {@link #NEVER}. Asked after each turn. */
    long deadline();

    /** The socket is closed, by request or, when {@code cause} is not null, by an error. The last call. */
    void onClosed(Throwable cause);
}
