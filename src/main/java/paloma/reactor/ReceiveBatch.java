package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.net.Source;

/**
 * <em>Reactor-owned.</em> The datagrams received before the first is delivered, each with its source and its range of a
 * buffer. Receiving and delivering in separate loops keeps the code and data of each in the L1 caches.
 */
final class ReceiveBatch {
    /** <em>Reactor-owned.</em> Receives one datagram per call. */
    interface SingleReceiver {
        /**
         * Receives the oldest pending datagram at the buffer's position.
         *
         * @return its source, or null when none is pending
         */
        InetSocketAddress receive(ByteBuffer buffer) throws IOException;
    }

    /** UDP's length field allows 65,535 bytes (RFC 768), so no datagram is truncated. */
    private static final int MAX_DATAGRAM_BYTES = 1 << 16;

    /** Bytes from which no datagram is added: the batch stays in the L1 cache. */
    private static final int FULL_BYTES = 1 << 14;

    /** Default of {@code datagramsPerTurn}; also bounds empty datagrams, which use no bytes. */
    private static final int MAX_DATAGRAMS = 256;

    private final ByteBuffer own = ByteBuffer.allocateDirect(FULL_BYTES + MAX_DATAGRAM_BYTES);
    // Created when first used, then reused: most batches of a client have one datagram.
    private final Source[] sources = new Source[MAX_DATAGRAMS];
    private final int[] starts = new int[MAX_DATAGRAMS];
    private final int[] ends = new int[MAX_DATAGRAMS];
    private ByteBuffer buffer = own;
    private int size;

    /**
     * Replaces the batch by at max {@code max} datagrams; those received before an exception are in it.
     *
     * @return false when the socket is drained
     */
    boolean fill(Transport transport, int max) throws IOException {
        size = 0;
        buffer = own.clear();
        return transport.receive(this, Math.min(max, MAX_DATAGRAMS));
    }

    /** For a transport that receives one datagram per call: its {@link Transport#receive}. */
    boolean receiveSingly(SingleReceiver receiver, int max) throws IOException {
        while (size < max && buffer.position() <= FULL_BYTES) {
            int start = buffer.position();
            InetSocketAddress source = receiver.receive(buffer);
            if (source == null) {
                return false;
            }
            add(start, buffer.position()).set(source);
        }
        return true;
    }

    /**
     * For a transport that has its own memory: the datagrams of this batch are in {@code memory}. Its position and limit change
     * at the delivery.
     */
    void use(ByteBuffer memory) {
        buffer = memory;
    }

    /** The buffer of this batch; its own, unless {@link #use} has set another. */
    ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Adds a datagram.
     *
     * <p>The range may exceed the bytes that were received: a datagram that the kernel has truncated has its true length,
     * and the bytes beyond are undefined.
     *
     * @param start index of its first byte
     * @param end index behind its last byte, at most the buffer's capacity
     * @return its source, to be set by the caller
     */
    Source add(int start, int end) {
        if (sources[size] == null) {
            sources[size] = new Source();
        }
        starts[size] = start;
        ends[size] = end;
        return sources[size++];
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
        for (int i = 0; i < size; i++) {
            protocol.onDatagram(sources[i], buffer.limit(ends[i]).position(starts[i]), now);
        }
    }
}
