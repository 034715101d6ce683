package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.lifecycle.StackReserve;
import paloma.net.Peer;

/**
 * <em>Any thread.</em> Initialises the classes of a send when a reactor starts.
 * A class whose initialisation ends in a StackOverflowError stays unusable (JVMS §5.5). Without lambdas: linking them
 * takes longer than the rest of the warm-up.
 */
final class OutboxWarmUp implements Transport, Outbox.Listener, Peer {
    private static final String ERROR_TEXT = "no error of a socket";

    private boolean broken;
    private boolean hasRoom;

    private OutboxWarmUp() {}

    static void warmUp() {
        InetSocketAddress nobody = null;
        StackReserve.probe();
        OutboxWarmUp all = new OutboxWarmUp();
        Outbox outbox = new Outbox(all, new Endpoint.Bounds(1, 1, 1), new SendCounters(), all);
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
    public boolean isConnected() {
        return true;
    }

    @Override
    public void onFull() {
        // No poller.
    }

    @Override
    public void onUnreachableSend(IOException error) {
        // No protocol.
    }

    @Override
    public long packedAddress() {
        return -1;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return null;
    }

    @Override
    public boolean onStaged() {
        return true;
    }

    @Override
    public void onFlushed() {
        // No session.
    }

    @Override
    public void onSending() {
        // No session.
    }

    @Override
    public void onSent() {
        // No session.
    }

    @Override
    public void onNotSent() {
        // No session.
    }

    @Override
    public boolean receive(ReceiveBatch batch, int max) {
        return false;
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
