package paloma.sim;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import paloma.reactor.SimReactor;
import paloma.session.PeerSession;

/**
 * The server's socket: a receive buffer that overflows, sends that find no room or fail, a process that is paused. Its
 * counters are the reference for the server's.
 */
final class SimKernel implements SimReactor.Kernel {
    /** Receive buffer bytes of a datagram in addition to its payload. */
    private static final int OVERHEAD_BYTES = 768;
    /** The latest start of the reactor's thread after a wake-up. */
    private static final int MAX_LATENCY_NANOS = 200_000;

    private record Arrived(InetSocketAddress source, byte[] bytes, long at) {}

    private final World world;
    private final VirtualTime time;
    private final SplittableRandom random;
    private final InetSocketAddress local;
    private final int bufferBytes;
    private final ArrayDeque<Arrived> buffer = new ArrayDeque<>();
    // Received, and not passed to the protocol yet.
    private final ArrayDeque<Arrived> receivedBatch = new ArrayDeque<>();
    private long buffered;
    private InetSocketAddress lastSource;
    // A change of interest takes effect at the next poll, as in a selector.
    private boolean roomRequested;
    private boolean roomAwaited;
    private boolean datagramsRequested = true;
    private boolean datagramsAwaited = true;
    private long fullUntil;
    private boolean wakeupPending;
    private long pausedUntil;
    private boolean closed;

    long received;
    long bytesReceived;
    long sent;
    long bytesSent;
    private long arrived;
    private long overflowed;

    SimKernel(World world, InetSocketAddress local, int bufferBytes, SplittableRandom random) {
        this.world = world;
        this.time = world.time;
        this.local = local;
        this.bufferBytes = bufferBytes;
        this.random = random;
    }

    /** A datagram reaches the socket. */
    void arrive(InetSocketAddress source, byte[] bytes) {
        arrived++;
        if (closed || buffered + OVERHEAD_BYTES + bytes.length > 2L * bufferBytes) {
            overflowed++;
            return;
        }
        buffer.add(new Arrived(source, bytes, time.now()));
        buffered += OVERHEAD_BYTES + bytes.length;
    }

    /** Pauses the process until {@code instant}; the kernel goes on. */
    void pauseUntil(long instant) {
        pausedUntil = instant;
    }

    @Override
    public InetSocketAddress receive(ByteBuffer target) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Arrived arrived = buffer.poll();
        if (arrived == null) {
            return null;
        }
        buffered -= OVERHEAD_BYTES + arrived.bytes().length;
        // As the JDK does: the same instance again for the same sender.
        if (lastSource == null || !Addresses.areEqual(lastSource, arrived.source())) {
            lastSource = Addresses.copy(arrived.source());
        }
        received++;
        bytesReceived += arrived.bytes().length;
        byte[] bytes = SimMessages.stamped(arrived.bytes(), received);
        receivedBatch.add(new Arrived(lastSource, bytes, arrived.at()));
        target.put(bytes);
        return lastSource;
    }

    @Override
    public boolean takesBatches() {
        return world.scenario.sendsBatches();
    }

    @Override
    public void passing() {
        Arrived next = receivedBatch.remove();
        world.onReceived(next.source(), next.bytes(), next.at());
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target, Object attachment) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (datagram.remaining() > 65_507) {
            throw new SocketException("Message too long");
        }
        if (world.isFaulty() && random.nextDouble() < world.scenario.sendErrors()) {
            throwSendError();
        }
        if (time.now() < fullUntil) {
            return false;
        }
        if (world.isFaulty() && random.nextDouble() < world.scenario.kernelFull()) {
            fullUntil = time.now() + (long) (random.nextDouble() * 50 * VirtualTime.MILLI);
            time.scheduleAt(fullUntil, () -> {});
            return false;
        }
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        sent++;
        bytesSent += bytes.length;
        world.onSent((PeerSession) attachment, target, bytes);
        return true;
    }

    private void throwSendError() throws IOException {
        switch (random.nextInt(7)) {
            case 0 -> throw new SocketException("Network is unreachable");
            case 1 -> throw new SocketException("Operation not permitted");
            case 2 -> throw new SocketException("Message too long");
            case 3 -> throw new NoRouteToHostException("No route to host");
            case 4 -> throw new BindException("Permission denied");
            case 5 -> throw new UnresolvedAddressException();
            default -> throw new SocketException("Can't send to port 0");
        }
    }

    @Override
    public void awaitRoom(boolean wanted) {
        roomRequested = wanted;
    }

    @Override
    public void awaitDatagrams(boolean wanted) {
        datagramsRequested = wanted;
        world.readPauses += wanted ? 0 : 1;
    }

    @Override
    public boolean await(long nanos) {
        long until = nanos == Long.MAX_VALUE ? nanos : time.now() + nanos;
        roomAwaited = roomRequested;
        datagramsAwaited = datagramsRequested;
        // Due events run first even when the socket is ready: workers run concurrently with the reactor.
        while (time.nextAt() <= time.now() || time.now() < pausedUntil || !isReady()) {
            long next = time.nextAt();
            long end = Math.max(until, pausedUntil);
            if (next > end) {
                time.advanceTo(end);
                if (time.now() >= pausedUntil) {
                    break;
                }
            } else {
                time.runNext();
            }
        }
        addLatency();
        wakeupPending = false;
        return roomAwaited && time.now() >= fullUntil;
    }

    /** Delays the reactor's thread; due events of others run meanwhile. */
    private void addLatency() {
        long awakeAt = time.now() + random.nextInt(MAX_LATENCY_NANOS);
        while (time.nextAt() <= awakeAt) {
            time.runNext();
        }
        time.advanceTo(awakeAt);
    }

    private boolean isReady() {
        return world.isOver()
                || wakeupPending
                || datagramsAwaited && !buffer.isEmpty()
                || roomAwaited && time.now() >= fullUntil;
    }

    @Override
    public void wakeup() {
        wakeupPending = true;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    /** Changes every 16 datagrams: neighbours in a batch, and messages of one session, are received in both ways. */
    @Override
    public int slotBytes() {
        return (received >> 4 & 1) == 0 ? 0 : world.scenario.limits().receiveBytes() + 1;
    }

    @Override
    public int receiveBufferBytes() {
        return bufferBytes;
    }

    @Override
    public void close() {
        closed = true;
        overflowed += buffer.size();
        buffer.clear();
    }

    /** Whether the server could send, and is running. */
    boolean hasRoom() {
        return time.now() >= fullUntil && time.now() >= pausedUntil;
    }

    /** Whether each datagram that reached the socket was received and passed on, waits, or found no room. */
    boolean isBalanced() {
        return receivedBatch.isEmpty() && arrived == received + buffer.size() + overflowed;
    }

    boolean isEmpty() {
        return buffer.isEmpty();
    }
}
