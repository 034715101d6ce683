package paloma.net;

import java.net.InetSocketAddress;

/**
 * <em>Any thread.</em> The recipient of a datagram that may wait in a batch or in the outbox. The callbacks are called under a
 * lock, and only set flags.
 */
public interface Peer {
    /** {@link #remoteAddress} as a {@link PackedAddress}; negative when it is IPv6, or has an object already. */
    long packedAddress();

    /** Where datagrams to the peer are sent. */
    InetSocketAddress remoteAddress();

    /**
     * A datagram is put into a batch, and is sent soon, with others.
     *
     * @return whether no other datagram to the peer is in a batch
     */
    boolean onStaged();

    /** No datagram to the peer is in a batch any longer. */
    void onFlushed();

    /** A datagram is about to be handed to the kernel. */
    void onSending();

    /** The kernel has taken a datagram. */
    void onSent();

    /** The kernel has not taken the datagram: it was refused, or is queued. */
    void onNotSent();
}
