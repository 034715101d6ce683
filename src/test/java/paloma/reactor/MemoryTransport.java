package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A socket in memory. The test says what arrives, how much room the kernel has, and which errors come; sends are kept for
 * it to read. <em>Any thread.</em>
 */
public final class MemoryTransport implements Transport {
    /** What was sent, and where to. */
    public record Sent(byte[] bytes, InetSocketAddress target) {
        /** The bytes as text. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private record Arrived(byte[] bytes, InetSocketAddress source) {}

    private final InetSocketAddress localAddress;
    // Arrived, or IOException to throw.
    private final Deque<Object> inbox = new ArrayDeque<>();
    private final Deque<Throwable> sendErrors = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private IOException everySendError;
    private IOException watchError;
    private Runnable beforeSend = () -> {};
    private long room = Long.MAX_VALUE;
    private int receives;
    private boolean roomAwaited;
    private boolean datagramsAwaited = true;
    private boolean connected;
    private boolean closed;
    private boolean hasItsAddress = true;

    /** An open socket with room for everything. */
    public MemoryTransport(InetSocketAddress localAddress) {
        this.localAddress = localAddress;
    }

    /** It is a connected socket from now on: an error of its sends can be an earlier one's. */
    public synchronized MemoryTransport connected() {
        connected = true;
        return this;
    }

    /** {@code text} comes from {@code source}. */
    public void arrives(InetSocketAddress source, String text) {
        arrives(source, text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code bytes} come from {@code source}. */
    public synchronized void arrives(InetSocketAddress source, byte[] bytes) {
        inbox.add(new Arrived(bytes.clone(), source));
    }

    /** Behind what has arrived, one receive throws {@code error}. */
    public synchronized void receiveThrows(IOException error) {
        inbox.add(error);
    }

    /** The next send throws {@code error}, the one after it the next of these. */
    public synchronized void sendThrows(Throwable error) {
        sendErrors.add(error);
    }

    /** Each send throws {@code error} from now on, as when there is no route; null ends it. */
    public synchronized void everySendThrows(IOException error) {
        everySendError = error;
    }

    /** No poller can watch it from now on, for {@code error}. */
    public synchronized void watchThrows(IOException error) {
        watchError = error;
    }

    synchronized void requireWatchable() throws IOException {
        if (watchError != null) {
            throw watchError;
        }
    }

    /** The kernel takes {@code datagrams} more, until told otherwise. */
    public synchronized void hasRoomFor(long datagrams) {
        room = datagrams;
    }

    /** Runs in each send before the kernel decides. */
    public synchronized void beforeSend(Runnable action) {
        beforeSend = action;
    }

    /** Everything sent so far, and forgets it. */
    public synchronized List<Sent> takeSent() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The texts of {@link #takeSent}. */
    public List<String> takeTexts() {
        return takeSent().stream().map(Sent::text).toList();
    }

    /** Datagrams that were not received yet. */
    public synchronized int inbox() {
        return inbox.size();
    }

    /** How often anybody tried to receive. */
    public synchronized int receives() {
        return receives;
    }

    /** Whether a poller is to report room. */
    public synchronized boolean isRoomAwaited() {
        return roomAwaited;
    }

    /** Whether a poller is to report datagrams. */
    public synchronized boolean areDatagramsAwaited() {
        return datagramsAwaited;
    }

    /** Whether the machine has the socket's address, until told otherwise. */
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
            Throwable error = everySendError == null ? sendErrors.poll() : everySendError;
            if (error instanceof IOException checked) {
                throw checked;
            }
            if (error instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (error instanceof Error grave) {
                throw grave;
            }
            if (room == 0) {
                return false;
            }
            room--;
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            sent.add(new Sent(bytes, target));
            return true;
        }
    }

    @Override
    public synchronized boolean isConnected() {
        return connected;
    }

    @Override
    public synchronized void awaitRoom(boolean wanted) {
        roomAwaited = wanted;
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
