package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * <em>Any thread.</em> Runs every path of an outbox once when a reactor starts.
 *
 * A class whose initialisation fails with a {@link StackOverflowError} stays unusable (JVMS §5.5), and a user's stack may end
 * anywhere. So all classes on the path of a send are initialised here. Without lambdas, whose linkage takes longer than all of this.
 */
final class OutboxWarmUp implements Transport, UnaryOperator<ByteBuffer>, Runnable {
    private static final String ERROR_TEXT = "no error of a socket";

    /** <em>Immutable.</em> Ignores callbacks of the outbox. */
    private static final class NoOpConsumer<T> implements Consumer<T> {
        @Override
        public void accept(T event) {
            // Expected: the transport refuses.
        }
    }

    private boolean broken;
    private boolean hasRoom;

    private OutboxWarmUp() {}

    static void warmUp() {
        InetSocketAddress nobody = null;
        StackReserve.probe();
        OutboxWarmUp all = new OutboxWarmUp();
        Outbox outbox = new Outbox(all, all, new SendCounters(), all, new NoOpConsumer<>(), new NoOpConsumer<>(), 1, 1);
        all.hasRoom = true;
        outbox.send(ByteBuffer.allocate(1), nobody, all);
        all.broken = true;
        outbox.send(ByteBuffer.allocate(1), nobody, all);
        all.broken = false;
        all.hasRoom = false;
        outbox.send(ByteBuffer.allocate(1), nobody, all);
        outbox.send(ByteBuffer.allocate(1), nobody, all);
        all.hasRoom = true;
        outbox.drain(2);
        outbox.close();
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        if (broken) {
            throw new IOException(ERROR_TEXT);
        }
        return hasRoom;
    }

    @Override
    public ByteBuffer apply(ByteBuffer datagram) {
        return datagram;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void run() {
        // No thread to wake.
    }

    @Override
    public InetSocketAddress receive(ByteBuffer buffer) {
        return null;
    }

    @Override
    public void awaitRoom(boolean wanted) {
        // No poller.
    }

    @Override
    public void awaitDatagrams(boolean wanted) {
        // No poller.
    }

    @Override
    public InetSocketAddress localAddress() {
        throw new IllegalStateException(ERROR_TEXT);
    }

    @Override
    public int receiveBufferBytes() {
        return 0;
    }

    @Override
    public void close() {
        // No socket.
    }
}
