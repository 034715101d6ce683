package paloma.net;

import java.net.InetSocketAddress;

/**
 * <em>Any thread.</em> The recipient of a datagram that need not leave at once. The callbacks only set flags: they are called
 * under a lock.
 */
public interface Peer {
    /** The IPv4 address and port of {@link #remoteAddress}, packed; negative when that is not IPv4, or not known packed. */
    long packedAddress();

    /** Where datagrams to the peer are sent. */
    InetSocketAddress remoteAddress();

    /** A datagram is put into a batch, and leaves soon, with others. True when no other one is in a batch. */
    boolean onStaged();

    /** No datagram is in a batch any more. */
    void onFlushed();

    /** A datagram is about to be handed to the kernel. */
    void onSending();

    /** The kernel has taken a datagram. */
    void onSent();

    /** The kernel has not taken the datagram: it was refused, or is queued. */
    void onNotSent();
}
