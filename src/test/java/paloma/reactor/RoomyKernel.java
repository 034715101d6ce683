package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A kernel with a given number of free places, for interleavings; each datagram is one digit. */
abstract class RoomyKernel implements Transport {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 50_001);

    private int room;
    private boolean roomAwaited;

    /** Records a datagram; called under the lock. */
    abstract void record(int digit, InetSocketAddress target);

    synchronized void hasRoomFor(int datagrams) {
        room = datagrams;
    }

    @Override
    public synchronized boolean send(ByteBuffer datagram, InetSocketAddress target) {
        if (room == 0) {
            return false;
        }
        room--;
        record(datagram.get(), target);
        return true;
    }

    @Override
    public synchronized void awaitRoom(boolean wanted) {
        roomAwaited = wanted;
    }

    synchronized boolean isRoomAwaited() {
        return roomAwaited;
    }

    @Override
    public void awaitDatagrams(boolean wanted) {
        // Nothing is received here.
    }

    @Override
    public boolean receive(ReceiveBatch batch, int max) throws IOException {
        throw new IOException("not of this test");
    }

    @Override
    public InetSocketAddress localAddress() {
        return LOCAL;
    }

    @Override
    public int receiveBufferBytes() {
        return 0;
    }

    @Override
    public void close() {}
}
