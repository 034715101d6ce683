package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * <em>Reactor-owned.</em> The receive buffer, and the datagrams received before the first is delivered.
 * Receiving and delivering in separate loops keeps the code and data of each in the L1 caches.
 */
final class ReceiveBatch {
    /** UDP's length field allows 65,535 bytes (RFC 768), so no datagram is truncated. */
    private static final int MAX_DATAGRAM_BYTES = 1 << 16;

    /** Bytes from which no datagram is added: the batch stays in the L1 cache. */
    private static final int FULL_BYTES = 1 << 14;

    /** Default of {@code datagramsPerTurn}; also bounds empty datagrams, which use no bytes. */
    private static final int MAX_DATAGRAMS = 256;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FULL_BYTES + MAX_DATAGRAM_BYTES);
    private final InetSocketAddress[] sources = new InetSocketAddress[MAX_DATAGRAMS];
    private final int[] ends = new int[MAX_DATAGRAMS];
    private int size;

    /**
     * Replaces the batch by at max {@code max} datagrams; those received before an exception are in it.
     *
     * @return false when the socket is drained
     */
    boolean fill(Transport transport, int max) throws IOException {
        size = 0;
        buffer.clear();
        while (size < Math.min(max, MAX_DATAGRAMS) && buffer.position() <= FULL_BYTES) {
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

    /** Datagrams in the batch. */
    int size() {
        return size;
    }

    /** Delivers the datagrams in order of arrival. */
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
