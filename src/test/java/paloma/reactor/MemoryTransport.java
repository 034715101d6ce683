package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import paloma.linux.MessageVector;
import paloma.net.PackedAddress;
import paloma.net.Source;

/**
 * A socket in memory. The test says what arrives, how much room the kernel has, and which errors come; sends are kept for
 * it to read. <em>Any thread.</em>
 */
public final class MemoryTransport implements Transport, ReceiveBatch.SingleReceiver {
    /** A sent datagram and its target. */
    public record Sent(byte[] bytes, InetSocketAddress target) {
        /** The bytes as text. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The bytes beyond those that were received, up to the true length of a truncated datagram. */
    private static final int TAIL_BYTES = 1 << 16;

    private static final int SLOTS = 8;

    private record Arrived(byte[] bytes, InetSocketAddress source) {}

    private final InetSocketAddress localAddress;
    // Arrived, or IOException to throw.
    private final Deque<Object> inbox = new ArrayDeque<>();
    private final Deque<Throwable> sendErrors = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, Throwable> refused = new HashMap<>();
    private IOException everySendError;
    private IOException watchError;
    private Runnable beforeSend = () -> {};
    private Runnable whenRoomIsAwaited = () -> {};
    private long room = Long.MAX_VALUE;
    private int receives;
    private boolean roomAwaited;
    private boolean datagramsAwaited = true;
    private boolean connected;
    private boolean closed;
    private boolean hasItsAddress = true;
    private boolean sendingBatches;
    private int batchCalls;
    // 0 while it receives one datagram per call.
    private int slotBytes;
    private ByteBuffer slots;

    /** An open socket with room for everything. */
    public MemoryTransport(InetSocketAddress localAddress) {
        this.localAddress = localAddress;
    }

    /** Makes it a connected socket: a send may throw the error of an earlier one. */
    public synchronized MemoryTransport connected() {
        connected = true;
        return this;
    }

    /**
     * Receives several datagrams per call from now on, as recvmmsg(2) does: into slots of its own memory, truncated to
     * {@code bytes}, each with its true length. IPv4 sources have no object.
     */
    public synchronized MemoryTransport receivesIntoSlots(int bytes) {
        slotBytes = bytes;
        slots = ByteBuffer.allocateDirect(SLOTS * bytes + TAIL_BYTES);
        return this;
    }

    /** Sends batches from now on, as sendmmsg(2) does: an error counts only for the first datagram of a call. */
    public synchronized MemoryTransport sendsBatches() {
        sendingBatches = true;
        return this;
    }

