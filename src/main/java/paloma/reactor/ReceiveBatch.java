package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * <em>Reactor-owned.</em> The loop's one buffer to receive into, and what came: the datagrams that are received before the
 * first of them is passed on. While they are received, nothing but the channel runs between two system calls, and while they
 * are passed on, nothing but the protocol: each finds its code and data in the first caches still.
 */
final class ReceiveBatch {
    /** No datagram is longer, so none is truncated: UDP's length field allows 65,535 bytes (RFC 768). */
    private static final int MAX_DATAGRAM_BYTES = 1 << 16;

    /** Bytes after which the batch is full: half of a 32 KiB first-level cache. */
    private static final int FULL_BYTES = 1 << 14;

    /** The default of a server's datagrams per turn; the bound for empty datagrams, which take no bytes. */
    private static final int MAX_DATAGRAMS = 256;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FULL_BYTES + MAX_DATAGRAM_BYTES);
    private final InetSocketAddress[] sources = new InetSocketAddress[MAX_DATAGRAMS];
    private final int[] ends = new int[MAX_DATAGRAMS];
    private int size;

    /**
     * Starts a new batch of at most {@code most} datagrams. Datagrams received before an error are in the batch.
     *
     * @return false when the socket is drained
     */
    boolean fill(Transport transport, int most) throws IOException {
        size = 0;
        buffer.clear();
        while (size < Math.min(most, MAX_DATAGRAMS) && buffer.position() <= FULL_BYTES) {
            InetSocketAddress source = transport.receive(buffer);
            if (source == null) {
                return false;
            }
            sources[size] = source;
            ends[size] = buffer.position();
            size++;
        }
        return true;
    }

    /** The number of datagrams. */
    int size() {
        return size;
    }

    /** Passes the datagrams to {@code protocol} in the order of their receipt. */
    void deliver(DatagramProtocol protocol, long now) {
        if (size > 1) {
            protocol.onBatch(sources, size);
        }
        int start = 0;
        for (int i = 0; i < size; i++) {
            protocol.onDatagram(sources[i], buffer.limit(ends[i]).position(start), now);
            start = ends[i];
        }
    }
}
