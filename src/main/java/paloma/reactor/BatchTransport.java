package paloma.reactor;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import paloma.BatchRefusal;
import paloma.BatchRefusedException;
import paloma.TransportChoice;
import paloma.linux.DirectMemory;
import paloma.linux.MessageVector;
import paloma.linux.SocketCalls;
import paloma.linux.SocketDescriptor;

/**
 * <em>Any thread.</em> A {@link Transport} that receives and sends many datagrams by one system call, recvmmsg(2) and
 * sendmmsg(2). The channel owns the socket, is registered with the selector, and sends single datagrams. After an error
 * of a call the channel is called, and its error decides; so each error is handled in one place.
 */
final class BatchTransport extends ChannelTransport {
    private static final int MAX_SLOTS = 64;
    private static final int MAX_MEMORY_BYTES = 4 << 20;
    /** Room behind the last slot, so that the range of a truncated datagram is valid. */
    private static final int TAIL_BYTES = 1 << 16;

    private final SocketDescriptor descriptor;
    private final MessageVector received;
    private final Queue<MessageVector> sendVectors;

    private BatchTransport(
            ChannelTransport bound,
            SocketDescriptor descriptor,
            MessageVector received,
            Queue<MessageVector> sendVectors) {
        super(bound.channel(), null);
        this.descriptor = descriptor;
        this.received = received;
        this.sendVectors = sendVectors;
    }

    /**
     * A transport on the socket of {@code bound}, which must not be used any more.
     *
     * @param receiveBytes the longest datagram to receive; longer ones are truncated, but have their length
     * @param senders how many batches are needed; allocated here, because the JVM may search for memory for half a second
     * @throws BatchRefusedException when it cannot work here; {@code bound} stays open
     */
    static BatchTransport on(ChannelTransport bound, int receiveBytes, int senders) throws BatchRefusedException {
        try {
            SocketDescriptor descriptor = SocketDescriptor.of(bound.localAddress(), bound.channel());
            int slots = slots(receiveBytes + 1, DirectMemory.limit());
            MessageVector received = MessageVector.forReceiving(slots, receiveBytes + 1, TAIL_BYTES);
            return new BatchTransport(bound, descriptor, received, sendVectors(bound, senders));
        } catch (OutOfMemoryError e) {
            throw new BatchRefusedException(BatchRefusal.TOO_LITTLE_MEMORY);
        }
    }

    private static Queue<MessageVector> sendVectors(ChannelTransport bound, int senders) {
        StandardProtocolFamily family = bound.localAddress().getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        Queue<MessageVector> vectors = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < senders; i++) {
            vectors.add(SendBatch.newVector(family));
        }
        return vectors;
    }

    /** How many slots of {@code slotBytes} fit 4 MiB and an eighth of the direct memory; 1 to 64. */
    static int slots(int slotBytes, long directMemoryBytes) {
        long bytes = Math.min(MAX_MEMORY_BYTES, directMemoryBytes / 8);
        return (int) Math.max(1, Math.min(MAX_SLOTS, bytes / slotBytes));
    }

    @Override
    public boolean receive(ReceiveBatch batch, int max) throws IOException {
        int count = Math.min(max, received.slots());
        int n = receive(count);
        if (n < 0) {
            return n != -SocketCalls.EAGAIN && super.receive(batch, max);
        }
        batch.use(received.payload());
        for (int i = 0; i < n; i++) {
            int start = i * received.slotBytes();
            received.source(i, batch.add(start, start + received.length(i)));
        }
        // Fewer: the kernel had no other.
        return n == count;
    }

    /**
     * One call per turn: the kernel reuses the memory of datagrams that were answered, and the peers go on earlier. With 256
     * datagrams per turn a message of 64 peers with 8 in flight costs 5 % more ({@code workers(0)}: 0.99 and 1.12 times the cost
     * of C's recvfrom and sendto, 0.93 and 0.96 with 64; {@code scripts/bench.sh --rounds 4 --shapes 64x8}, JDK 25, in turns).
     */
    @Override
    public int maxPerTurn() {
        return MAX_SLOTS;
    }

    private int receive(int count) throws IOException {
        enter();
        try {
            return SocketCalls.receive(descriptor.number(), received, count);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public MessageVector newSendVector() {
        return sendVectors.poll();
    }

    @Override
    public int send(SendBatch batch, int from) throws IOException {
        enter();
        try {
            return Math.max(0, SocketCalls.send(descriptor.number(), batch.vector(), from, batch.size() - from));
        } finally {
            descriptor.exit();
        }
    }

    private void enter() throws IOException {
        if (!descriptor.enter()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public TransportChoice kind() {
        return TransportChoice.BATCH;
    }

    @Override
    public void close() throws IOException {
        descriptor.close();
    }
}