    /** Adds {@code text} from {@code source} to the receive queue. */
    public void arrives(InetSocketAddress source, String text) {
        arrives(source, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds {@code bytes} from {@code source} to the receive queue. */
    public synchronized void arrives(InetSocketAddress source, byte[] bytes) {
        inbox.add(new Arrived(bytes.clone(), source));
    }

    /** One receive, after the queued datagrams, throws {@code error}. */
    public synchronized void receiveThrows(IOException error) {
        inbox.add(error);
    }

    /** The next send throws {@code error}; further calls add errors for the sends after it. */
    public synchronized void sendThrows(Throwable error) {
        sendErrors.add(error);
    }

    /** Every send of {@code text} throws {@code error}, also in a batch. */
    public synchronized void refuses(String text, Throwable error) {
        refused.put(text, error);
    }

    /** The number of calls that sent a batch, or tried to. */
    public synchronized int batchCalls() {
        return batchCalls;
    }

    /** Every send throws {@code error}, as without a route; null ends it. */
    public synchronized void everySendThrows(IOException error) {
        everySendError = error;
    }

    /** Every registration with a poller fails with {@code error}. */
    public synchronized void watchThrows(IOException error) {
        watchError = error;
    }

    synchronized void requireWatchable() throws IOException {
        if (watchError != null) {
            throw watchError;
        }
    }

    /** The kernel accepts {@code datagrams} more. */
    public synchronized void hasRoomFor(long datagrams) {
        room = datagrams;
    }

    /** Runs in each send before the kernel decides. */
    public synchronized void beforeSend(Runnable action) {
        beforeSend = action;
    }

    /** Runs when the outbox begins to wait for room. */
    public synchronized void whenRoomIsAwaited(Runnable action) {
        whenRoomIsAwaited = action;
    }

    /** Removes and returns all sent datagrams. */
    public synchronized List<Sent> takeSent() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The texts of {@link #takeSent}. */
    public List<String> takeTexts() {
        return takeSent().stream().map(Sent::text).toList();
    }

    /** The number of datagrams not received yet. */
    public synchronized int inbox() {
        return inbox.size();
    }

    /** The number of calls of receive. */
    public synchronized int receives() {
        return receives;
    }

    /** Whether a poller has write interest. */
    public synchronized boolean isRoomAwaited() {
        return roomAwaited;
    }

    /** Whether a poller has read interest. */
    public synchronized boolean areDatagramsAwaited() {
        return datagramsAwaited;
    }

    /** Sets whether the socket's address is one of the machine's. */
    public synchronized void hasItsAddress(boolean has) {
        hasItsAddress = has;
    }

    @Override
    public synchronized boolean isAddressLocal() {
        return hasItsAddress;
    }

    /** Whether the socket is closed. */
    public synchronized boolean isClosed() {
        return closed;
    }

    synchronized boolean isReadable() {
        return !closed && datagramsAwaited && !inbox.isEmpty();
    }

    synchronized boolean isRoomToReport() {
        return !closed && roomAwaited && room > 0;
    }

    @Override
    public synchronized boolean receive(ReceiveBatch batch, int max) throws IOException {
        return slotBytes == 0 ? batch.receiveSingly(this, max) : receiveIntoSlots(batch, Math.min(max, SLOTS));
    }

    private boolean receiveIntoSlots(ReceiveBatch batch, int max) throws IOException {
        batch.use(slots);
        for (int i = 0; i < max; i++) {
            int start = i * slotBytes;
            int trueLength = inbox.peek() instanceof Arrived next ? next.bytes().length : 0;
            InetSocketAddress source = receive(slots.limit(start + slotBytes).position(start));
            if (source == null) {
                return false;
            }
            long packed = PackedAddress.of(source);
            Source added = batch.add(start, start + trueLength);
            if (PackedAddress.isExact(packed)) {
                added.setPacked(packed);
            } else {
                added.set(source);
            }
        }
        return true;
    }

    @Override
    public synchronized InetSocketAddress receive(ByteBuffer buffer) throws IOException {
        receives++;
        if (closed) {
            throw new ClosedChannelException();
        }
        Object next = inbox.poll();
        if (next instanceof IOException error) {
            throw error;
        }
        if (!(next instanceof Arrived datagram)) {
            return null;
        }
        buffer.put(datagram.bytes(), 0, Math.min(datagram.bytes().length, buffer.remaining()));
        return datagram.source();
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        Runnable action;
        synchronized (this) {
            action = beforeSend;
        }
        action.run();
        synchronized (this) {
            if (closed) {
                throw new ClosedChannelException();
            }
            throwIfNotNull(everySendError == null ? sendErrors.poll() : everySendError);
            return sendOne(datagram, target);
        }
    }

    /** False when the kernel is full. */
    private boolean sendOne(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.duplicate().get(bytes);
        Sent next = new Sent(bytes, target);
        throwIfNotNull(refused.get(next.text()));
        if (room == 0) {
            return false;
        }
        room--;
        datagram.position(datagram.limit());
        sent.add(next);
        return true;
    }

    private static void throwIfNotNull(Throwable error) throws IOException {
        if (error instanceof IOException checked) {
            throw checked;
        }
        if (error instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (error instanceof Error grave) {
            throw grave;
        }
    }

    @Override
    public synchronized MessageVector newSendVector() {
        return sendingBatches ? SendBatch.newVector(StandardProtocolFamily.INET) : null;
    }

    @Override
    public int send(SendBatch batch, int from) throws IOException {
        Runnable action;
        synchronized (this) {
            action = beforeSend;
        }
        action.run();
        synchronized (this) {
            batchCalls++;
            if (closed) {
                throw new ClosedChannelException();
            }
            for (int i = from; i < batch.size(); i++) {
                try {
                    if (!sendOne(batch.datagram(i), batch.peer(i).remoteAddress())) {
                        return i - from;
                    }
                } catch (IOException | RuntimeException e) {
                    return i - from;
                }
            }
            return batch.size() - from;
        }
    }

    @Override
    public synchronized boolean isConnected() {
        return connected;
    }

    @Override
    public synchronized void awaitRoom(boolean wanted) {
        roomAwaited = wanted;
        if (wanted) {
            whenRoomIsAwaited.run();
        }
    }

    @Override
    public synchronized void awaitDatagrams(boolean wanted) {
        datagramsAwaited = wanted;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public int receiveBufferBytes() {
        return 65_536;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
